"""Every part's own HTTP: is it alive, is it ready, what are its figures."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from services.chassis import metrics
from services.chassis.settings import Settings

type Readiness = Callable[[], Awaitable[Mapping[str, Any]]]
"""What a part knows of itself; `ready` is whether it can work."""

ANSWER_SECONDS = 4.0


def health_routes(readiness: Readiness) -> list[BaseRoute]:
    """`/healthz` (the process lives), `/readyz` (it can work, and how far behind it is), `/metrics`."""

    async def healthz(_request: Request) -> Response:
        return JSONResponse({"alive": True})

    async def state() -> dict[str, Any]:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return dict(await readiness())
        except Exception as error:
            return {"ready": False, "why": type(error).__name__}

    async def readyz(_request: Request) -> Response:
        known = await state()
        return JSONResponse(known, status_code=200 if known.get("ready") else 503)

    async def shown(_request: Request) -> Response:
        metrics.show(await state())
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", shown)]


def server(app: Any, settings: Settings) -> uvicorn.Server:
    """A server that leaves signals and logs to us; `await server.serve()`, `server.should_exit = True` ends it."""
    certificate, key = settings.http_certificate or (None, None)
    config = uvicorn.Config(
        app,
        host=settings.http_host,
        port=settings.http_port,
        ssl_certfile=certificate,
        ssl_keyfile=key,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_keep_alive=75,  # longer than any client's: a request must not meet a connection that is being closed
        timeout_graceful_shutdown=3,
    )
    quiet = uvicorn.Server(config)
    quiet.capture_signals = _no_signals  # type: ignore[method-assign]
    return quiet


def health_app(readiness: Readiness, routes: Sequence[BaseRoute] = ()) -> Starlette:
    """An application with the health routes and a part's own."""
    return Starlette(routes=[*health_routes(readiness), *routes])


class _NoSignals:
    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


def _no_signals() -> Any:
    return _NoSignals()

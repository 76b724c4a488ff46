"""Every part's own HTTP: is it alive, is it ready, what are its figures."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import uvicorn
from prometheus_client import REGISTRY
from prometheus_client.exposition import choose_encoder
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from services.chassis import metrics, tls
from services.chassis.settings import Settings
from services.chassis.timed import Timed

type Readiness = Callable[[], Awaitable[Mapping[str, Any]]]
"""What a part knows of itself; `ready` is whether it can work."""
type Figures = Callable[[], Awaitable[Mapping[str, Any]]]
"""What it tells beside of itself, for Prometheus."""

ANSWER_SECONDS = 4.0


async def nothing_beside() -> Mapping[str, Any]:
    """A part that tells nothing beside."""
    return {}


def health_routes(readiness: Readiness, figures: Figures = nothing_beside) -> list[BaseRoute]:
    """`/healthz` (the process lives), `/readyz` (it can work, and how far behind it is), `/metrics`.

    Figures are in the Prometheus format, or in OpenMetrics where that is asked for: there a figure can name a trace.
    """

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

    async def shown(request: Request) -> Response:
        ready, beside = await asyncio.gather(state(), figures())
        metrics.show({**beside, "ready": ready["ready"]})
        encoder, content_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encoder(REGISTRY), headers={"content-type": content_type})

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", shown)]


async def not_yet(scope: Any, receive: Any, send: Any) -> None:
    """Whoever asks for more than health while the part only starts, or stands still, is to ask again."""
    problem = {"type": "about:blank", "title": "not ready yet", "status": 503}
    await JSONResponse(problem, 503, {"retry-after": "1"}, "application/problem+json")(scope, receive, send)


NOT_YET = Mount("/", not_yet)


async def startedz(_request: Request) -> Response:
    """An orchestrator sends nobody to a part that asks for patience."""
    return JSONResponse({"started": True})


def answers_from_now_on(app: Starlette, routes: Sequence[BaseRoute]) -> None:
    """Put all that a part answers in the place of `NOT_YET`, with `/startedz`, which says so."""
    app.router.routes[-1:] = [Route("/startedz", startedz), *routes]


def server(app: Any, settings: Settings) -> uvicorn.Server:
    """A server that leaves signals and logs to us; `await server.serve()`, `server.should_exit = True` ends it."""
    context = tls.answering(settings)
    config = uvicorn.Config(
        app,
        host=settings.http_host,
        port=settings.http_port,
        ssl_context_factory=(lambda *_: context) if context else None,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_keep_alive=75,  # longer than any client's: a request must not meet a connection that is being closed
        timeout_graceful_shutdown=3,
    )
    quiet = uvicorn.Server(config)
    quiet.capture_signals = _no_signals  # type: ignore[method-assign]
    return quiet


def health_app(readiness: Readiness, routes: Sequence[BaseRoute] = (), figures: Figures = nothing_beside) -> Starlette:
    """An application with the health routes and a part's own."""
    return Starlette(routes=[*health_routes(readiness, figures), *routes], middleware=[Middleware(Timed)])


class _NoSignals:
    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


def _no_signals() -> Any:
    return _NoSignals()

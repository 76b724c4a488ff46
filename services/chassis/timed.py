"""How long answers over HTTP take, by route: an id in a path is no label. What is answered can be part of a trace."""

import time

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.chassis import metrics, tracing
from services.chassis.spans import SPANS, Kind, Span
from services.chassis.tracing import Trace

ASKED_OFTEN = ("/healthz", "/readyz", "/metrics")
"""Of these there are no traces."""
NO_ROUTE = ""
"""What was asked for is not there."""


class Timed:
    """Around an application."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and note how long it took; a request without an answer counts as a 500."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, began, started = 500, time.perf_counter(), time.time_ns()
        trace = None if scope["path"] in ASKED_OFTEN else tracing.own(Headers(scope=scope).get("traceparent"))
        current = tracing.CURRENT.set(trace)

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, answer)
        finally:
            tracing.CURRENT.reset(current)
            metrics.requested(scope["method"], route(scope), status, time.perf_counter() - began)
            if trace and trace.sampled and SPANS.on:
                SPANS.add(answered(scope, trace, status, started))


def answered(scope: Scope, trace: Trace, status: int, began: int) -> Span:
    """A request that came at a moment, as part of a trace."""
    method, at = scope["method"], route(scope)
    said = {"http.request.method": method, "http.route": at, "http.response.status_code": status}
    return Span(f"{method} {at}", Kind.SERVER, trace, began, time.time_ns(), said)


def route(scope: Scope) -> str:
    """The route with its places, as it was declared."""
    return getattr(scope.get("route"), "path", NO_ROUTE)

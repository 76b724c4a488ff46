"""How long answers over HTTP take, by route: an id in a path is no label."""

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.chassis import metrics

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
        status, began = 500, time.perf_counter()

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, answer)
        finally:
            metrics.requested(scope["method"], route(scope), status, time.perf_counter() - began)


def route(scope: Scope) -> str:
    """The route with its places, as it was declared."""
    return getattr(scope.get("route"), "path", NO_ROUTE)

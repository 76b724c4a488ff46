"""The settings that a part works with, for operators: secrets are masked, and only who has the token is answered."""

import hmac
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from services.chassis.settings import PREFIX, Settings


def described(settings: Settings) -> dict[str, Any]:
    """Variable -> value as it counts now; of a secret only that there is one."""
    return {f"{PREFIX}{name.upper()}": value for name, value in settings.model_dump(mode="json").items()}


def described_routes(settings: Settings) -> list[BaseRoute]:
    """`/described`, where there is a token for it."""
    known = settings.describe_token.get_secret_value()

    async def answer(request: Request) -> Response:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), known.encode()):
            return JSONResponse({"title": "not authorised"}, 401, media_type="application/problem+json")
        return JSONResponse({"settings": described(settings)})

    return [Route("/described", answer)] if known else []

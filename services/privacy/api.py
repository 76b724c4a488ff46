"""The keyring over HTTP: parts open and create data keys with a token of their own."""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from services.chassis.consumer import TRANSIENT
from services.chassis.log import logger
from services.privacy.epochs import EpochDestroyed
from services.privacy.keys import Keyring, Opened

log = logger("keyring")

MOST_SUBJECTS = 20_000


def problem(status: int, title: str, detail: str) -> Response:
    """An error for machines (RFC 9457)."""
    body = {"type": f"urn:ekc:problem:{title.replace(' ', '-')}", "title": title, "status": status, "detail": detail}
    again = {"retry-after": "5"} if status == 503 else None
    return JSONResponse(body, status_code=status, headers=again, media_type="application/problem+json")


def part_of(request: Request, tokens: Mapping[str, str]) -> str | None:
    """The part whose token the request carries."""
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    given = sha256(token.encode()).digest()
    matches = [part for part, known in tokens.items() if hmac.compare_digest(sha256(known.encode()).digest(), given)]
    return matches[0] if matches else None


def routes(keyring: Keyring, tokens: Mapping[str, str]) -> list[Route]:
    """`POST /keys/open` and `/keys/create`: `{"subjects": [...]}` in, `{"keys": {subject: {version: key}}}` out."""

    def endpoint(work: Callable[[list[str]], Awaitable[Opened]]) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            if part_of(request, tokens) is None:
                return problem(401, "not authorised", "The token is of no part.")
            subjects = (await request.json()).get("subjects")
            if not isinstance(subjects, list) or len(subjects) > MOST_SUBJECTS:
                return problem(400, "bad request", f"subjects: a list of at most {MOST_SUBJECTS} ids.")
            try:
                return JSONResponse({"keys": await work([str(subject) for subject in subjects])})
            except TRANSIENT as error:
                log.warning("an outage kept a part from its keys", error=error)
                return problem(503, "database unreachable", "The keys cannot be reached now. Ask again.")
            except EpochDestroyed as error:
                log.error("a data key does not open: its key-encryption key is missing", epoch=error.epoch)
                return problem(503, "key-encryption key missing", "Operators are told. Ask again.")

        return answer

    return [
        Route("/keys/open", endpoint(keyring.open), methods=["POST"]),
        Route("/keys/create", endpoint(keyring.create), methods=["POST"]),
    ]

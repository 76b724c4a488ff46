"""One stream folded again from its log, beside what is stored of it: where the two differ, never what they hold."""

from collections.abc import Iterator
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from services.chassis import resting
from services.chassis.decider import Pool
from services.chassis.describing import authorised
from services.chassis.folding import LOGGED, folded
from services.chassis.opening import Opening
from services.chassis.resting import unsealed
from services.chassis.settings import Settings
from services.chassis.store import LOOK, Stream

GONE = object()


async def refolded(pool: Pool, opening: Opening, name: str) -> dict[str, Any]:
    """How many events it has, and the places at which its state is not what they come to.

    Raises:
        KeyringUnreachable: its keys cannot be had now.
    """
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        row = await connection.fetchrow(LOOK, name)
        logged = await connection.fetch(LOGGED, name)
    decider = next((one for one in opening.service.deciders if row and one.kind == row["kind"]), None)
    if row is None or decider is None:
        return {"known": False}
    known = {"known": True, "events": len(logged), "schema": row["schema"] == decider.schema, "parked": row["parked"]}
    if not decider.keeps_facts:
        return {**known, "kept": False}
    events = [opening.logged(one[0]) for one in logged]
    keys = await opening.open(events)
    unreadable = next((event.failure for event in events if event.failure), None)
    if unreadable:
        return {**known, "kept": True, "unreadable": unreadable.reason}
    stream = Stream(name, row["kind"], row["schema"], 0, 0, {}, None, None, 0, None, row["state"])
    if wanted := resting.wanted(opening.service, [stream]) - keys.keys():
        keys = {**keys, **await opening.keyring.open(wanted)}
    stored = unsealed(decider, row["state"], keys) if known["schema"] else None
    found = [] if stored is None else list(places(as_json(stored), as_json(folded(decider, events))))
    return {**known, "kept": True, "differences": found}


def as_json(state: Any) -> Any:
    """A state as plain values. A set has no order of its own: in another one it is the same."""
    return msgspec.to_builtins(state, str_keys=True, enc_hook=resting.plain, order="deterministic")


def places(one: Any, other: Any, at: str = "") -> Iterator[str]:
    """The paths at which two values differ: `persons.<id>.answer`. A list is one value."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted(one.keys() | other.keys()):
            yield from places(one.get(name, GONE), other.get(name, GONE), f"{at}.{name}".removeprefix("."))
    elif one is GONE:
        yield f"{at}: missing in what is stored"
    elif other is GONE:
        yield f"{at}: only in what is stored"
    elif one != other:
        yield f"{at}: another value"


def refolded_routes(settings: Settings, pool: Pool, opening: Opening) -> list[BaseRoute]:
    """`/refolded/<stream>`, for who has the token by which settings are told."""

    async def answer(request: Request) -> Response:
        if not authorised(settings, request):
            return JSONResponse({"title": "not authorised"}, 401, media_type="application/problem+json")
        return JSONResponse(await refolded(pool, opening, request.path_params["stream"]))

    return [Route("/refolded/{stream}", answer)] if settings.describe_token.get_secret_value() else []

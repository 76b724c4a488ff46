"""The story as it happens: what happened over all cases, in order."""

import time
from typing import Annotated, Any

from fastapi import APIRouter, Query

from services.desk.api import reading
from services.desk.api.access import Caller, TheDesk, check_sees_all
from services.desk.api.problems import bad_input
from services.desk.api.shapes import Changes

router = APIRouter(tags=["changes"])


@router.get("/changes", response_model=Changes, summary="What happened after a number; waits for the next")
async def changes(
    desk: TheDesk,
    caller: Caller,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    wait: Annotated[float, Query(ge=0, le=60)] = 0,
    texts: bool = False,
) -> dict[str, Any]:
    """Changes in order. `texts` shows notices as people read them: in development only, and written down."""
    check_sees_all(caller)
    if texts and not desk.settings.development:
        raise bad_input([("texts", "only in development; see the notices of one case instead")])
    until = time.monotonic() + wait
    while True:
        news = desk.bell.news
        found = await reading.changes(desk.pool, after, limit)
        if found or time.monotonic() >= until:
            break
        await desk.bell.wait(news, until - time.monotonic())
    if texts:
        found = await reading.changes_with_texts(desk.pool, desk.disclosure, caller, found)
    return {"changes": found, "last": found[-1]["number"] if found else after}

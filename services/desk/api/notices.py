"""Notices over all cases: what somebody has to speak, print or look after."""

from operator import itemgetter
from typing import Any, Literal

from fastapi import APIRouter

from contracts.access import Use
from contracts.people import Channel
from contracts.telling import LEVELS
from services.desk.api import reading
from services.desk.api.access import Caller, TheDesk
from services.desk.api.problems import Problem
from services.desk.api.shapes import NoticeOut, Notices
from services.desk.api.stating import Purpose, stated

router = APIRouter(tags=["notices"])
MOST = 1_000


@router.get("/notices", response_model=Notices, summary="What is to be brought, or did not arrive; the oldest first")
async def listed(
    desk: TheDesk,
    caller: Caller,
    channel: Channel | None = None,
    state: Literal["sent", "delivered", "bounced", "answered"] = "sent",
) -> dict[str, Any]:
    """Notices of the caller's cases, without texts; those to staff are left out, save what is of no case (R41).

    What is `sent` by letter or spoken somebody has to bring, and then to say what became of it (R40).
    """
    own = caller.id if caller.role == "coordinator" else None
    rows = await desk.pool.fetch(reading.TO_BRING, state, list(LEVELS), channel, caller.region, own, MOST)
    if caller.role in LEVELS:
        whose = (caller.role, caller.region, caller.id)
        rows += await desk.pool.fetch(reading.OF_NO_CASE, *whose, None, state, channel, MOST, list(LEVELS))
    return {"notices": [reading.notice(row) for row in sorted(rows, key=itemgetter("number"))]}


@router.get("/notices/{notice}", response_model=NoticeOut, summary="What is of no case, to the caller's role")
async def show(notice: str, desk: TheDesk, caller: Caller, purpose: Purpose = None) -> dict[str, Any]:
    """A complaint or an absence as it was written (R41): that it was read is written down first."""
    whose = (caller.role, caller.region, caller.id)
    row = await desk.pool.fetchrow(reading.OF_NO_CASE, *whose, notice, None, None, 1, list(LEVELS))
    if row is None:
        raise Problem(404, "not-found", "There is no such notice, or it is of a case, or not for you.")
    rows = {row["stream"]: [row]}
    stated_as = stated(desk, caller, caller.region, Use.COMPLAINT, purpose)
    (found,) = await reading.with_texts(
        desk.disclosure, caller, stated_as, rows, [reading.notice(row)], use=Use.COMPLAINT
    )
    return found

"""Notices over all cases: what somebody has to speak, print or look after."""

from typing import Any, Literal

from fastapi import APIRouter

from contracts.people import Channel
from contracts.telling import LEVELS
from services.desk import reading
from services.desk.api.access import ALL_CASES, Caller, TheDesk
from services.desk.api.shapes import Notices

router = APIRouter(tags=["notices"])
MOST = 1_000


@router.get("/notices", response_model=Notices, summary="What is to be brought, or did not arrive; the oldest first")
async def listed(
    desk: TheDesk,
    caller: Caller,
    channel: Channel | None = None,
    state: Literal["sent", "delivered", "bounced", "answered"] = "sent",
) -> dict[str, Any]:
    """Notices of the caller's cases, without texts; those to staff are left out.

    What is `sent` by letter or spoken somebody has to bring, and then to say what became of it (R40).
    """
    own = caller.id if caller.role == "coordinator" else None
    if own is None and caller.role not in ALL_CASES:
        return {"notices": []}
    rows = await desk.pool.fetch(reading.TO_BRING, state, list(LEVELS), channel, caller.region, own, MOST)
    return {"notices": [reading.notice(row) for row in rows]}

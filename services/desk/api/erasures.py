"""How far the erasures of a case are (R34)."""

from datetime import date, datetime
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel
from pydantic_core import from_json

from contracts.erasure import ErasureGround
from services.desk.api.access import Caller, TheDesk
from services.desk.api.cases import visible
from services.desk.cases.forgetting import KINDS, forgetting

router = APIRouter(prefix="/cases", tags=["cases"])
TOLD = "SELECT at, type, data FROM timeline WHERE stream = $1 AND type = ANY($2::text[]) ORDER BY number"


class StepOut(BaseModel):
    """One step, and when it was done."""

    step: str
    at: datetime


class ErasureOut(BaseModel):
    """One erasure."""

    request: str
    ground: ErasureGround
    whole: bool
    subjects: list[str]
    confirm_by: datetime
    """The term that the policy sets."""
    steps: list[StepOut]
    waits_for: str | None
    """Nothing any more: it is confirmed."""


class HoldOut(BaseModel):
    """A legal hold that stands."""

    hold: str
    since: datetime


class Erasures(BaseModel):
    """The erasures of a case, the holds that stand, and until when it is kept otherwise."""

    case: str
    erasures: list[ErasureOut]
    holds: list[HoldOut]
    until: date | None


@router.get("/{case}/erasures", response_model=Erasures, summary="How far its erasures are, and until when it is kept")
async def erasures(case: str, desk: TheDesk, caller: Caller) -> dict[str, Any]:
    """The steps with their times, what is waited for, which holds stand. Nothing personal is shown."""
    await visible(desk, caller, case)
    rows = await desk.pool.fetch(TOLD, case, [kind.type for kind in KINDS])
    kinds = {kind.type: kind for kind in KINDS}
    return forgetting(case, ((row["at"], kinds[row["type"]], from_json(row["data"])) for row in rows))

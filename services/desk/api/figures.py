"""Figures of a region, which lead to nobody, and apart from them how many conferences are to be billed (R36)."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query

from contracts.base import Actor
from services.desk.api.access import Caller, TheDesk, check_gives_account
from services.desk.api.accounts import Billable, Figures
from services.desk.api.problems import Problem, bad_input
from services.desk.desk import Desk
from services.desk.figures import publishing
from services.desk.figures.quarters import Quarter, between

router = APIRouter(tags=["figures"])
First = Annotated[str, Query(alias="from", max_length=10)]
Last = Annotated[str, Query(alias="to", max_length=10)]


@router.get("/figures", response_model=Figures, summary="Figures of a region, quarter by quarter")
async def figures(desk: TheDesk, caller: Caller, region: str, first: First, last: Last) -> dict[str, Any]:
    """Whole quarters that are over. Whoever asks first publishes them; from then on they do not change.

    Quarters are shown beside each other and never added up: a sum would tell what is hidden in one of them.
    """
    now = datetime.now(UTC)
    quarters = await checked(desk, caller, region, first, last, now)
    found = [await publishing.of_quarter(desk.pool, region, quarter, now) for quarter in quarters]
    return {"region": region, "quarters": found}


@router.get("/billable", response_model=Billable, summary="How many conferences are to be billed")
async def billable(desk: TheDesk, caller: Caller, region: str, first: First, last: Last) -> dict[str, Any]:
    """Exact numbers for funders: by quarter and payer, and nothing else."""
    quarters = await checked(desk, caller, region, first, last, datetime.now(UTC))
    return {"region": region, "conferences": await publishing.billable(desk.pool, region, quarters)}


async def checked(desk: Desk, by: Actor, region: str, first: str, last: str, now: datetime) -> list[Quarter]:
    """The quarters, if the caller may see this region, and all of them are over.

    Raises:
        Problem: not theirs, not known, or not over.
    """
    check_gives_account(by, region)
    try:
        quarters = between(first, last)
    except ValueError as error:
        raise bad_input([("from, to", str(error))]) from None
    if quarters[-1].ends > now:
        raise Problem(409, "quarter-not-closed", f"{quarters[-1].name} is not over yet.", rule="R36")
    if not await desk.pool.fetchval(publishing.KNOWN, region):
        raise Problem(404, "not-found", "There is no case in such a region.")
    return quarters

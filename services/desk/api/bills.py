"""Bills for whoever pays: by the number of the case, without names (R42)."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

import asyncpg
from fastapi import APIRouter, Query
from pydantic_core import from_json

from contracts.coordination import WorkBilled
from contracts.deciding import AMSTERDAM
from contracts.referral import CaseOpened, CaseTransferred, FundingDecided
from services.desk.api.access import Caller, TheDesk, check_gives_account
from services.desk.api.accounts import Bills

router = APIRouter(tags=["bills"])
First = Annotated[date, Query(alias="from")]
Last = Annotated[date, Query(alias="to")]

LISTED = """
SELECT t.stream, t.at, t.data, p.data AS funding
FROM timeline t
JOIN LATERAL (SELECT data->>'region' AS region FROM timeline
    WHERE stream = t.stream AND type = ANY($5::text[]) AND number < t.number
    ORDER BY number DESC LIMIT 1) home ON home.region = $1
LEFT JOIN LATERAL (SELECT data FROM timeline
    WHERE stream = t.stream AND type = $6 AND number < t.number
    ORDER BY number DESC LIMIT 1) p ON true
WHERE t.type = $4 AND t.at >= $2 AND t.at < $3 ORDER BY t.number
"""
"""Of the region that had the case when it was billed, with the payer as it was known then."""
HOMES = [CaseOpened.type, CaseTransferred.type]
"""Facts that say in which region a case is."""


@router.get("/bills", response_model=Bills, summary="What is billed in a period, by case number")
async def listed(desk: TheDesk, caller: Caller, region: str, first: First, last: Last) -> dict[str, Any]:
    """The bills of a region in whole days, Dutch time, to hand to the payer: sums, and nobody's name or number."""
    check_gives_account(caller, region)
    period = begins(first), begins(last + timedelta(days=1))
    rows = await desk.pool.fetch(LISTED, region, *period, WorkBilled.type, HOMES, FundingDecided.type)
    return {"region": region, "bills": [bill(row) for row in rows]}


def begins(day: date) -> datetime:
    """The first moment of a day."""
    return datetime.combine(day, time(), AMSTERDAM)


def bill(row: asyncpg.Record) -> dict[str, Any]:
    """One bill."""
    billed, funding = from_json(row["data"]), from_json(row["funding"] or "{}")
    return {
        "bill": billed["bill"],
        "case": row["stream"],
        "billed": row["at"],
        "payer": funding.get("payer"),
        "agency": funding.get("agency"),
        "minutes": billed["minutes"],
        "cents": billed["cents"],
    }

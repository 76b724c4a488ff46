"""Figures out of the events that the desk has: counted once for each quarter, then frozen (R36)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic_core import from_json, to_json

from contracts.catalogue import MESSAGES
from services.chassis.decider import Pool
from services.desk.figures.counting import COUNTED, Counted, Happened, count, published
from services.desk.figures.quarters import Quarter

KNOWN = "SELECT EXISTS (SELECT 1 FROM cases WHERE region = $1)"
HAPPENED = """
SELECT t.stream, t.type, t.at, t.data FROM timeline t JOIN cases c ON c.id = t.stream
WHERE c.region = $1 AND c.latest >= $2 AND t.at < $3 AND t.type = ANY($4::text[]) ORDER BY t.stream, t.number
"""
FIND = "SELECT published, figures FROM figures WHERE region = $1 AND quarter = $2"
FREEZE = """
INSERT INTO figures (region, quarter, published, figures) VALUES ($1, $2, $3, $4::jsonb) ON CONFLICT DO NOTHING
"""
"""Whoever asks first publishes; what comes in later changes nothing of it."""


async def of_quarter(pool: Pool, region: str, quarter: Quarter, now: datetime) -> dict[str, Any]:
    """The figures of a region in a quarter that is over."""
    row = await pool.fetchrow(FIND, region, quarter.name)
    if row is None:
        figures = published(await counted(pool, region, quarter))
        await pool.execute(FREEZE, region, quarter.name, now, to_json(figures).decode())
        row = await pool.fetchrow(FIND, region, quarter.name)
        assert row is not None
    return {"quarter": quarter.name, "published": row["published"], **from_json(row["figures"])}


async def billable(pool: Pool, region: str, quarters: Sequence[Quarter]) -> list[dict[str, Any]]:
    """Conferences that were held, exactly, by payer: a number for each, and nothing else."""
    found = [(quarter, (await counted(pool, region, quarter)).billable) for quarter in quarters]
    return [
        {"quarter": quarter.name, "payer": payer, "conferences": number}
        for quarter, payers in found
        for payer, number in sorted(payers.items())
    ]


async def counted(pool: Pool, region: str, quarter: Quarter) -> Counted:
    """What happened to the cases of a region in a quarter."""
    types = [kind.type for kind in COUNTED]
    rows = await pool.fetch(HAPPENED, region, quarter.starts, quarter.ends, types)
    cases: dict[str, list[Happened]] = {}
    for row in rows:
        event = Happened(MESSAGES[row["type"]], row["at"], from_json(row["data"]))
        cases.setdefault(row["stream"], []).append(event)
    return count(cases.values(), quarter)

"""For how long a case that is over is still seen by its coordinator, and who broke the glass of another one (R33)."""

from collections.abc import Sequence
from datetime import timedelta

from contracts.base import Actor
from contracts.break_glass import GlassBroken
from contracts.deciding import AMSTERDAM
from contracts.policy import Policy
from services.desk.api.access import check_reads
from services.desk.cases import clock
from services.desk.desk import Desk
from services.desk.read_model import cases
from services.desk.read_model.cases import Case

OVER = """
SELECT id, region, coordinator, opened, latest, story, standing FROM cases
WHERE id = ANY($1::text[]) AND ended IS NOT NULL
"""
BROKEN = """
SELECT data->>'until' FROM timeline WHERE stream = $1 AND type = $2 AND data->>'actor' = $3 AND data->>'region' = $4
    AND (data->>'until')::timestamptz > $5 LIMIT 1
"""


def in_sight(desk: Desk, by: Actor, case: Case) -> bool:
    """A coordinator loses sight of a case some time after its end; the policy of its region says when."""
    if by.role != "coordinator" or case.standing.ended is None:
        return True
    now = clock.now(case.latest if case.story else None)
    own = desk.policies.get(case.region) or desk.policies.get("default") or Policy()
    days = own.on(now.astimezone(AMSTERDAM).date()).sight_days
    return now < case.standing.since + timedelta(days=days)


async def out_of_sight(desk: Desk, by: Actor, streams: Sequence[str]) -> set[str]:
    """Those of these cases that somebody had and does not see any more."""
    if by.role != "coordinator":
        return set()
    over = [cases.case(row) for row in await desk.pool.fetch(OVER, list(streams))]
    return {case.id for case in over if not in_sight(desk, by, case)}


async def broken(desk: Desk, by: Actor, case: Case) -> bool:
    """Whether somebody of another region broke the glass of this case, and its time is not over."""
    now = clock.now(case.latest if case.story else None)
    return await desk.pool.fetchval(BROKEN, case.id, GlassBroken.type, by.id, by.region, now) is not None


async def check_reading(desk: Desk, by: Actor, case: Case) -> None:
    """Personal data is for roles that need it in regions that have the case, and for who broke the glass.

    Raises:
        Problem: it is not for them.
    """
    if not await broken(desk, by, case):
        check_reads(by, case)

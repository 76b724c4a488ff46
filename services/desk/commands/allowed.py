"""Whether somebody may ask for it, as far as the desk knows: by role, region, and whether they are in the case.

The service that decides looks again, with what it knows: what this desk has not heard of yet passes here.
"""

import asyncpg
from pydantic_core import from_json

from contracts.base import Actor, Message
from contracts.coordination import CoordinatorAssigned
from contracts.roles import OF_ANY_REGION, OF_NO_CASE, OF_WHO_HAD_IT, ROLES
from contracts.telling import LEVELS
from services.chassis.decider import Pool

CASE = "SELECT region, coordinator, standing FROM cases WHERE id = $1"
HAD = "SELECT 1 FROM timeline WHERE stream = $1 AND type = $2 AND data->>'coordinator' = $3 LIMIT 1"
PERSON = "SELECT 1 FROM people WHERE stream = $1 AND subject = $2"
SETTER = "SELECT 1 FROM timeline WHERE stream = $1 AND data->>'setter' = $2 LIMIT 1"


class NotAllowed(Exception):
    """They may not. `reason` is the word that the service would say."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason = reason


async def check(pool: Pool, kind: type[Message], stream: str, by: Actor) -> None:
    """Say no to whoever may not ask for this.

    Raises:
        NotAllowed: their role may not, or it is another region's case, or they are not in it.
    """
    if by.role not in ROLES[kind.service].get(kind, ()):
        raise NotAllowed("not-allowed", f"The role {by.role} may not do this.")
    case = await pool.fetchrow(CASE, stream)
    if case is None:
        return
    elsewhere = by.role in LEVELS and by.region and by.region not in regions(case)
    if elsewhere and kind not in OF_ANY_REGION:
        raise NotAllowed("not-your-region", "This case is in the hands of another region.")
    if kind not in OF_NO_CASE and not await in_the_case(pool, case, kind, stream, by):
        raise NotAllowed("not-your-case", "This is somebody else's case.")


def regions(case: asyncpg.Record) -> set[str | None]:
    """Whose staff may ask something: its owner's, those that assist, one that is asked to take it over (R4)."""
    standing = from_json(case["standing"])
    return {case["region"], *standing.get("assisting", ()), standing.get("asked_region")}


async def in_the_case(pool: Pool, case: asyncpg.Record, kind: type[Message], stream: str, by: Actor) -> bool:
    """Whether it is theirs. What happened, and what they worked, also somebody tells who had it before (R39, R42)."""
    match by.role:
        case "coordinator" if by.id != case["coordinator"]:
            had = kind in OF_WHO_HAD_IT and await pool.fetchval(HAD, stream, CoordinatorAssigned.type, by.id)
            return bool(had)
        case "person-concerned":
            return await pool.fetchval(PERSON, stream, by.id) is not None
        case "bottom-line-setter":
            return await pool.fetchval(SETTER, stream, by.id) is not None
    return True

"""Break-glass: a regional manager reads a case of another region, with a reason and for a while (R33)."""

from collections.abc import Sequence
from datetime import timedelta

from pydantic_core import from_json

from contracts.base import Event, Id, Message
from contracts.break_glass import BreakGlass, GlassBroken
from contracts.deciding import Given, Refused
from contracts.notices import NoticeKind
from contracts.telling import LEVELS, tell
from services.chassis.decider import Connection

LEAD = LEVELS[-1]
HOME = "SELECT region, standing->'assisting' AS assisting FROM cases WHERE id = $1"


class BreakKnown(BreakGlass):
    """The wish, with whose case it is."""

    home: Id | None = None
    acting: tuple[Id, ...] = ()
    """The regions that read it anyway."""


def break_glass(wish: BreakKnown, given: Given) -> list[Event]:
    """The case can be read until the policy's hours are over; the lead of its region hears at once.

    Raises:
        Refused: there is no such case, or nothing to break: they read it anyway.
    """
    if wish.home is None:
        raise Refused("no-such-case", "There is no such case.", rule="R33")
    if given.by.region is None or given.by.region in wish.acting:
        raise Refused("no-glass", "You can read this case as it is.", rule="R33")
    until = given.at + timedelta(hours=given.policy(wish.home).break_glass_hours)
    broken = GlassBroken(actor=given.by.id, region=given.by.region, home=wish.home, reason=wish.reason, until=until)
    told = tell(
        given, NoticeKind.DEVIATION, LEAD, asked_by=given.by.role, detail="broken-glass", rule="R33", region=wish.home
    )
    return [broken, told]


async def known(connection: Connection, asked: Sequence[tuple[str, Message]]) -> list[Message]:
    """Add to each wish whose case it is."""
    return [await known_wish(connection, case, wish) for case, wish in asked if isinstance(wish, BreakGlass)]


async def known_wish(connection: Connection, case: str, wish: BreakGlass) -> BreakKnown:
    """One wish."""
    row = await connection.fetchrow(HOME, case)
    if row is None:
        return BreakKnown(**wish.model_dump())
    acting = (row["region"], *from_json(row["assisting"] or "[]"))
    return BreakKnown(**wish.model_dump(), home=row["region"], acting=acting)

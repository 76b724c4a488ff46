"""What notices can be about, with its sealed words: sessions, bottom lines, questions, the actions of a plan."""

from collections.abc import Sequence

from contracts.plan import ActionAnswered, ActionReturned, PlanAgreed
from services.chassis.decider import Connection
from services.desk.read_model.extracts import MATTERS, Found, find, json
from services.desk.read_model.happenings import Happening

ENTER = """
INSERT INTO matters (stream, kind, matter, place, facts, sealed) VALUES ($1, $2, $3, $4, $5::jsonb, $6::jsonb)
ON CONFLICT (stream, kind, matter) DO UPDATE SET place = excluded.place, facts = excluded.facts,
    sealed = excluded.sealed
"""
REPLACED = "DELETE FROM matters WHERE stream = $1 AND kind IN ('action', 'answer', 'reply', 'plan')"
"""A new version of a plan is a plan of its own (R26)."""
BECAME = "UPDATE matters SET facts = facts || $3::jsonb WHERE stream = $1 AND kind = 'action' AND matter = $2"


async def enter(connection: Connection, happened: Sequence[Happening]) -> None:
    """Enter what the events describe, in their order."""
    for one in happened:
        found = described(one)
        if isinstance(one.message, PlanAgreed):
            await connection.execute(REPLACED, one.stream)
        if found:
            rows = [
                (one.stream, each.kind, each.id, place, json(each.facts), json(each.sealed))
                for place, each in enumerate(found)
            ]
            await connection.executemany(ENTER, rows)
        if isinstance(one.message, ActionAnswered | ActionReturned):
            await connection.execute(BECAME, one.stream, one.message.action, json(became(one.message)))


def became(said: ActionAnswered | ActionReturned) -> dict[str, bool]:
    """What became of an action: its owner agreed or not (R23), or it is the circle's again (R32)."""
    return {"agreed": said.agreed} if isinstance(said, ActionAnswered) else {"returned": True}


def described(one: Happening) -> list[Found]:
    """What an event describes that a notice can be about."""
    kind = type(one.message)
    return [found for extract in MATTERS.get(kind, ()) for found in find(extract, kind, one.data, one.stream)]

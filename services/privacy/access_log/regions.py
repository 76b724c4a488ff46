"""In which region each case is, so that a row is in the chain of the region that had the case then (R4)."""

from collections.abc import Iterable, Sequence

from contracts.access import NOWHERE, AccessLogRead
from contracts.base import Message
from contracts.coordination import ComplaintRaised, CoordinatorRegistered
from contracts.referral import CaseOpened, CaseTransferred
from services.chassis.decider import Connection, Decided
from services.chassis.store import columns

KNOWN = "SELECT stream, region FROM access_regions WHERE stream = ANY($1::text[])"
MOVED = """
INSERT INTO access_regions (stream, region) SELECT * FROM unnest($1::text[], $2::text[])
ON CONFLICT (stream) DO UPDATE SET region = excluded.region
"""


async def followed(connection: Connection, decided: Sequence[Decided]) -> list[str]:
    """The region of each decision, as it was when the decision had been taken."""
    wanted = sorted({one.stream for one in decided})
    known = {row[0]: row[1] for row in await connection.fetch(KNOWN, wanted)}
    moved: dict[str, str] = {}
    found = []
    for one in decided:
        for message in messages(one):
            if (region := told(message)) is not None:
                known[one.stream] = moved[one.stream] = region
        found.append(asked_about(one.message) or known.get(one.stream, NOWHERE))
    if moved:
        await connection.execute(MOVED, *columns(sorted(moved.items()), 2))
    return found


def messages(one: Decided) -> Iterable[Message]:
    """What arrived, and what was decided."""
    return (one.message, *one.facts)


def told(message: Message) -> str | None:
    """The region that an event says something is in from here on. A coordinator of several is in the first."""
    match message:
        case CaseOpened() | CaseTransferred():
            return message.region
        case ComplaintRaised():
            return message.region
        case CoordinatorRegistered():
            return next(iter(message.regions), None)
    return None


def asked_about(message: Message) -> str | None:
    """Of which region the log was looked at."""
    return message.region if isinstance(message, AccessLogRead) else None

"""In which region each case is, so that a row is in the chain of the region that had the case then (R4).

Beside it which regions assist, and of whose family it is: by that a reading is unusual.
"""

from collections.abc import Sequence

from contracts.access import NOWHERE, AccessLogRead, OwnFamilyDeclared
from contracts.base import Message
from contracts.coordination import ComplaintRaised, CoordinatorRegistered
from contracts.referral import AssistanceBegan, AssistanceEnded, CaseOpened, CaseTransferred
from services.chassis.decider import Connection, Decided
from services.chassis.store import columns

KNOWN = "SELECT stream, region FROM access_regions WHERE stream = ANY($1::text[])"
MOVED = """
INSERT INTO access_regions (stream, region) SELECT * FROM unnest($1::text[], $2::text[])
ON CONFLICT (stream) DO UPDATE SET region = excluded.region
"""
ASSISTS = "UPDATE access_regions SET assisting = array_append(array_remove(assisting, $2), $2) WHERE stream = $1"
ASSISTS_NO_MORE = "UPDATE access_regions SET assisting = array_remove(assisting, $2) WHERE stream = $1"
OWN_FAMILY = "INSERT INTO own_family (case_id, staff) VALUES ($1, $2) ON CONFLICT DO NOTHING"


async def followed(connection: Connection, decided: Sequence[Decided]) -> list[str]:
    """The region of each decision, as it was when the decision had been taken."""
    wanted = sorted({one.stream for one in decided})
    known = {row[0]: row[1] for row in await connection.fetch(KNOWN, wanted)}
    moved: dict[str, str] = {}
    found = []
    for one in decided:
        for message in (one.message, *one.facts):
            if (region := told(message)) is not None:
                known[one.stream] = moved[one.stream] = region
        found.append(asked_about(one.message) or known.get(one.stream, NOWHERE))
    if moved:
        await connection.execute(MOVED, *columns(sorted(moved.items()), 2))
    for one in decided:
        for message in (one.message, *one.facts):
            await remember(connection, one.stream, message)
    return found


async def remember(connection: Connection, case: str, message: Message) -> None:
    """What few cases have: another region that assists, somebody on the staff to whom they are family."""
    match message:
        case AssistanceBegan():
            await connection.execute(ASSISTS, case, message.region)
        case AssistanceEnded():
            await connection.execute(ASSISTS_NO_MORE, case, message.region)
        case OwnFamilyDeclared():
            await connection.execute(OWN_FAMILY, case, message.staff)


def told(message: Message) -> str | None:
    """The region that an event says something is in from here on. A coordinator of several is in the first."""
    match message:
        case CaseOpened() | CaseTransferred() | ComplaintRaised():
            return message.region
        case CoordinatorRegistered():
            return next(iter(message.regions), None)
    return None


def asked_about(message: Message) -> str | None:
    """Of which region the log was looked at."""
    return message.region if isinstance(message, AccessLogRead) else None

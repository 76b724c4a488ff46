"""The ledger of erasures, in another database than the keyring: what is to be forgotten stays so, whatever is restored.

Beside it stands who is known of which case: somebody is forgotten with the last case that knows of them.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from contracts.base import Event
from contracts.coordination import ComplaintRaised, CoordinatorRegistered
from contracts.erasure import EpochClosed, ErasureConfirmed, ErasureRequested, KeysDeleted
from contracts.privacy import SubjectErased
from contracts.referral import CaseOpened
from services.chassis.decider import Connection, Decided
from services.privacy.evolution import names
from services.privacy.state import Step

KNOW = """
INSERT INTO subjects (subject, case_id) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING
"""
REQUEST = """
INSERT INTO erasures (request, case_id, whole, ground, subjects, requested, confirm_by, step)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'requested') ON CONFLICT DO NOTHING
"""
DELETED = """
UPDATE erasures SET step = 'keys-deleted', reached = clock_timestamp(), subjects = $2, epoch = $3 WHERE request = $1
"""
REACHED = "UPDATE erasures SET step = $2, reached = clock_timestamp() WHERE request = $1"
ERASED = "INSERT INTO erased (subject) SELECT * FROM unnest($1::text[]) ON CONFLICT DO NOTHING"


LOGGED_BEFORE = "DELETE FROM logged_before WHERE event = ANY($1::text[]) RETURNING event"


async def logged_before(connection: Connection, decided: Sequence[Decided]) -> frozenset[str]:
    """What the access log had when everything was read again (`migrations/privacy_0003_erasures.py`)."""
    events = [f"{one.cause.source}#{one.cause.id}" for one in decided]
    return frozenset(row["event"] for row in await connection.fetch(LOGGED_BEFORE, events))


async def project(connection: Connection, decided: Sequence[Decided]) -> None:
    """Write down whom cases know of, and how far erasures are."""
    pairs = sorted({pair for one in decided for pair in known(one)})
    if pairs:
        await connection.execute(KNOW, *map(list, zip(*pairs, strict=True)))
    for one in decided:
        for event in one.facts:
            await write(connection, one.stream, event)


def known(one: Decided) -> Iterator[tuple[str, str]]:
    """Who became known of which case by one message. A coordinator is known of the register, whatever becomes of cases;
    a complaint is known of the case in which it was raised."""
    match one.message:
        case CoordinatorRegistered() | CaseOpened():
            yield one.stream, one.stream
        case ComplaintRaised():
            yield one.stream, one.message.case
    yield from ((subject, one.stream) for subject in names(one.message))


async def write(connection: Connection, case: str, event: Event) -> None:
    """One step of an erasure."""
    match event:
        case ErasureRequested():
            row: tuple[Any, ...] = (event.whole, event.ground, list(event.subjects), event.requested, event.confirm_by)
            await connection.execute(REQUEST, event.request, case, *row)
        case KeysDeleted():
            await connection.execute(DELETED, event.request, list(event.subjects), event.epoch)
            await connection.execute(ERASED, list(event.subjects))
        case EpochClosed():
            await connection.execute(REACHED, event.request, Step.EPOCH_CLOSED)
        case ErasureConfirmed():
            await connection.execute(REACHED, event.request, Step.CONFIRMED)
        case SubjectErased():
            await connection.execute(ERASED, [case])


ERASABLE = """
SELECT DISTINCT s.subject FROM subjects s
WHERE (s.subject = ANY($2::text[]) OR ($3 AND s.case_id = $1))
    AND NOT EXISTS (SELECT 1 FROM erased e WHERE e.subject = s.subject)
    AND NOT EXISTS (
        SELECT 1 FROM subjects other WHERE other.subject = s.subject AND other.case_id <> $1 AND $3
            AND NOT EXISTS (
                SELECT 1 FROM erasures done
                WHERE done.case_id = other.case_id AND done.whole AND done.step <> 'requested'
            )
    )
ORDER BY s.subject
"""
"""Of a whole case everybody whom no other case knows of; of those who asked for themselves, they."""


async def erasable(connection: Connection, case: str, subjects: Sequence[str], *, whole: bool) -> list[str]:
    """Whose keys go with a request."""
    rows = await connection.fetch(ERASABLE, case, list(subjects), whole)
    return [row["subject"] for row in rows]

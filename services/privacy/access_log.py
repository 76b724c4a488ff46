"""The access log (R33, NEN 7513): who read or changed what kind of data of which case, never the content.

Each row holds the hash of the row before it, so that a changed or missing row shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from pydantic_core import to_json

from contracts.base import Event, Message
from contracts.deciding import Given
from contracts.privacy import PersonalDataRead
from services.chassis.decider import Connection, Decided

CHAIN = 0x656B6301
"""The advisory lock under which rows are chained."""
GENESIS = b"\0" * 32

APPEND = """
INSERT INTO access_log (number, at, actor, role, case_id, what, event, previous, hash)
SELECT * FROM unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::bytea[], $9::bytea[])
"""


@dataclass(frozen=True)
class Seen:
    """The log keeps nothing in the stream's state: the rows are the state."""


def decide(_state: Seen, _message: Message, _given: Given) -> list[Event]:
    """Nothing follows from an access; it is written down."""
    return []


def evolve(state: Seen, _event: Event) -> Seen:
    """Nothing changes."""
    return state


async def append(connection: Connection, decided: Sequence[Decided]) -> None:
    """Chain one row for each event that somebody caused, and each reading."""
    await connection.execute("SELECT pg_advisory_xact_lock($1)", CHAIN)
    last = await connection.fetchrow("SELECT number, hash FROM access_log ORDER BY number DESC LIMIT 1")
    number, previous = (last["number"], last["hash"]) if last else (0, GENESIS)
    rows = []
    for item in decided:
        number += 1
        envelope = item.cause
        what = ",".join(item.message.kinds) if isinstance(item.message, PersonalDataRead) else "change"
        entry = (
            envelope.time,
            envelope.actorid or "service",
            envelope.actorrole or "service",
            item.stream,
            f"{what}:{envelope.type.rsplit('.', 2)[-2]}",
            f"{envelope.source}#{envelope.id}",
        )
        digest = sha256(previous + to_json((number, *entry))).digest()
        rows.append((number, *entry, previous, digest))
        previous = digest
    await connection.execute(APPEND, *(list(column) for column in zip(*rows, strict=True)))


async def broken_at(connection: Connection) -> int | None:
    """The number of the first row that does not follow from the one before it, or nothing."""
    previous, expected = GENESIS, 1
    async with connection.transaction():
        query = "SELECT number, at, actor, role, case_id, what, event, previous, hash FROM access_log ORDER BY number"
        async for row in connection.cursor(query):
            entry = (row["number"], row["at"], row["actor"], row["role"], row["case_id"], row["what"], row["event"])
            right = row["previous"] == previous and row["hash"] == sha256(previous + to_json(entry)).digest()
            if row["number"] != expected or not right:
                return expected
            previous, expected = row["hash"], expected + 1
    return None

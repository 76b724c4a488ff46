"""The SQL of the message path: one transaction per batch, every statement for the whole batch at once."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, partial
from typing import Any

from pydantic_core import from_json, to_json

from services.chassis.decider import Connection

type Key = tuple[str, str]
"""(source, id): what makes a message the same message (CloudEvents)."""
type Place = tuple[int, int]
"""The next offset to handle, and Kafka's timestamp of the record before it: by that a topic is known again."""


@dataclass(slots=True)
class Stream:
    """What is known of one stream: its place in the log, the marks of its producers, its state."""

    id: str
    kind: str | None
    schema: int
    position: int
    sequence: int
    marks: dict[str, Any]
    last_at: datetime | None
    parked: str | None
    held: int
    due: date | None
    stored: bytes | None
    state: Any = None
    dirty: bool = False
    decided: bool = False
    """The state changed, not only the marks."""


@dataclass(slots=True)
class Writes:
    """What a batch writes, collected in memory and written with one statement a table."""

    log: list[tuple[str, int, int | None, bytes]] = field(default_factory=list)
    outbox: list[tuple[str, str, bytes]] = field(default_factory=list)
    hold: list[tuple[str, str, str, int, int, datetime, bytes]] = field(default_factory=list)
    release: list[int] = field(default_factory=list)
    letters: list[tuple[Any, ...]] = field(default_factory=list)
    replays: list[str] = field(default_factory=list)
    handled: list[str] = field(default_factory=list)
    offsets: dict[tuple[str, int], Place] = field(default_factory=dict)


PARAMETER = re.compile(r"\$(\d+)")

INBOX = """
INSERT INTO inbox (source, id, digest) SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[])
ON CONFLICT DO NOTHING RETURNING source, id
"""
DIGESTS = """
SELECT source, id, digest FROM inbox JOIN unnest($1::text[], $2::text[]) AS n (source, id) USING (source, id)
"""
ENSURE_STREAMS = "INSERT INTO streams (id) SELECT * FROM unnest($1::text[]) ON CONFLICT DO NOTHING"
LOCK_STREAMS = """
SELECT id, kind, schema, position, sequence, marks, last_at, parked, held, due, state
FROM streams WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE
"""
SAVE_STREAMS = """
UPDATE streams SET kind = n.kind, schema = n.schema, position = n.position, sequence = n.sequence, marks = n.marks,
    last_at = n.last_at, parked = n.parked, held = n.held, due = n.due, state = n.state
FROM unnest($1::text[], $2::text[], $3::int[], $4::bigint[], $5::bigint[], $6::text[], $7::timestamptz[], $8::text[],
    $9::int[], $10::date[], $11::bytea[])
    AS n (id, kind, schema, position, sequence, marks, last_at, parked, held, due, state)
WHERE streams.id = n.id
"""
SAVE_MARKS = """
UPDATE streams SET marks = n.marks, parked = n.parked, held = n.held
FROM unnest($1::text[], $2::text[], $3::text[], $4::int[]) AS n (id, marks, parked, held) WHERE streams.id = n.id
"""
GIVEN = """
SELECT stream, max(sequence) FROM to_adopt WHERE stream = ANY($1::text[]) AND sequence IS NOT NULL GROUP BY stream
"""
"""The last number that each of these streams had given, where a restored one has not taken all of it over yet."""
APPEND_LOG = """
INSERT INTO event_log (stream, position, sequence, envelope)
SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bytea[])
"""
APPEND_OUTBOX = """
INSERT INTO outbox (topic, key, value) SELECT topic, key, value
FROM unnest($1::text[], $2::text[], $3::bytea[]) WITH ORDINALITY AS n (topic, key, value, place) ORDER BY place
"""
HOLD = """
INSERT INTO held (stream, why, topic, partition, "offset", accepted, value)
SELECT stream, why, topic, partition, "offset", accepted, value
FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::bigint[], $6::timestamptz[], $7::bytea[])
    WITH ORDINALITY AS n (stream, why, topic, partition, "offset", accepted, value, place) ORDER BY place
"""
HELD = """
SELECT h.id, h.stream, h.topic, h.partition, h."offset", h.accepted, h.value, d.replays, d.message
FROM held h LEFT JOIN dead_letters d
    ON d.state = 'dead' AND (d.topic, d.partition, d."offset") = (h.topic, h.partition, h."offset")
WHERE h.stream = ANY($1) ORDER BY h.id
"""
"""`replays` is there for what was a dead letter, and waits since it was replayed. On a topic that was made again
another message may have its place."""
LETTERS = """
INSERT INTO dead_letters
    (letter, topic, partition, "offset", stream, message, type, reason, detail, state, since, quarantine, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (letter) DO UPDATE SET reason = excluded.reason, detail = excluded.detail, state = excluded.state
WHERE dead_letters.state <> 'handled'
"""
LETTERS_OF_TOPIC = """
SELECT count(*) FILTER (WHERE state = 'dead') AS dead, max(letter) FILTER (WHERE state = 'parked') AS flood,
    max("offset") + 1 AS next
FROM dead_letters WHERE topic = $1 AND state <> 'handled'
"""
HANDLED_AT = "UPDATE dead_letters SET state = 'handled' WHERE letter = $1 RETURNING \"offset\""
DISCARDED = """
UPDATE dead_letters SET state = 'handled', body = NULL WHERE topic = $1 AND state = 'dead' AND since <= $2
RETURNING letter, partition, "offset"
"""
GROUP_DISCARDED = """
UPDATE dead_letters SET state = 'handled', body = NULL
WHERE topic = $1 AND state = 'dead' AND since <= $2 AND reason = $3 AND type IS NOT DISTINCT FROM $4
RETURNING letter, partition, "offset"
"""
LETTER_TO_REPLAY = """
SELECT d.*, EXISTS (SELECT FROM held h
    WHERE (h.topic, h.partition, h."offset") = (d.topic, d.partition, d."offset")) AS waits
FROM dead_letters d WHERE letter = $1 FOR UPDATE
"""
LETTER = 'SELECT reason, stream, topic, partition, "offset" FROM dead_letters WHERE letter = $1'
LOOK = "SELECT kind, schema, parked, state FROM streams WHERE id = $1"
REPLAYED = "UPDATE dead_letters SET replays = replays + 1 WHERE letter = ANY($1::text[])"
HANDLED = "UPDATE dead_letters SET state = 'handled' WHERE letter = ANY($1::text[])"
WAITING = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM outbox LIMIT 10000) o) AS outbox,
    (SELECT coalesce(extract(epoch FROM clock_timestamp() - written), 0)::float FROM outbox ORDER BY id LIMIT 1)
        AS outbox_oldest_seconds,
    (SELECT count(*) FROM (SELECT 1 FROM held LIMIT 10000) h) AS held,
    (SELECT count(*) FROM outbox WHERE refused IS NOT NULL) AS refused,
    (SELECT count(*) FROM streams WHERE parked IS NOT NULL) AS parked,
    (SELECT count(*) FROM dead_letters WHERE state <> 'handled') AS dead_letters
"""
"""How much waits, for whoever watches; counted up to 10,000."""
LETTERS_ALIKE = """
SELECT topic, type, reason, state, count(*)
FROM (SELECT topic, type, reason, state FROM dead_letters WHERE state <> 'handled' LIMIT 10000) waiting
GROUP BY 1, 2, 3, 4 ORDER BY count(*) DESC LIMIT 100
"""
"""Dead letters that nobody has handled yet, by what they have in common; counted up to 10,000."""
FALLING_DUE = """
SELECT id FROM streams WHERE due <= $1 AND id > $2 AND ($3::text IS NULL OR id = $3) ORDER BY id LIMIT $4
"""
OFFSETS = """
INSERT INTO consumed AS c (topic, partition, next_offset, stamp, stamped)
SELECT topic, partition, offset_, stamp, offset_
FROM unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[]) AS n (topic, partition, offset_, stamp)
ON CONFLICT (topic, partition) DO UPDATE
SET next_offset = excluded.next_offset, stamp = excluded.stamp, stamped = excluded.stamped
WHERE c.next_offset <= excluded.next_offset
"""
"""`stamped` is the offset that the stamp belongs to: a release that knows no stamps moves the offset alone."""
PUBLISHED = """
WITH gone AS (DELETE FROM outbox WHERE id = ANY($1::bigint[]))
INSERT INTO published (topic, partition, next_offset) SELECT * FROM unnest($2::text[], $3::int[], $4::bigint[])
ON CONFLICT (topic, partition) DO UPDATE SET next_offset = greatest(published.next_offset, excluded.next_offset)
"""
"""In one statement: whoever finds a record on a topic finds it here too, in the outbox or below the offset. The offset
never goes back with a topic that lost records: by it that is found."""


async def unseen(connection: Connection, digests: dict[Key, bytes]) -> tuple[set[Key], dict[Key, bytes]]:
    """Enter messages into the inbox: which were not there, and the digests of those that were.

    Sorted, so that nobody deadlocks.
    """
    if not digests:
        return set(), {}
    rows = await connection.fetch(INBOX, *columns([(*key, digests[key]) for key in sorted(digests)], 3))
    new = {(row[0], row[1]) for row in rows}
    known = [key for key in sorted(digests) if key not in new]
    seen = await connection.fetch(DIGESTS, *columns(known, 2)) if known else []
    return new, {(row[0], row[1]): row[2] for row in seen}


async def lock(connection: Connection, ids: Iterable[str]) -> dict[str, Stream]:
    """Insert-then-lock the streams in id order, and load what is known of them."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    rows = await connection.fetch(LOCK_STREAMS, wanted)
    if len(rows) < len(wanted):
        await connection.execute(ENSURE_STREAMS, wanted)
        rows = await connection.fetch(LOCK_STREAMS, wanted)
    return {row[0]: stream(tuple(row)) for row in rows}


def stream(row: Sequence[Any]) -> Stream:
    """A row of `streams`."""
    name, kind, schema, position, sequence, seen, last_at, parked, held, due, state = row
    return Stream(name, kind, schema, position, sequence, from_json(seen), last_at, parked, held, due, state)


async def save(connection: Connection, streams: Iterable[Stream], writes: Writes) -> None:
    """Write everything that a batch decided, what every batch writes in one round trip.

    Raises:
        asyncpg.UniqueViolationError: somebody else wrote the log at that position; it is never swallowed.
    """
    dirty = [stream for stream in streams if stream.dirty]
    full = [
        (s.id, s.kind, s.schema, s.position, s.sequence, marks(s), s.last_at, s.parked, s.held, s.due, s.stored)
        for s in dirty
        if s.decided
    ]
    rest = [(s.id, marks(s), s.parked, s.held) for s in dirty if not s.decided]
    offsets = [(*partition, *place) for partition, place in sorted(writes.offsets.items())]
    tables = (
        (APPEND_LOG, writes.log, 4),
        (SAVE_STREAMS, full, 11),
        (SAVE_MARKS, rest, 4),
        (APPEND_OUTBOX, writes.outbox, 3),
        (OFFSETS, offsets, 4),
    )
    filled = [(statement, rows, width) for statement, rows, width in tables if rows]
    if filled:
        statement = together(tuple(statement for statement, _, _ in filled))
        await connection.execute(statement, *(column for _, rows, width in filled for column in columns(rows, width)))
    await save_rest(connection, writes)


@cache
def together(statements: tuple[str, ...]) -> str:
    """Several statements as one, their parameters numbered through; each writes a table of its own, or other rows."""
    parts, taken = [], 0
    for number, statement in enumerate(statements):
        highest = max(map(int, PARAMETER.findall(statement)))
        renumbered = PARAMETER.sub(partial(shifted, taken), statement)
        parts.append(f"w{number} AS ({renumbered})")
        taken += highest
    return f"WITH {', '.join(parts)} SELECT 1"


def shifted(by: int, parameter: re.Match[str]) -> str:
    """`$2` -> `$6`, shifted by four."""
    return f"${int(parameter[1]) + by}"


async def save_rest(connection: Connection, writes: Writes) -> None:
    """What few batches write."""
    if writes.hold:
        await connection.execute(HOLD, *columns(writes.hold, 7))
    if writes.release:
        await connection.execute("DELETE FROM held WHERE id = ANY($1::bigint[])", writes.release)
    if writes.letters:
        await connection.executemany(LETTERS, writes.letters)
    if writes.replays:
        await connection.execute(REPLAYED, writes.replays)
    if writes.handled:
        await connection.execute(HANDLED, writes.handled)


async def falling_due(connection: Connection, day: date, only: str | None, after: str, most: int) -> list[str]:
    """The next streams, in id order, of which something falls due up to a day."""
    rows = await connection.fetch(FALLING_DUE, day, after, only, most)
    return [row[0] for row in rows]


async def consumed(connection: Connection, topics: Sequence[str]) -> dict[tuple[str, int], int]:
    """The next offset of each partition: the truth about what was handled."""
    rows = await connection.fetch("SELECT topic, partition, next_offset FROM consumed WHERE topic = ANY($1)", topics)
    return {(row[0], row[1]): row[2] for row in rows}


def marks(stream: Stream) -> str:
    """The marks as stored."""
    return to_json(stream.marks).decode()


def columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    """Rows turned into one array a column, for `unnest`."""
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]

"""Puts a database and its topics right, once an operator agreed: `ekc ops reconcile`.

Each direction loses nothing that the other side has. What a topic has is taken over into the log, under its own numbers
(`adopting.py`). What the log has and a topic lost is published again, in order per stream, with the same ids. Topics
that are others than those that were read are read from their beginning: what is known already changes nothing.
"""

import structlog
from aiokafka import AIOKafkaConsumer
from pydantic_core import to_json

from services.chassis import restored, store
from services.chassis.decider import Connection
from services.chassis.restored import Found, between

log = structlog.get_logger(module="reconciling")

TOPICS, PROCESSES, COUNT_PROCESSES = "topics", "processes", "count processes"
"""What a reconciliation is about: the topics of a part, or the processes (`workflows/recreating.py`)."""
NOTE = """
INSERT INTO reconciliations (what, found) VALUES ($1, $2)
ON CONFLICT (what) WHERE done IS NULL DO UPDATE SET found = excluded.found WHERE reconciliations.agreed IS NULL
"""
AGREED = "SELECT id FROM reconciliations WHERE what = $1 AND done IS NULL AND agreed IS NOT NULL FOR UPDATE"
DONE = "UPDATE reconciliations SET done = now(), did = $2 WHERE id = $1"
SETTLED = "UPDATE reconciliations SET done = now(), did = 'nothing' WHERE what = $1 AND done IS NULL"
LONG_SECONDS = 3_600.0
"""How long a statement may take that goes over all events there ever were."""
TO_ADOPT = """
INSERT INTO to_adopt (topic, id, stream, sequence, cause, refusal, value) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING
"""
AGAIN = """
INSERT INTO outbox (topic, key, value)
SELECT $1, e.stream, e.envelope
FROM event_log e LEFT JOIN unnest($2::text[], $3::bigint[]) AS o (stream, sequence) USING (stream)
WHERE e.sequence > coalesce(o.sequence, 0) AND NOT EXISTS (
    SELECT FROM outbox w WHERE w.topic = $1 AND w.key = e.stream AND w.value = e.envelope)
ORDER BY e.stream, e.position
"""
REWIND = """
UPDATE consumed SET next_offset = 0, stamp = NULL, stamped = NULL
FROM unnest($1::text[], $2::int[]) AS n (topic, partition)
WHERE (consumed.topic, consumed.partition) = (n.topic, n.partition)
"""
UP_TO = """
INSERT INTO published (topic, partition, next_offset) SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[])
ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset
"""


async def note(connection: Connection, found: Found) -> None:
    """Write down what was found, for whoever is to agree."""
    await connection.execute(NOTE, TOPICS, " ".join(found.sentences()))


async def agreed(connection: Connection) -> int | None:
    """What an operator agreed to, locked: of several replicas one does it."""
    found: int | None = await connection.fetchval(AGREED, TOPICS)
    return found


async def reconcile(connection: Connection, reader: AIOKafkaConsumer, found: Found, events: str) -> dict[str, int]:
    """Put right what was found, in the caller's transaction; how much of what was done. `events` is the own topic.

    Raises:
        KafkaError, asyncpg errors: nothing was done.
    """
    if found.unknown:
        await connection.executemany(TO_ADOPT, found.unknown, timeout=LONG_SECONDS)
    again = await publish_again(connection, reader, found, events)
    await connection.execute(REWIND, *store.columns([(place.topic, place.partition) for place in found.moved], 2))
    await keep_up(connection, found)
    did = {"taken_over": len(found.unknown), "published_again": again, "read_again": len(found.moved)}
    if found:
        log.warning("reconciled", **did)
    return did


async def publish_again(connection: Connection, reader: AIOKafkaConsumer, found: Found, events: str) -> int:
    """What the log has and the topic has not goes into the outbox, in order per stream.

    Of a stream all that comes after the first number that its topic lost: somebody may have published behind that.
    """
    if not any(place.topic == events for place in found.short):
        return 0
    reached: dict[str, int] = {}
    ends = {place: end for place, end in found.ends.items() if place.topic == events}
    async for records in between(reader, dict(await reader.beginning_offsets(list(ends))), ends):
        for _, _, stream, sequence, *_ in (restored.row(one.topic, one.value or b"{}") for one in records):
            if sequence == reached.get(stream, 0) + 1:
                reached[stream] = sequence
    done: str = await connection.execute(AGAIN, events, *store.columns(list(reached.items()), 2), timeout=LONG_SECONDS)
    return int(done.rpartition(" ")[2])


async def keep_up(connection: Connection, found: Found) -> None:
    """The own topics are known up to their ends."""
    rows = [(place.topic, place.partition, end) for place, end in sorted(found.ends.items())]
    await connection.execute(UP_TO, *store.columns(rows, 3))


async def settle(connection: Connection, did: dict[str, int], number: int | None) -> None:
    """Write down what was done; what nobody has to agree to any more is over."""
    if number:
        await connection.execute(DONE, number, to_json(did).decode())
    else:
        await connection.execute(SETTLED, TOPICS)

"""Whether a database and its topics tell the same story: asked at each start, before anything is read or decided.

A database that was restored is behind what its service published; a Kafka that was lost or restored is behind what the
database knows. A service that went on would use numbers twice, or pass over what it never read. So it does not, until
an operator lets it be put right (`reconciling.py`).
"""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from aiokafka import AIOKafkaConsumer, TopicPartition
from pydantic_core import from_json

from contracts import topics
from contracts.operations import CommandRefused
from services.chassis import store
from services.chassis.decider import Connection
from services.chassis.envelopes import Record

PUBLISHED = "SELECT topic, partition, next_offset FROM published"
NOTED = """
SELECT topic FROM published WHERE topic = ANY($1::text[]) AND next_offset > 0
UNION SELECT topic FROM consumed WHERE topic = ANY($1::text[]) AND next_offset > 0 ORDER BY topic
"""
CONSUMED = """
SELECT topic, partition, next_offset, CASE WHEN stamped = next_offset THEN stamp END AS stamp
FROM consumed WHERE topic = ANY($1::text[])
"""
UNKNOWN = """
SELECT place::int FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bytea[])
    WITH ORDINALITY AS n (topic, stream, sequence, value, place)
WHERE NOT EXISTS (
        SELECT FROM event_log e WHERE e.stream = n.stream AND e.sequence = n.sequence AND e.envelope = n.value)
    AND NOT EXISTS (SELECT FROM outbox o WHERE o.topic = n.topic AND o.value = n.value)
ORDER BY place
"""
"""What of some records is neither in the log nor in the outbox."""
TOLD = """
DELETE FROM outbox o USING unnest($1::text[], $2::bytea[]) AS n (topic, value)
WHERE (o.topic, o.value) = (n.topic, n.value)
"""
"""Whoever was stopped between an acknowledgement and the deletion, or is of before both, does not publish it again."""
TAKEN = """
SELECT count(*) FROM unnest($1::text[], $2::bigint[]) AS n (stream, sequence)
JOIN event_log e ON e.stream = n.stream AND e.sequence = n.sequence
"""
POLL_MS = 500
SKEW_MS = 5_000
"""By so much the clocks of brokers may differ, of which one appends after the other."""

type Row = tuple[str, str, str, int | None, str | None, bool, bytes]
"""Topic, id, stream, sequence, cause, whether it is a refusal, and the record's value."""


@dataclass
class Found:
    """Where database and topics differ."""

    missing: list[str] = field(default_factory=list)
    """Topics that it had written or read, and that are not there: of these nobody can say what they lost."""
    unknown: list[Row] = field(default_factory=list)
    """What was published and is not in the database."""
    taken: int = 0
    """How many of these have a number that the log gave to another event."""
    short: dict[TopicPartition, int] = field(default_factory=dict)
    """Own topics that lost records, and how many."""
    moved: list[TopicPartition] = field(default_factory=list)
    """Topics of which the record that was handled last is not there any more, or another one."""
    ends: dict[TopicPartition, int] = field(default_factory=dict)
    """Where the own topics end now."""

    def __bool__(self) -> bool:
        """Whether they differ."""
        return bool(self.missing or self.unknown or self.short or self.moved)

    @property
    def beyond(self) -> bool:
        """Whether something is to be made or restored first: nothing that somebody agrees to would mend it."""
        return bool(self.missing or self.taken)

    def sentences(self) -> list[str]:
        """What is wrong, for operators."""
        said = []
        if self.missing:
            said.append(f"Topics that it worked with are not there, make them first: {', '.join(self.missing)}.")
        if self.unknown:
            said.append(f"{len(self.unknown)} records of its topics are not in its database, which is of before them.")
        if self.taken:
            said.append(f"{self.taken} of them have numbers that the database gave to others since: restore it again.")
        if self.short:
            said.append(f"Its topics lost {sum(self.short.values())} records that it had published.")
        if self.moved:
            said.append(f"{len(self.moved)} partitions that it reads are not those that it had read.")
        return said


def own(part: str, agencies: Collection[str]) -> list[str]:
    """The topics that a part alone writes, and may read: of dead letters only the announcements are there."""
    mine = [topic.name for topic in topics.TOPICS if topic.writers == {part} and part in topic.readers]
    return [name for name in mine if name != topics.CHECKPOINTS] + [topics.outbound(agency) for agency in agencies]


async def look(connection: Connection, reader: AIOKafkaConsumer, mine: Iterable[str], read: Iterable[str]) -> Found:
    """Compare; `reader` is of no group.

    Raises:
        KafkaError, asyncpg errors: it is to be tried again.
    """
    there = await reader.topics()
    found = Found(missing=await gone(connection, {*mine, *read} - there))
    await published(connection, reader, [name for name in mine if name in there], found)
    await consumed(connection, reader, [name for name in read if name in there], found)
    return found


async def gone(connection: Connection, absent: Collection[str]) -> list[str]:
    """Those of the absent topics that were there once; of agencies one may go, and another come."""
    ours = [topic.name for topic in topics.TOPICS if topic.name in absent]
    return [row[0] for row in await connection.fetch(NOTED, ours)]


async def published(connection: Connection, reader: AIOKafkaConsumer, names: Sequence[str], found: Found) -> None:
    """Whether all that is on the own topics is known, and all that was published is there.

    What was published since a look at the offsets is no surprise: another replica may publish meanwhile. Where no
    offsets are written down yet, answers are not looked for: they have no number.
    """
    places = partitions(names)
    starts, found.ends = await reader.beginning_offsets(places), await reader.end_offsets(places)
    known = await reached(connection)
    found.short = {
        place: known[place] - found.ends[place] for place in places if known.get(place, 0) > found.ends[place]
    }
    begin = {place: max(known.get(place, 0), starts[place]) for place in places if place not in found.short}
    offsets: list[tuple[TopicPartition, int, Row]] = []
    async for records in between(reader, begin, found.ends):
        told = [(record, row(record.topic, record.value or b"{}")) for record in records]
        told = [(record, one) for record, one in told if known or one[3] is not None]
        rows = [one for _, one in told]
        places_of = [(TopicPartition(record.topic, record.partition), record.offset) for record, _ in told]
        offsets += [(*places_of[number], rows[number]) for number in await unknown(connection, rows)]
        await connection.execute(TOLD, *store.columns([(one[0], one[6]) for one in rows], 2))
    since = await reached(connection)
    found.unknown = [one for place, offset, one in offsets if since.get(place, 0) <= offset]
    numbered = [(one[2], one[3]) for one in found.unknown if one[3] is not None]
    if not numbered:  # a release that notes no offsets published answers too: alone they are no sign of a restore
        found.unknown = []
    found.taken = await connection.fetchval(TAKEN, *store.columns(numbered, 2))


async def consumed(connection: Connection, reader: AIOKafkaConsumer, names: Sequence[str], found: Found) -> None:
    """Whether the records that were handled last are still where they were.

    Those of agencies may be unreadable, so their topics are asked for what was appended after it, but stands before it.
    """
    rows = await connection.fetch(CONSUMED, names)
    places = {TopicPartition(row["topic"], row["partition"]): row for row in rows if row["next_offset"] > 0}
    starts, ends = await reader.beginning_offsets(list(places)), await reader.end_offsets(list(places))
    found.moved = [place for place, row in places.items() if row["next_offset"] > ends[place]]
    last = {
        place: row["next_offset"] - 1
        for place, row in places.items()
        if place not in found.moved
        and row["stamp"] is not None
        and not topics.agency_of(place.topic)
        and row["next_offset"] > starts[place]
    }
    async for records in between(reader, last, {place: offset + 1 for place, offset in last.items()}):
        for record in records:
            place = TopicPartition(record.topic, record.partition)
            if record.timestamp != places[place]["stamp"]:
                found.moved.append(place)
    stamps = {
        place: row["stamp"] + SKEW_MS
        for place, row in places.items()
        if place not in found.moved and row["stamp"] is not None and topics.agency_of(place.topic)
    }
    after = await reader.offsets_for_times(stamps) if stamps else {}
    found.moved += [place for place, one in after.items() if one and one.offset < places[place]["next_offset"]]


async def between(
    reader: AIOKafkaConsumer, begins: dict[TopicPartition, int], ends: dict[TopicPartition, int]
) -> AsyncIterator[list[Record]]:
    """The records of some partitions from one offset to another, in batches."""
    left = {place for place, offset in begins.items() if offset < ends[place]}
    if not left:
        return
    reader.assign(list(left))
    for place in left:
        reader.seek(place, begins[place])
    while left:
        polled = await reader.getmany(*left, timeout_ms=POLL_MS)
        records = [one for place, many in polled.items() for one in many if one.offset < ends[place]]
        if records:
            yield records
        left = {place for place in left if await reader.position(place) < ends[place]}


async def reached(connection: Connection) -> dict[TopicPartition, int]:
    """How far each own topic was published."""
    return {TopicPartition(row[0], row[1]): row[2] for row in await connection.fetch(PUBLISHED)}


async def unknown(connection: Connection, rows: Sequence[Row]) -> list[int]:
    """The places of those that are neither in the log nor in the outbox."""
    asked = [(topic, stream, sequence, value) for topic, _, stream, sequence, _, _, value in rows]
    return [row["place"] - 1 for row in await connection.fetch(UNKNOWN, *store.columns(asked, 4))]


def partitions(names: Iterable[str]) -> list[TopicPartition]:
    """The partitions of topics; those of agencies have one."""
    many = {topic.name: topic.partitions for topic in topics.TOPICS}
    return [TopicPartition(name, number) for name in names for number in range(many.get(name, 1))]


def row(topic: str, value: bytes) -> Row:
    """A published record as it is taken over."""
    said = from_json(value)
    sequence = int(said["sequence"]) if "sequence" in said else None
    refusal = said["type"] == CommandRefused.type
    return topic, said["id"], said["subject"], sequence, said.get("causationid"), refusal, value

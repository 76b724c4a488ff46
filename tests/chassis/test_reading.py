"""Reading ahead: the next batch is opened while this one is written, and nothing is lost by it."""

import asyncio
import gzip
import struct
from collections.abc import Iterator, Sequence
from itertools import islice
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.consumer.fetcher import READ_UNCOMMITTED, PartitionRecords
from aiokafka.errors import KafkaConnectionError
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.record.util import calc_crc32c

from services.chassis import unpacking
from services.chassis.consumer import SeekToStored
from services.chassis.envelopes import Record
from services.chassis.reading import Polled, Reading
from tests.chassis.agency_path import TOPIC, ReferralPath, referral
from tests.chassis.path import MessagePath


class Polls:
    """The polls of a consumer: a batch, an error, or nothing."""

    def __init__(self, *answers: Sequence[Record] | Exception) -> None:
        self.answers = list(answers)
        self.asked = 0
        self.partition = TopicPartition("ekc.coordination.commands", 0)
        self.standing: set[TopicPartition] = set()

    async def getmany(self, **_: Any) -> dict[TopicPartition, Sequence[Record]]:
        """The next answer; nothing when all were given."""
        self.asked += 1
        answer = self.answers.pop(0) if self.answers else ()
        if isinstance(answer, Exception):
            raise answer
        return {self.partition: answer} if answer else {}

    def assignment(self) -> set[TopicPartition]:
        """Its one partition."""
        return {self.partition}

    def paused(self) -> set[TopicPartition]:
        """What is not read."""
        return self.standing

    def pause(self, *partitions: TopicPartition) -> None:
        """Read nothing."""
        self.standing = {*self.standing, *partitions}

    def resume(self, *partitions: TopicPartition) -> None:
        """Read again."""
        self.standing = self.standing - set(partitions)

    @property
    def consumer(self) -> AIOKafkaConsumer:
        """As the reading takes it."""
        return cast("AIOKafkaConsumer", self)


async def ahead(reading: Reading) -> Polled:
    """What was read ahead, when it is there."""
    assert reading.next
    await asyncio.wait({reading.next})
    return reading.next.result()


async def test_the_next_batch_is_opened_while_this_one_is_handled(path: MessagePath) -> None:
    """A batch is handed out, and the one after it is unsealed before anybody asks for it; each has its effect once."""
    case = await path.case()
    polls = Polls([await path.invitation(case)], [await path.invitation(case)])
    reading = Reading(path.opening, 500, path.consumer.handled, path.consumer.pauses)

    first = await reading.poll(polls.consumer)
    second = await ahead(reading)

    assert [one.message is not None for one in second.opened] == [True]
    await path.consumer.handle(first)
    await path.consumer.handle(await reading.poll(polls.consumer))
    assert await path.events(case) == ["participant-invited", "notice-due"] * 2


async def test_what_cannot_be_opened_ahead_waits_for_its_turn(path: MessagePath) -> None:
    """An unreachable keyring loses nothing of a batch that was read ahead."""
    case = await path.case()
    polls = Polls([await path.invitation(case)], [await path.invitation(case)])
    reading = Reading(path.opening, 500, path.consumer.handled, path.consumer.pauses)
    first = await reading.poll(polls.consumer)
    path.keyring.reachable = False
    await ahead(reading)
    path.keyring.reachable = True

    for polled in (first, await reading.poll(polls.consumer)):
        await path.consumer.handle(polled)

    assert await path.events(case) == ["participant-invited", "notice-due"] * 2


async def test_an_error_of_kafka_comes_once_and_reading_goes_on(path: MessagePath) -> None:
    """FastStream hears of the error when it asks for the next batch, and gets that batch when it asks again."""
    case = await path.case()
    batches = [[await path.invitation(case)] for _ in range(2)]
    polls = Polls(batches[0], KafkaConnectionError(), batches[1])
    reading = Reading(path.opening, 500, path.consumer.handled, path.consumer.pauses)

    assert list(await reading.poll(polls.consumer)) == batches[0]
    with pytest.raises(KafkaConnectionError):
        await reading.poll(polls.consumer)
    assert list(await reading.poll(polls.consumer)) == batches[1]


async def test_an_empty_poll_reads_nothing_ahead(path: MessagePath) -> None:
    """Without records there is one poll at a time."""
    polls = Polls()
    reading = Reading(path.opening, 500, path.consumer.handled, path.consumer.pauses)

    assert not await reading.poll(polls.consumer)
    assert reading.next is None
    assert polls.asked == 1


async def test_a_closed_topic_is_not_read_and_keeps_its_place(agency: ReferralPath) -> None:
    """What was read ahead waits; as soon as the topic is open it goes on where it stood, in order."""
    batches = [[agency.sent(referral(reference=str(number)))] for number in range(3)]
    log = Log(b"", agency)
    log.polls = list(batches)
    closed = False

    async def asked() -> bool:
        return closed

    reading = Reading(agency.opening, 500, agency.consumer.handled, agency.consumer.pauses, asked)
    assert list(await reading.poll(log.consumer)) == batches[0]
    await ahead(reading)

    closed = True
    assert not await reading.poll(log.consumer)
    assert not await reading.poll(log.consumer)
    closed = False

    assert [list(await reading.poll(log.consumer)) for _ in range(2)] == batches[1:]


async def test_what_an_operator_paused_is_read_on_from_its_place(agency: ReferralPath) -> None:
    """What was read ahead is still handled, nothing after it; resumed, it goes on where it stood, in order."""
    batches = [[agency.sent(referral(reference=str(number)))] for number in range(4)]
    log = Log(b"", agency)
    log.polls = list(batches)
    pauses = agency.consumer.pauses
    reading = Reading(agency.opening, 500, agency.consumer.handled, pauses)
    assert list(await reading.poll(log.consumer)) == batches[0]
    await ahead(reading)

    await agency.pool.execute("INSERT INTO paused (topic) VALUES ($1)", TOPIC)
    await pauses.look()
    assert [list(await reading.poll(log.consumer)) for _ in range(3)] == [batches[1], [], []]
    await agency.pool.execute("DELETE FROM paused")
    await pauses.look()

    assert [list(await reading.poll(log.consumer)) for _ in range(2)] == batches[2:]


async def test_a_partition_is_read_once_the_database_said_from_where(
    agency: ReferralPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kafka was told last a second ago how far the group is: from there on some would be handled a second time."""
    log = Log(batch([agency.sent(referral(reference=str(n))).value or b"" for n in range(5)], [b"ok"] * 5), agency)
    reading = Reading(agency.opening, 500, agency.consumer.handled, agency.consumer.pauses)
    listener = SeekToStored(agency.consumer, [TOPIC])
    listener.subscriber = SimpleNamespace(consumer=log.consumer)
    said: asyncio.Future[dict[tuple[str, int], int]] = asyncio.get_running_loop().create_future()
    monkeypatch.setattr(listener, "offsets", lambda: said)

    placing = asyncio.create_task(listener.on_partitions_assigned([log.partition]))
    await asyncio.sleep(0)
    assert [list(await reading.poll(log.consumer)) for _ in range(2)] == [[], []]
    said.set_result({(TOPIC, 0): 3})
    await placing

    assert [record.offset for record in await reading.poll(log.consumer)] == [3, 4]
    assert log.standing == set()


@pytest.mark.parametrize("bad", [0, 2, 4])
async def test_what_no_record_can_be_made_of_is_a_dead_letter_and_what_is_before_it_handled(
    agency: ReferralPath, bad: int
) -> None:
    """A header whose name is not UTF-8, which any client can write. Nobody can read what is behind it in its batch."""
    names = [b"ok"] * 5
    names[bad] = b"\xff\xfe"
    log = Log(batch([agency.sent(referral(reference=str(n))).value or b"" for n in range(5)], names), agency)
    reading = Reading(agency.opening, 500, agency.consumer.handled, agency.consumer.pauses)

    while agency.consumer.handled[TOPIC, 0] < 5:
        await agency.consumer.handle(await reading.poll(log.consumer))

    assert await agency.letters() == [("unreadable", "dead")] * (5 - bad)
    assert [data["offset"] for _, data in await agency.told() if "problem" in data] == list(range(bad, 5))
    assert len(await agency.cases()) == bad


async def test_what_unpacks_to_too_much_is_a_dead_letter(agency: ReferralPath) -> None:
    """A few kilobytes of gzip with gigabytes in them, and a codec of which nobody knows how much it holds."""
    unpacking.bound()
    for number, packed in enumerate((gzip.compress(bytes(unpacking.MOST_BYTES + 1)), b"\x28\xb5\x2f\xfd")):
        log = Log(batch([b"{}"], [b"ok"], codec=(1, 4)[number], packed=packed), agency)
        agency.consumer.handled[TOPIC, 0] = 0
        reading = Reading(agency.opening, 500, agency.consumer.handled, agency.consumer.pauses)
        polled = await reading.poll(log.consumer)
        assert [one.failure.reason for one in polled.arrivals(agency.opening.read) if one.failure] == ["unreadable"]


async def test_a_batch_that_unpacks_to_what_kafka_allows_is_read(agency: ReferralPath) -> None:
    """Agencies may compress."""
    unpacking.bound()
    builder = DefaultRecordBatchBuilder(2, 1, 0, -1, -1, -1, 1 << 20)
    value = agency.sent(referral()).value
    builder.append(0, MOMENT, None, value, [])
    reading = Reading(agency.opening, 500, agency.consumer.handled, agency.consumer.pauses)

    (record,) = await reading.poll(Log(bytes(builder.build()), agency).consumer)

    assert record.value == value


MOMENT = 1_772_445_600_000


def batch(values: list[bytes], names: list[bytes], codec: int = 0, packed: bytes = b"") -> bytes:
    """A batch as it lies on Kafka: each record with a header of this name, or packed in this way."""
    builder = DefaultRecordBatchBuilder(2, 0, 0, -1, -1, -1, 1 << 20)
    for number, (value, name) in enumerate(zip(values, names, strict=True)):
        builder.append(number, MOMENT, None, value, [("~" * len(name), b"1")])
    made = bytearray(builder.build())
    for name in names:
        place = made.index(b"~" * len(name))
        made[place : place + len(name)] = name
    if packed:
        made[61:] = packed
        struct.pack_into(">i", made, 8, len(made) - 12)
        struct.pack_into(">h", made, 21, codec)
    struct.pack_into(">I", made, 17, calc_crc32c(bytes(made[21:])))
    return bytes(made)


class Log(Polls):
    """A consumer of one partition, which gives up a poll and goes on after it as aiokafka's does."""

    def __init__(self, content: bytes, agency: ReferralPath) -> None:
        super().__init__()
        self.content = content
        self.partition = TopicPartition(TOPIC, 0)
        self.place = 0
        self.polls: list[Sequence[Record]] = []
        agency.consumer.handled[TOPIC, 0] = 0

    async def getmany(self, *, max_records: int = 500, **_: Any) -> dict[TopicPartition, Sequence[Record]]:
        """What comes next; nothing while it is paused."""
        if self.standing:
            return {}
        found = self.polls.pop(0) if self.polls else list(self.records(max_records))
        return {self.partition: found} if found else {}

    def records(self, most: int) -> Iterator[Record]:
        """The records from the place on, made by aiokafka."""
        content = PartitionRecords(
            self.partition, MemoryRecords(self.content), [], self.place, None, None, True, READ_UNCOMMITTED
        )
        yield from islice(content, most)
        self.place = content.next_fetch_offset

    def seek(self, partition: TopicPartition, offset: int) -> None:
        """Go on from there."""
        self.place = offset

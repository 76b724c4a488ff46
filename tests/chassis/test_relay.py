"""The relay against a Kafka that takes not everything: the others' rows go out, and nothing overtakes."""

import asyncio
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import MessageSizeTooLargeError, RequestTimedOutError, TopicAuthorizationFailedError
from aiokafka.structs import RecordMetadata

from services.chassis import store
from services.chassis.relay import Delivered, Relay, ToKafka, WentBack
from tests.chassis.path import MessagePath


class Producer:
    """Takes records, and refuses some: at once (`closed`, `large`), or after a while (`lost`, once each)."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.asked: list[str] = []
        self.lost = {"lost"}
        self.first = 0

    async def send(self, topic: str, value: bytes, key: bytes, headers: list[tuple[str, bytes]]) -> asyncio.Future[Any]:
        """See `AIOKafkaProducer.send`; an SDK knows an event by its content type (Kafka binding 3.3.1)."""
        assert headers == [("content-type", b"application/cloudevents+json")]
        self.asked.append(topic)
        said = value.decode()
        if topic == "closed":
            raise TopicAuthorizationFailedError
        if said == "large":
            raise MessageSizeTooLargeError
        acknowledged: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        if said in self.lost:
            self.lost.discard(said)
            acknowledged.set_exception(RequestTimedOutError())
        else:
            self.taken.append((key.decode(), said))
            offset = self.first + len(self.taken) - 1
            acknowledged.set_result(RecordMetadata(topic, 0, TopicPartition(topic, 0), offset, 0, 0, 0))
        return acknowledged


async def relayed(path: MessagePath, *rows: tuple[str, str, str], times: int = 1) -> Producer:
    """What a producer got of these rows of the outbox, after so many rounds."""
    await fill(path, rows)
    producer = Producer()
    relay = Relay(path.pool, ToKafka(producer))
    async with path.pool.acquire() as connection:
        for _ in range(times):
            await relay.drain(connection)
    return producer


async def fill(path: MessagePath, rows: Sequence[tuple[str, str, str]]) -> None:
    """Put rows into the outbox."""
    values = [(topic, key, value.encode()) for topic, key, value in rows]
    await path.pool.executemany("INSERT INTO outbox (topic, key, value) VALUES ($1, $2, $3)", values)


async def left(path: MessagePath) -> list[str]:
    """What is still in the outbox."""
    return [bytes(row["value"]).decode() for row in await path.pool.fetch("SELECT value FROM outbox ORDER BY id")]


async def test_a_row_that_failed_is_sent_again_before_its_followers(path: MessagePath) -> None:
    """Promise 2: what follows it of the same stream stays until it is there; the other streams go on."""
    producer = await relayed(path, ("t", "a", "lost"), ("t", "b", "1"), times=2)

    assert producer.taken == [("b", "1"), ("a", "lost")]
    assert await left(path) == []


async def test_a_topic_that_is_closed_holds_up_nobody_else(path: MessagePath) -> None:
    """Promise 6: one agency's topic is gone; it is asked for once a round, and everybody else hears."""
    producer = await relayed(path, ("closed", "a", "1"), ("closed", "b", "2"), ("t", "c", "3"), times=1)

    assert producer.taken == [("c", "3")]
    assert producer.asked == ["closed", "t"]
    assert await left(path) == ["1", "2"]


async def test_a_row_that_kafka_never_takes_parks_its_stream_and_is_seen(path: MessagePath) -> None:
    """Promise 4: the stream stands still behind it, and whoever watches can count it."""
    producer = await relayed(path, ("t", "a", "large"), ("t", "a", "after"), ("t", "b", "1"), times=3)

    assert [taken for taken in producer.taken if taken[0] == "b"] == [("b", "1")]
    assert await left(path) == ["large", "after"]
    waiting = await path.pool.fetchrow(store.WAITING)
    assert waiting is not None
    assert waiting["refused"] == 1


async def test_nothing_is_written_behind_what_a_topic_lost(path: MessagePath) -> None:
    """Promise 1: going on would hide that consumers miss what was acknowledged; started again the part sees it.

    Whichever replica had published it, and only of topics that are compared then.
    """
    await path.pool.execute("INSERT INTO published VALUES ('own', 0, 7), ('other', 0, 7)")
    await fill(path, [("other", "a", "1")])
    producer: Any = Producer()
    relay = Relay(path.pool, ToKafka(producer), own=["own"])
    async with path.pool.acquire() as connection:
        relay.stop(within=60)
        await relay.lead(connection)
        await fill(path, [("own", "a", "2")])

        with pytest.raises(WentBack):
            await relay.lead(connection)

    assert await left(path) == ["2"]


@pytest.mark.parametrize(("first", "went_back"), [(4, True), (6, True), (7, False), (9, False)])
def test_a_topic_goes_on_where_it_was_or_went_back(first: int, went_back: bool) -> None:
    """However many records follow: the first of them says it."""
    nothing: Any = None
    relay = Relay(nothing, nothing, own=["own"])
    relay.reached = {("own", 0): 7}

    with pytest.raises(WentBack) if went_back else nullcontext():
        relay.follow({("own", 0): first}, {("own", 0): 12})

    assert relay.reached == {("own", 0): 7 if went_back else 12}


async def test_how_far_it_is_kafka_says_with_each_record() -> None:
    """Of a repetition it may have forgotten where it is: the client counts its records from -1 on."""
    producer: Any = Producer()
    destination = ToKafka(producer)
    rows: Any = [(1, "t", "a", b"1"), (2, "t", "a", b"2")]

    known = await destination.deliver(rows)
    producer.first = -3
    unknown = await destination.deliver(rows)

    assert (known.begun, known.reached) == ({("t", 0): 0}, {("t", 0): 2})
    assert (unknown.begun, unknown.reached, unknown.done) == ({}, {}, [1, 2])


async def test_how_far_a_topic_is_published_never_goes_back(path: MessagePath) -> None:
    """By it a topic that lost records is known at the next start."""
    await path.pool.execute("INSERT INTO published VALUES ('t', 0, 7)")

    await relayed(path, ("t", "a", "1"))

    assert await path.pool.fetchval("SELECT next_offset FROM published") == 7


class Slow:
    """Takes everything, one batch at a time, each when it is let."""

    def __init__(self) -> None:
        self.taken = 0
        self.asked = asyncio.Event()
        self.let = asyncio.Event()

    async def deliver(self, rows: Sequence[Any]) -> Delivered:
        """See `Destination`."""
        self.asked.set()
        await self.let.wait()
        self.taken += len(rows)
        return Delivered([row["id"] for row in rows], {})


@pytest.mark.parametrize(("within", "taken"), [(0.0, 2), (60.0, 3)])
async def test_a_stop_finishes_the_batch_that_has_begun(
    path: MessagePath, monkeypatch: pytest.MonkeyPatch, within: float, taken: int
) -> None:
    """Of what was acknowledged nothing is left to be published again; what did not begin in time waits for the next."""
    monkeypatch.setattr("services.chassis.relay.ROWS", 2)
    await fill(path, [("t", "a", "1"), ("t", "a", "2"), ("t", "a", "3")])
    slow = Slow()
    relay = Relay(path.pool, slow)
    running = asyncio.create_task(relay.run())
    await slow.asked.wait()

    relay.stop(within)
    slow.let.set()
    await running

    assert (slow.taken, len(await left(path))) == (taken, 3 - taken)

"""The batch consumer: FastStream's subscriber with an own parser, offsets in the database, outages waited out."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import date
from functools import partial
from typing import Any

import asyncpg
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker

from contracts.operations import DayTurned
from services.chassis import due, metrics, store
from services.chassis.bad_message import BadMessage
from services.chassis.batch import Batch
from services.chassis.decider import Pool
from services.chassis.envelopes import Arrival, Record
from services.chassis.keyring import KeyringUnreachable
from services.chassis.log import logger
from services.chassis.opening import Opening
from services.chassis.pausing import Pauses
from services.chassis.reading import Closed, Offsets, Polled, Reading, decode, never, parse

log = logger("consumer")

TRANSIENT = (
    OSError,
    TimeoutError,
    KeyringUnreachable,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.TransactionRollbackError,
    asyncpg.InsufficientResourcesError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InternalClientError,
)
"""What passes by itself: an outage or a race, never the fault of a message."""
LONGEST_PAUSE = 5.0
STALLED_SECONDS = 60.0
"""Longer than any batch takes."""
type Places = dict[tuple[str, int], store.Place]
FETCH_WAIT_MS = 100
"""A long poll of partitions that are at their end holds up those that are not (one fetch per broker): 500 ms cost half
of the throughput of a backlog, 20 ms a quarter of a core in an idle Kafka."""


class Consumer:
    """Consumes the topics of one group and hands each batch to a transaction of its own."""

    def __init__(
        self,
        pool: Pool,
        opening: Opening,
        new_batch: Callable[[], Batch],
        wake_relay: Callable[[], None],
    ) -> None:
        self.pool = pool
        self.opening = opening
        self.new_batch = new_batch
        self.wake_relay = wake_relay
        self.subscribers: list[Any] = []
        self.outage: str | None = None
        self.handled: Offsets = {}
        self.joined: set[SeekToStored] = set()
        """The subscriptions that have their share of the partitions, which may be none of them."""
        self.closed: set[str] = set()
        """Topics of agencies that are read no further for now (`flood.py`)."""
        self.left = 0
        """Records that wait on what is read on, as far as it was asked."""
        self.pauses = Pauses(opening.service.name, pool, self.patiently)
        self.progress = time.monotonic()
        """When something was handled last, or nothing was left to handle."""
        self.day_turned = time.monotonic()
        """When the turn of the day was handled last, or this part started."""
        self.stopping = asyncio.Event()

    def subscribe(
        self, broker: KafkaBroker, group: str, topics: Sequence[str], records: int, closed: Closed = never
    ) -> Any:
        """Add a subscriber. Offsets are the database's: Kafka's own are only for showing the lag."""
        listener = SeekToStored(self, topics)
        subscriber: Any = broker.subscriber(
            *topics,
            group_id=group,
            batch=True,
            max_records=records,
            ack_policy=AckPolicy.MANUAL,
            auto_offset_reset="earliest",
            parser=parse,
            decoder=decode,
            listener=listener,
            session_timeout_ms=15_000,
            rebalance_timeout_ms=60_000,
            max_poll_interval_ms=900_000,
            fetch_max_wait_ms=FETCH_WAIT_MS,
            persistent=False,
        )
        listener.subscriber = subscriber
        subscriber.get_msg = Reading(self.opening, records, self.handled, self.pauses, closed).poll
        subscriber(self.handle)
        self.subscribers.append(subscriber)
        return subscriber

    async def unsubscribe(self, subscriber: Any) -> None:
        """Let go of a subscriber: what it had in hand and did not write is handled by whoever subscribes next."""
        self.subscribers.remove(subscriber)
        await subscriber.stop()
        self.joined = {one for one in self.joined if one.subscriber is not subscriber}

    async def handle(self, records: Sequence[Record]) -> None:
        """Handle a batch for good: afterwards every record had its effect, waits, or is a dead letter.

        An error that should not be does not leave: FastStream would pass over the batch. The part says that it cannot
        go on, and tries again until somebody mended it.
        """
        began = time.perf_counter()
        await self.patiently(partial(self.attempt, records), Exception)
        metrics.processed(Counter(record.topic for record in records), time.perf_counter() - began)

    async def attempt(self, records: Sequence[Record]) -> None:
        """Handle a batch; what was handled before an error is not handled again."""
        read = self.opening.read
        arrivals = records.arrivals(read) if isinstance(records, Polled) else read(records)
        places = {(r.topic, r.partition): (r.offset + 1, r.timestamp) for r in records}
        turns = [one for one in arrivals if one.kind is DayTurned and one.failure is None]
        for turn in turns:
            await self.turn_day(turn)
        await self.persist([one for one in arrivals if one not in turns] if turns else arrivals, places)
        self.handled |= {partition: offset for partition, (offset, _) in places.items()}
        self.progress = time.monotonic()

    async def turn_day(self, turn: Arrival) -> None:
        """Handle what the turn of the day makes due, some streams at a time. Repeating it is harmless."""
        day, only = due.of(turn)
        after = ""
        while streams := await self.patiently(partial(self.falling_due, day, only, after)):
            await self.persist([due.for_stream(turn, stream) for stream in streams], {})
            after = streams[-1]
        if only is None:
            self.day_turned = time.monotonic()

    async def falling_due(self, day: date, only: str | None, after: str) -> list[str]:
        """The next streams of which something falls due."""
        async with self.pool.acquire() as connection:
            return await store.falling_due(connection, day, only, after, due.STREAMS)

    async def persist(self, arrivals: list[Arrival], offsets: Places) -> None:
        """One transaction; after an outage again; halved until a failing message stands alone."""
        try:
            await self.patiently(partial(self.once, arrivals, offsets))
        except Exception as error:
            if len(arrivals) <= 1:
                log.error("message cannot be written", error=error, topic=arrivals[0].topic if arrivals else "")
                for arrival in arrivals:
                    arrival.failure = BadMessage("not-storable", f"Writing failed with {type(error).__name__}.")
                await self.patiently(partial(self.once, arrivals, offsets))
                return
            half = len(arrivals) // 2
            await self.persist(arrivals[:half], {})
            await self.persist(arrivals[half:], {})
            await self.persist([], offsets)

    async def patiently[T](
        self, work: Callable[[], Awaitable[T]], passing: type[Exception] | tuple[type[Exception], ...] = TRANSIENT
    ) -> T:
        """Do something, again with growing pauses while something that it needs is down.

        Raises:
            Exception: anything that does not pass by itself.
        """
        pause = 0.05
        while True:
            try:
                done = await work()
            except passing as error:
                if self.stopping.is_set():
                    raise asyncio.CancelledError from error
                self.outage = type(error).__name__
                log.warning("waiting for an outage to pass", error=error, pause=round(pause, 2))
                await asyncio.sleep(pause * random.uniform(0.5, 1.0))
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                self.outage = None
                return done

    async def once(self, arrivals: list[Arrival], offsets: Places) -> None:
        """Open the messages, then decide and write them in one transaction."""
        batch = self.new_batch()
        keys = await self.opening.open(arrivals)
        failures = [item.failure for item in arrivals]
        try:
            batch.outcome.transaction = time.time_ns()
            async with self.pool.acquire() as connection, connection.transaction():
                batch.writes.offsets = dict(offsets)
                await batch.run(connection, arrivals, keys)
        except BaseException:
            for item, failure in zip(arrivals, failures, strict=True):
                item.failure = failure  # what this attempt found wrong is to be found again by the next
            raise
        if batch.writes.outbox:
            self.wake_relay()
        batch.outcome.tell(len(arrivals))

    async def show_offsets(self) -> None:
        """Tell Kafka about once a second how far this group is, for whoever watches the lag; ours are the truth."""
        while True:
            await asyncio.sleep(1)
            for subscriber in self.subscribers:
                if subscriber.consumer and (mine := self.next_offsets(subscriber.consumer)):
                    try:
                        await subscriber.consumer.commit(mine)
                    except KafkaError as error:
                        log.warning("offsets not shown", error=error)

    def next_offsets(self, consumer: AIOKafkaConsumer) -> dict[TopicPartition, int]:
        """The next offset to handle of each partition that a consumer has."""
        own = {p: self.handled.get((p.topic, p.partition)) for p in consumer.assignment()}
        return {partition: offset for partition, offset in own.items() if offset is not None}

    async def behind(self, watcher: AIOKafkaConsumer) -> dict[TopicPartition, int]:
        """How many records the real end of each assigned partition is ahead of what was handled.

        The ends are asked over a connection of their own: on a subscriber's they would queue behind its long poll.

        Raises:
            KafkaError: Kafka does not answer.
        """
        handled: dict[TopicPartition, int] = {}
        for subscriber in self.subscribers:
            if subscriber.consumer is None:
                raise KafkaError("not connected")
            handled |= self.next_offsets(subscriber.consumer)
        ends = await watcher.end_offsets(list(handled)) if handled else {}
        behind = {partition: max(0, end - handled[partition]) for partition, end in ends.items()}
        kept = {partition for partition in behind if partition.topic in self.closed or partition.topic in self.pauses}
        self.left = sum(records for partition, records in behind.items() if partition not in kept)
        if not self.left:
            self.progress = time.monotonic()
        return behind

    def waiting(self, partitions: Collection[TopicPartition]) -> dict[TopicPartition, int]:
        """The next offset to handle of each of these partitions."""
        return {one: self.handled[one.topic, one.partition] for one in partitions}

    def assigned(self) -> bool:
        """Whether every subscriber has its share of the partitions."""
        return bool(self.subscribers) and len(self.joined) == len(self.subscribers)

    def stalled(self) -> bool:
        """Whether something is left to handle, and nothing has been for a while: whoever reads is not reading."""
        return time.monotonic() - self.progress > STALLED_SECONDS


class SeekToStored(ConsumerRebalanceListener):  # type: ignore[misc]
    """On assignment, go on where the database says."""

    def __init__(self, owner: Consumer, topics: Sequence[str]) -> None:
        self.owner = owner
        self.topics = topics
        self.subscriber: Any = None

    async def on_partitions_assigned(self, assigned: Sequence[TopicPartition]) -> None:
        """Seek every partition to its stored offset. Until then nothing is read: it would be handled twice."""
        consumer, pauses = self.subscriber.consumer, self.owner.pauses
        pauses.wait_for(consumer, assigned)
        stored = await self.offsets()
        found = {one: stored.get((one.topic, one.partition), 0) for one in assigned}
        self.owner.handled |= {(one.topic, one.partition): offset for one, offset in found.items()}
        pauses.place(consumer, assigned, found)
        self.owner.joined.add(self)

    async def offsets(self) -> dict[tuple[str, int], int]:
        """The stored offsets; waited for while the database is down."""
        while True:
            try:
                async with self.owner.pool.acquire() as connection:
                    return await store.consumed(connection, list(self.topics))
            except TRANSIENT as error:
                log.warning("waiting for the stored offsets", error=error)
                await asyncio.sleep(0.5)

    async def on_partitions_revoked(self, _revoked: Sequence[TopicPartition]) -> None:
        """Whoever is assigned next seeks."""
        self.owner.joined.discard(self)

"""The relay: publishes the outbox in order per stream, and deletes what Kafka acknowledged.

One leader at a time holds an advisory lock. A crash between acknowledgement and deletion publishes again: consumers
know duplicates by their marks.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import asyncpg
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from services.chassis import answers, metrics, restored, store, tracing
from services.chassis.consumer import TRANSIENT
from services.chassis.decider import Pool
from services.chassis.envelopes import HEADERS
from services.chassis.log import logger
from services.chassis.spans import SPANS, Kind, Span, messaging
from services.chassis.tracing import Trace

log = logger("relay")

LEADER = 0x656B63
"""The advisory lock of the leading relay ("ekc")."""
ROWS = 2_000
POLL = 1.0
"""Seconds between looks at the outbox when nothing wakes the relay."""

PENDING = """
SELECT id, topic, key, value FROM outbox
WHERE refused IS NULL AND key NOT IN (SELECT key FROM outbox WHERE refused IS NOT NULL) ORDER BY id LIMIT $1
"""


class Delivered(NamedTuple):
    """What became of rows of the outbox."""

    done: list[int]
    """Those that may be deleted."""
    refused: dict[int, str]
    """Those that are refused for good, and why."""
    reached: Mapping[tuple[str, int], int] = {}
    """The offset behind the last of them, for each partition of Kafka's topics."""
    begun: Mapping[tuple[str, int], int] = {}
    """The offset of the first of them."""


class Destination(Protocol):
    """Where rows of the outbox go."""

    async def deliver(self, rows: Sequence[asyncpg.Record]) -> Delivered:
        """Deliver rows in order per key."""
        ...


class WentBack(Exception):
    """A topic lost records that it had acknowledged. Started again, the part sees what it lost (`restored.py`)."""


class ToKafka:
    """Publishes to Kafka, with every replica's acknowledgement."""

    def __init__(self, producer: AIOKafkaProducer) -> None:
        self.producer = producer

    async def deliver(self, rows: Sequence[asyncpg.Record]) -> Delivered:
        """See `Destination`. After a failure the later rows of the same key stay: they must not overtake."""
        away: dict[str, KafkaError] = {}
        began = time.time_ns()
        results = await asyncio.gather(*[await self.send(row, away) for row in rows], return_exceptions=True)
        sent: dict[str, int] = defaultdict(int)
        traces: list[tuple[str, Trace]] = []
        done: list[int] = []
        refused: dict[int, str] = {}
        offsets: dict[tuple[str, int], list[int]] = defaultdict(list)
        stopped: set[str] = set()
        for row, result in zip(rows, results, strict=True):
            if row[2] in stopped:
                continue
            if not isinstance(result, BaseException):
                done.append(row[0])
                sent[row[1]] += 1
                answers.note(row[1], row[3])
                traces += [(row[1], trace)] if (trace := tracing.written(row[3])) else []
                offsets[result.topic, result.partition].append(result.offset)
                continue
            metrics.sent({row[1]: 1}, type(result).__name__)
            stopped.add(row[2])
            if isinstance(result, MessageSizeTooLargeError):
                refused[row[0]] = type(result).__name__
        metrics.sent(sent)
        for topic, trace in traces:
            SPANS.add(published(topic, trace.child(), began))
        # Of a repetition Kafka may not know the place any more: the client counts those of its batch from -1 on.
        known = {place: found for place, found in offsets.items() if min(found) >= 0}
        begun, reached = {place: found[0] for place, found in known.items()}, {one: known[one][-1] + 1 for one in known}
        return Delivered(done, refused, reached, begun)

    async def send(self, row: asyncpg.Record, away: dict[str, KafkaError]) -> asyncio.Future[Any]:
        """Hand a row to the producer, which says at once of some that Kafka would not take them.

        A topic that is `away` (removed, or closed to this part) is asked for once: each asking takes its time, and the
        rows of the others are not to wait for it.
        """
        try:
            if row[1] in away:
                raise away[row[1]]
            acknowledged: asyncio.Future[Any] = await self.producer.send(
                row[1], row[3], key=row[2].encode(), headers=HEADERS
            )
        except KafkaError as error:
            if not isinstance(error, MessageSizeTooLargeError):
                away[row[1]] = error
            acknowledged = asyncio.get_running_loop().create_future()
            acknowledged.set_exception(error)
        return acknowledged


def published(topic: str, trace: Trace, began: int) -> Span:
    """A message was acknowledged by Kafka, since a moment."""
    said = {**messaging(topic), "messaging.operation.type": "send"}
    return Span(f"send {topic}", Kind.PRODUCER, trace, began, time.time_ns(), said)


class Relay:
    """Moves rows from the outbox to their destination."""

    def __init__(self, pool: Pool, destination: Destination, own: Collection[str] = ()) -> None:
        self.pool = pool
        self.destination = destination
        self.own = own
        """The topics that are compared at each start (`restored.py`)."""
        self.reached: Mapping[tuple[str, int], int] = {}
        """How far these were published, whoever did it."""
        self.wake = asyncio.Event()
        self.leading = False
        self.stopping = False
        self.last_batch = 0.0

    def stop(self, within: float) -> None:
        """End once the outbox is empty, and begin no batch after so many seconds.

        A batch that has begun is finished: what is cut off between acknowledgement and deletion is published again.
        """
        self.stopping = True
        self.last_batch = time.monotonic() + within
        self.wake.set()

    async def run(self) -> None:
        """Lead when nobody else does, until stopped or cancelled."""
        while not self.stopping:
            try:
                async with self.pool.acquire() as connection:
                    await self.lead(connection)
            except (*TRANSIENT, KafkaError) as error:
                log.warning("relay pauses", error=error)
            finally:
                self.leading = False
            if not self.stopping:
                await asyncio.sleep(0.5)

    async def lead(self, connection: Any) -> None:
        """Hold the lock and work for as long as the connection lasts."""
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LEADER):
            return
        self.leading = True
        noted = await restored.reached(connection)
        self.reached = {place: offset for place, offset in noted.items() if place.topic in self.own}
        try:
            while True:
                self.wake.clear()
                published = await self.drain(connection)
                if self.stopping and (not published or time.monotonic() > self.last_batch):
                    return
                if not published:
                    await self.wait()
        finally:
            if not connection.is_closed():
                await asyncio.shield(connection.execute("SELECT pg_advisory_unlock($1)", LEADER))

    async def wait(self) -> None:
        """Until somebody wrote rows here, or it is time to look for rows of others."""
        try:
            async with asyncio.timeout(POLL):
                await self.wake.wait()
        except TimeoutError:
            return

    async def drain(self, connection: Any) -> int:
        """Deliver one batch; how many rows went out.

        Raises:
            WentBack: nothing more is to be written behind what a topic lost.
        """
        rows = await connection.fetch(PENDING, ROWS)
        if not rows:
            return 0
        done, refused, reached, begun = await self.destination.deliver(rows)
        self.follow(begun, reached)
        if done:
            places = [(*partition, offset) for partition, offset in sorted(reached.items())]
            await connection.execute(store.PUBLISHED, done, *store.columns(places, 3))
        for row, why in refused.items():
            log.error("outbox row refused for good; its stream stands still", row=row, why=why)
            await connection.execute("UPDATE outbox SET refused = $2 WHERE id = $1", row, why)
        if len(done) < len(rows):
            log.warning("not everything was acknowledged", sent=len(rows), acknowledged=len(done))
            await asyncio.sleep(0.2)
        metrics.PUBLISHED.inc(len(done))
        return len(done)

    def follow(self, begun: Mapping[tuple[str, int], int], reached: Mapping[tuple[str, int], int]) -> None:
        """Remember how far the own topics are.

        Raises:
            WentBack: one is shorter than it was.
        """
        for place, offset in begun.items():
            if offset < self.reached.get(place, 0):
                log.error("a topic lost what it had acknowledged: starting again, to compare", topic=place[0])
                raise WentBack
        self.reached = {**self.reached, **{place: offset for place, offset in reached.items() if place[0] in self.own}}

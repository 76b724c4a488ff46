"""The desk's read model made anew from everybody's events, beside the one in use, and put in its place.

It goes through the very path by which events come to the desk, into tables of its own: no notice is sent, nothing is
published, and whatever is asked meanwhile is answered from the tables in use. All of it is one read model: cases,
people, matters and notices are numbered by the timeline, so none of them is rebuilt alone.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition
from pydantic import SecretStr

from contracts.base import Event, Message
from contracts.catalogue import MESSAGES
from contracts.deciding import Given, WorkingDays
from contracts.operations import CommandRefused, CommandRejected
from contracts.topics import PARTITIONS, SERVICES, events
from services.chassis import store, tls
from services.chassis.batch import Batch
from services.chassis.consumer import Consumer
from services.chassis.dead_letters import DeadLetters
from services.chassis.decider import Connection, Pool, Service
from services.chassis.deciding import Decisions
from services.chassis.envelopes import Arrival, Record
from services.chassis.opening import Opening
from services.chassis.sealing import Keys
from services.chassis.settings import DatabaseSettings, Settings
from services.desk.app import SERVICE
from services.desk.commands.deliveries import CASES, Seen
from services.desk.operations import beside

PART = "rebuild"
NEAR_RECORDS = 500
"""When so few are left, the rest is read while nobody writes."""
OUT_SECONDS = 10.0
TRIES = 5
TOPICS = tuple(map(events, SERVICES))
UNPUBLISHED = "SELECT count(*) FROM outbox WHERE topic = $1 AND refused IS NULL"
STANDING = """
SELECT count(*) FROM streams WHERE parked IS NOT NULL OR id IN (SELECT stream FROM to_adopt)
"""

type Places = dict[tuple[str, int], int]
"""(topic, partition) -> the offset up to which it is read."""


class Unfit(Exception):
    """The read model cannot be rebuilt now; the one in use stays. The text says why."""


def nothing_follows(_state: Seen, _message: Message, _given: Given) -> Sequence[Event]:
    """What happened is written down, and no more."""
    return ()


ANSWERS: frozenset[type[Message]] = frozenset({CommandRefused, CommandRejected})
HAPPENED: frozenset[type[Message]] = frozenset(kind for kind in MESSAGES.values() if issubclass(kind, Event))
REBUILD = Service(
    name=PART,
    deciders=(replace(CASES, decide=nothing_follows, handles=HAPPENED | ANSWERS),),
    listens_to=SERVICES,
    project=SERVICE.project,
    unseals=False,
)
"""The desk as one that has said nothing itself: what it said comes back to it as everybody's events do."""


class NoKeys:
    """No key is needed: what is personal stays sealed."""

    async def open(self, _subjects: Collection[str]) -> Keys:
        """None."""
        return {}

    async def create(self, _subjects: Collection[str]) -> Keys:
        """None."""
        return {}

    def forget(self, _subjects: Collection[str]) -> None:
        """There is nothing."""


class NoLetters(DeadLetters):
    """What cannot be taken in ends the rebuilding: nothing is left out in silence."""

    async def add(self, _batch: Any, arrival: Arrival, _state: Any) -> None:
        """End.

        Raises:
            Unfit: with what it was, never what it says.
        """
        why = arrival.failure.reason if arrival.failure else "failed"
        raise Unfit(f"{arrival.topic}/{arrival.partition}/{arrival.offset} cannot be taken in: {why}.")


@dataclass
class Rebuilding:
    """One rebuilding: what it reads, where it writes."""

    owner: Connection
    """As the owner of the tables."""
    pool: Pool
    """Connections that see the tables beside, and none in use."""
    kafka: AIOKafkaConsumer
    settings: Settings
    tell: Callable[[int], None]
    """Hears how many records were taken in."""
    only: str | None = None
    """Only this case: to look at, never to be put in place."""

    def __post_init__(self) -> None:
        """Wire a message path as the desk's own."""
        keys = NoKeys()
        opening = Opening(REBUILD, self.settings, keys)
        decisions = Decisions(REBUILD, self.settings, {}, WorkingDays(frozenset()))
        letters = NoLetters(PART, self.settings, keys)
        self.path = Consumer(self.pool, opening, lambda: Batch(REBUILD, decisions, opening, letters), lambda: None)
        self.done = 0

    async def catch_up(self) -> None:
        """Read all that the desk has read, again and again, until little is left."""
        while await self.read(await self.had()) > NEAR_RECORDS:
            continue

    async def had(self) -> Places:
        """How far the desk in use is."""
        return await store.consumed(self.owner, TOPICS)

    async def read(self, until: Places) -> int:
        """Take in what is before these offsets; how many records that were.

        Raises:
            Unfit: one of them cannot be taken in.
        """
        async with self.pool.acquire() as connection:
            mine = await store.consumed(connection, TOPICS)
        wanted = {place: end for place, end in until.items() if mine.get(place, 0) < end}
        self.kafka.assign([TopicPartition(*place) for place in wanted])
        for place in wanted:
            self.kafka.seek(TopicPartition(*place), mine.get(place, 0))
        before = self.done
        while wanted:
            polled = await self.kafka.getmany(timeout_ms=500, max_records=self.settings.batch_records)
            records = [one for some in polled.values() for one in some if self.counts(one, until)]
            if records:
                await self.path.attempt(records)
                self.done += len(records)
                self.tell(self.done)
            for partition in polled:
                place = (partition.topic, partition.partition)
                if place in wanted and await self.kafka.position(partition) >= wanted[place]:
                    del wanted[place]
                    self.kafka.pause(partition)
        return self.done - before

    def counts(self, record: Record, until: Places) -> bool:
        """Whether a record is to be taken in."""
        if record.offset >= until[record.topic, record.partition]:
            return False
        return self.only is None or record.key == self.only.encode()

    async def put_in_place(self, role: str) -> None:
        """While nobody writes: read the rest, and swap. Whoever asks meanwhile waits a moment.

        Raises:
            Unfit: somebody uses the tables for too long, again and again; or cases stand still at the desk.
            TimeoutError: the desk does not get rid of what it said itself.
        """
        for _ in range(TRIES):
            try:
                async with beside.closed(self.owner):
                    await self.published()
                    own = [TopicPartition(events("desk"), number) for number in range(PARTITIONS)]
                    ends: Mapping[TopicPartition, int] = await self.kafka.end_offsets(own)
                    said = {(partition.topic, partition.partition): end for partition, end in ends.items()}
                    await self.read({**await self.had(), **said})
                    await self.check_nothing_waits()
                    await beside.swap(self.owner, role)
            except (asyncpg.DeadlockDetectedError, asyncpg.LockNotAvailableError):
                continue
            else:
                return
        raise Unfit("The tables are used all the time: try it in a quieter hour.")

    async def check_nothing_waits(self) -> None:
        """What waits behind a message that failed, or behind what a restored desk takes over, is in what was rebuilt:
        handled afterwards it would be there twice.

        Raises:
            Unfit: something does.
        """
        if standing := await self.owner.fetchval(STANDING):
            how = "replay their dead letters first, or wait until it has taken over what it had said"
            raise Unfit(f"{standing} cases stand still at the desk: {how}.")

    async def published(self) -> None:
        """Wait until all that the desk said itself is on its topic: it comes from there."""
        async with asyncio.timeout(OUT_SECONDS):
            while await self.owner.fetchval(UNPUBLISHED, events("desk")):  # noqa: ASYNC110 the desk's relay does it
                await asyncio.sleep(0.1)


@asynccontextmanager
async def rebuilding(
    database: DatabaseSettings,
    kafka: Mapping[str, Any],
    settings: Settings,
    tell: Callable[[int], None],
    only: str | None = None,
) -> AsyncIterator[Rebuilding]:
    """One rebuilding with its connections; whatever happens, nothing is left beside.

    Raises:
        beside.AnotherRebuilds: somebody else rebuilds now.
        OSError, asyncpg errors, KafkaError: something cannot be reached.
    """
    url, context = database.database_url.get_secret_value(), tls.database(database)
    owner = await asyncpg.connect(url, ssl=context)
    reader = AIOKafkaConsumer(**kafka, enable_auto_commit=False)
    try:
        async with beside.alone(owner):
            await reader.start()
            where = {"search_path": beside.SCHEMA}
            async with asyncpg.create_pool(url, ssl=context, min_size=1, max_size=2, server_settings=where) as pool:
                yield Rebuilding(owner, pool, reader, settings, tell, only)
    finally:
        await reader.stop()
        await owner.close()


def reading(organisation: str, environment: str) -> Settings:
    """What the message path is told: whose events count. It publishes nothing, and seals nothing."""
    known: Any = {"organisation": organisation} if organisation else {}
    return Settings(part=PART, environment=environment, mint_key=SecretStr("00" * 32), **known)

"""Kafka to PostgreSQL: the project's path, a bare loop that writes the same rows, and one message at a time by ORM."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from statistics import median
from typing import Any
from uuid import uuid4

import asyncpg
from aiokafka import AIOKafkaConsumer
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from pydantic_core import from_json
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.envelope import Envelope
from services.chassis import kafka
from services.chassis.app import calendar
from services.chassis.batch import Batch
from services.chassis.consumer import Consumer
from services.chassis.dead_letters import DeadLetters
from services.chassis.decider import Connection
from services.chassis.deciding import Decisions
from services.chassis.envelopes import Record
from services.chassis.keyring import HttpKeyring, Keyring
from services.chassis.opening import Opening
from services.chassis.settings import Settings
from services.chassis.spans import SPANS
from services.coordination.app import SERVICE
from tests.bench import cases
from tests.bench.orm import EventRow, InboxRow, OutboxRow, StreamRow

BATCH = 500
ROUNDS = 3
ONE_BY_ONE = 400
"""Messages that the one-by-one baseline handles: it is slow."""

EVENTS = 2
"""Events that one invitation causes: the invitation, and the notice of it."""
SIZES = {"envelope": 920, "state": 2_140}
"""Bytes of the rows, as the project's path writes them: `ours` looks whether that is still so."""
NEARLY = 0.05
"""So much of a size may differ."""
WRITTEN = """
SELECT (SELECT avg(length(envelope)) FROM event_log) AS envelope, (SELECT avg(length(state)) FROM streams) AS state
"""

type Preparing = Callable[[Connection], Coroutine[Any, Any, None]]
type Measured = Callable[[Settings], Awaitable[float]]
"""Handles the topic's records into a fresh database; messages a second."""


async def ours(settings: Settings, keyring: Keyring | None = None, prepare: Preparing | None = None) -> float:
    """The project's path, with cold keys over HTTP or another keyring; connections can be prepared."""
    pool = await asyncpg.create_pool(settings.database_url.get_secret_value(), min_size=2, max_size=4, init=prepare)
    cold = HttpKeyring(settings)
    keyring = keyring or cold
    opening = Opening(SERVICE, settings, keyring)
    decisions = Decisions(SERVICE, settings, {}, calendar())
    letters = DeadLetters(SERVICE.name, settings, keyring)
    done = Progress(cases.CASES)
    consumer = Consumer(pool, opening, lambda: Batch(SERVICE, decisions, opening, letters), lambda: None)
    handle = consumer.handle

    async def counted(records: Sequence[Record]) -> None:
        done.begin()
        await handle(records)
        done.add(len(records))

    consumer.handle = counted  # type: ignore[method-assign]
    broker = kafka.broker(settings)
    consumer.subscribe(broker, f"ekc.coordination.bench-{uuid4()}", [cases.TOPIC], BATCH)
    await broker.start()
    rate = await done.rate()
    await broker.stop()
    await cold.close()
    written = await pool.fetchval("SELECT count(*) FROM event_log")
    if written != EVENTS * cases.CASES:
        raise AssertionError(f"{written} events for {cases.CASES} messages")
    if not SPANS.on:  # some rows have a trace too
        (sizes,) = await pool.fetch(WRITTEN)
        check_sizes(dict(sizes))
    await pool.close()
    return rate


def check_sizes(written: Mapping[str, Any]) -> None:
    """The bare loop writes rows of the size that ours writes.

    Raises:
        AssertionError: it does not.
    """
    wrong = {name: float(size) for name, size in written.items() if abs(float(size) / SIZES[name] - 1) > NEARLY}
    if wrong:
        raise AssertionError(f"rows have other sizes by now: {wrong}, not {SIZES}")


class Progress:
    """Counts messages, from the first batch to the last."""

    def __init__(self, expected: int) -> None:
        self.expected = expected
        self.count = 0
        self.began = 0.0
        self.finished = asyncio.Event()

    def begin(self) -> None:
        """The first batch is there."""
        self.began = self.began or time.perf_counter()

    def add(self, number: int) -> None:
        """So many more are handled."""
        self.count += number
        if self.count >= self.expected:
            self.seconds = time.perf_counter() - self.began
            self.finished.set()

    async def rate(self) -> float:
        """Messages a second, when all are handled."""
        async with asyncio.timeout(120):
            await self.finished.wait()
        return self.expected / self.seconds


async def bare(settings: Settings) -> float:
    """aiokafka in batches, asyncpg with `unnest`: rows of the same number and size, nothing decided or encrypted."""
    connection = await asyncpg.connect(settings.database_url.get_secret_value())
    consumer = AIOKafkaConsumer(
        cases.TOPIC,
        **kafka.client(settings),
        group_id=f"ekc.coordination.bench-{uuid4()}",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    await consumer.start()
    done = Progress(cases.CASES)
    while not done.finished.is_set():
        polled = await consumer.getmany(timeout_ms=1000, max_records=BATCH)
        records = [record for some in polled.values() for record in some]
        if not records:
            continue
        done.begin()
        async with connection.transaction():
            await write_same_rows(connection, [from_json(record.value) for record in records])
        await consumer.commit()
        done.add(len(records))
    await consumer.stop()
    await connection.close()
    return await done.rate()


async def write_same_rows(connection: asyncpg.Connection, events: list[dict[str, str]]) -> None:
    """One inbox row, two events, one state, two outbox rows for each message, and the offset."""
    streams = [event["subject"] for event in events]
    twice = [stream for stream in streams for _ in range(EVENTS)]
    envelopes = [os.urandom(SIZES["envelope"])] * len(twice)
    states = [os.urandom(SIZES["state"])] * len(streams)
    numbers = [1000 + number for _ in streams for number in range(EVENTS)]
    await connection.execute(
        "INSERT INTO inbox (source, id, digest) SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[]) "
        "ON CONFLICT DO NOTHING",
        [event["source"] for event in events],
        [event["id"] for event in events],
        [b"0" * 16] * len(events),
    )
    await connection.execute(
        "INSERT INTO event_log SELECT * FROM unnest($1::text[], $2::bigint[], $2::bigint[], $3::bytea[])",
        twice,
        numbers,
        envelopes,
    )
    await connection.execute(
        "UPDATE streams SET position = 1001, sequence = 1001, state = n.state "
        "FROM unnest($1::text[], $2::bytea[]) AS n (id, state) WHERE streams.id = n.id",
        streams,
        states,
    )
    await connection.execute(
        "INSERT INTO outbox (topic, key, value) SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[])",
        ["ekc.coordination.events"] * len(twice),
        twice,
        envelopes,
    )
    await connection.execute(
        "INSERT INTO consumed VALUES ($1, 0, $2) ON CONFLICT (topic, partition) DO UPDATE SET next_offset = $2",
        cases.TOPIC,
        len(events),
    )


async def idiomatic(settings: Settings) -> float:
    """FastStream one by one with the SQLModel ORM, committing each: as its own documentation shows it."""
    url = settings.database_url.get_secret_value().replace("postgresql://", "postgresql+asyncpg://", 1)
    engine = create_async_engine(url)
    broker = KafkaBroker(settings.kafka_bootstrap, security=kafka.security(settings), logger=None)
    done = Progress(ONE_BY_ONE)

    @broker.subscriber(
        cases.TOPIC,
        group_id=f"ekc.coordination.bench-{uuid4()}",
        auto_offset_reset="earliest",
        ack_policy=AckPolicy.NACK_ON_ERROR,
    )
    async def handle(event: Envelope) -> None:
        if done.finished.is_set():
            return
        done.begin()
        async with AsyncSession(engine, expire_on_commit=False) as session:
            session.add(InboxRow(source=event.source, id=event.id, digest=b"0" * 16))
            stream = (await session.exec(select(StreamRow).where(StreamRow.id == event.subject))).one()
            stream.position, stream.sequence, stream.state = 1001, 1001, os.urandom(SIZES["state"])
            for number in range(EVENTS):
                value = os.urandom(SIZES["envelope"])
                session.add(EventRow(stream=stream.id, position=1000 + number, sequence=1000 + number, envelope=value))
                session.add(OutboxRow(topic="ekc.coordination.events", key=stream.id, value=value))
            await session.commit()
        done.add(1)

    await broker.start()
    rate = await done.rate()
    await broker.stop()
    await engine.dispose()
    return rate


async def measure(databases: cases.Databases, settings: Callable[[str], Settings]) -> dict[str, float]:
    """Interleaved rounds of the three; the medians, in messages a second."""
    contenders: dict[str, Measured] = {"bare": bare, "ours": ours, "idiomatic": idiomatic}
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, contender in contenders.items():
            url = await databases.fresh()
            rates[name].append(await contender(settings(url)))
            await databases.drop(url)
    return {name: median(found) for name, found in rates.items()}

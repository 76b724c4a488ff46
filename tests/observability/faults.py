"""Faults: each is brought about when its block begins, and taken away when it ends.

Most are what a defect or an operator's mistake would leave: rows, records, locks, written by the administrator. What
parts and servers make of them is real.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
from confluent_kafka import Producer
from pydantic_core import to_json
from temporalio.client import Client

from contracts.process import Due
from contracts.topics import commands, events, inbound
from deploy.local import Platform
from deploy.local.demo import desk as demo
from services.chassis.envelopes import write
from services.chassis.relay import LEADER
from services.chassis.settings import Settings
from services.desk.agencies.register import Register, changed
from services.desk.cli.client import Desk
from tests.bench.agency import FLOODING, Agency
from workflows import schedule
from workflows.asking import publication
from workflows.progress import Asked
from workflows.settings import TASK_QUEUE

type Connection = asyncpg.Connection[asyncpg.Record]
type Fault = Callable[[Platform], AbstractAsyncContextManager[None]]


@dataclass(frozen=True)
class Provoked:
    """A fault, and the alerts that it brings about, each with labels that tell it from others."""

    fault: Fault
    alerts: Mapping[str, Mapping[str, str]]


@asynccontextmanager
async def database(platform: Platform, name: str) -> AsyncIterator[Connection]:
    """A database as its administrator has it."""
    connection = await asyncpg.connect(platform.admin_url(name))
    try:
        yield connection
    finally:
        await connection.close()


def rows(name: str, insert: str, remove: str) -> Fault:
    """A row that is written, and removed again; `$1` is an id that nobody else has."""

    @asynccontextmanager
    async def fault(platform: Platform) -> AsyncIterator[None]:
        own = str(uuid4())
        async with database(platform, name) as connection:
            await connection.execute(insert, own)
            try:
                yield
            finally:
                await connection.execute(remove, own)

    return fault


def locked(name: str, table: str) -> Fault:
    """A table that nobody can read or write."""

    @asynccontextmanager
    async def fault(platform: Platform) -> AsyncIterator[None]:
        async with database(platform, name) as connection, connection.transaction():
            await connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            yield

    return fault


refused_row = rows(
    "plan",
    f"INSERT INTO outbox (topic, key, value) VALUES ('{events('plan')}', $1, convert_to(repeat('x', 3000000), 'UTF8'))",
    "DELETE FROM outbox WHERE key = $1",
)
"""What Kafka does not take, however often."""
parked_stream = rows(
    "plan",
    "INSERT INTO streams (id, parked) VALUES ($1, 'behind a message that failed')",
    "DELETE FROM streams WHERE id = $1",
)
held_message = rows(
    "coordination",
    'INSERT INTO held (stream, why, topic, partition, "offset", accepted, value) '
    f"VALUES ($1, 'gap', '{events('referral')}', 0, 0, now(), '')",
    "DELETE FROM held WHERE stream = $1",
)
lost_key = rows(
    "keyring",
    "INSERT INTO data_keys (subject, version, epoch, wrapped) VALUES ($1, 1, -1, '')",
    "DELETE FROM data_keys WHERE subject = $1",
)
"""A key of an epoch that is over, as in a keyring that was restored from before a renewal."""
open_epoch = rows(
    "keyring",
    "INSERT INTO tombstones (subject, epoch, erased) VALUES ($1, 1000, now() - interval '30 minutes')",
    "DELETE FROM tombstones WHERE subject = $1",
)
"""Somebody who was deleted in an epoch that is not over."""
stuck_erasure = rows(
    "privacy",
    "INSERT INTO erasures (request, case_id, whole, ground, subjects, requested, confirm_by, step, noted) "
    "VALUES ($1, $1, true, 'request', '{}', now(), now() - interval '1 day', 'stuck', now() - interval '1 hour')",
    "DELETE FROM erasures WHERE request = $1",
)


@asynccontextmanager
async def nobody_publishes(platform: Platform) -> AsyncIterator[None]:
    """Somebody else has the lock of coordination's relay, and a row waits."""
    own = str(uuid4())
    async with database(platform, "coordination") as holder, database(platform, "coordination") as connection:
        taking = asyncio.create_task(holder.execute("SELECT pg_advisory_lock($1)", LEADER))
        while not taking.done():
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = $1 "
                "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
                LEADER,
            )
            await asyncio.sleep(0.1)
        waiting = "INSERT INTO outbox (topic, key, value) VALUES ($1, $2, '')"
        await connection.execute(waiting, events("coordination"), own)
        try:
            yield
        finally:
            await connection.execute("DELETE FROM outbox WHERE key = $1", own)


@asynccontextmanager
async def rubbish(platform: Platform) -> AsyncIterator[None]:
    """Commands that cannot be read; then an operator discards them."""
    producer = Producer(platform.kafka_settings("desk"))
    for _ in range(25):
        producer.produce(commands("plan"), b"rubbish")
    await asyncio.to_thread(producer.flush, 30)
    try:
        yield
    finally:
        await asyncio.to_thread(discard, platform, commands("plan"))


@asynccontextmanager
async def closed_topic(platform: Platform) -> AsyncIterator[None]:
    """More messages of an agency fail than were agreed; then an operator discards them."""
    register = Register(platform.layout.agencies)
    agreed = register.one(FLOODING)
    register.put(FLOODING, changed(agreed, dead_letters=3))
    agency, producer = Agency.of(platform, FLOODING), Producer(platform.kafka_settings(FLOODING))
    try:
        for _ in range(30):
            producer.produce(inbound(FLOODING), to_json(agency.event(reasons=[])))
            await asyncio.to_thread(producer.flush, 30)
            await asyncio.sleep(0.1)
        yield
    finally:
        register.put(FLOODING, agreed)
        await asyncio.to_thread(discard, platform, inbound(FLOODING))


@asynccontextmanager
async def overdue_step(platform: Platform) -> AsyncIterator[None]:
    """A case of which a step was due an hour ago, and nobody heard of it."""
    late = datetime.now(UTC) - timedelta(hours=1)
    step = [{"what": Due.ESCALATE_CONTACT, "at": late, "rule": "R10", "whose": "regional-manager"}]
    standing = {"phase": "intake", "since": late, "held": [], "considering": [], "agenda": step, "search_agenda": []}
    case = str(uuid4())
    async with database(platform, "desk") as connection:
        await connection.execute(
            "INSERT INTO cases (id, region, opened, latest, story, whose, standing) "
            "VALUES ($1, 'noord', $2, $3, false, 'regional-manager', $4::jsonb)",
            case,
            late,
            late - timedelta(hours=1),
            to_json(standing).decode(),
        )
        try:
            yield
        finally:
            await connection.execute("DELETE FROM cases WHERE id = $1", case)


async def ask_for_steps(platform: Platform, at: datetime, steps: int = 5) -> None:
    """Ask for what was due at a moment, of cases that nobody knows: it is refused, and everybody hears it."""
    source = Settings(part="workflows", environment="development").source()
    producer = Producer(platform.kafka_settings("workflows"))
    for _ in range(steps):
        case, now = str(uuid4()), datetime.now(UTC)
        asked = Asked(what=Due.ESCALATE_INTAKE, case=case, round=1, at=at, time=now, count=1)
        topic, envelope = publication(asked, source)
        producer.produce(topic, write(envelope), key=case)
    await asyncio.to_thread(producer.flush, 30)


@asynccontextmanager
async def unsigned_rows(platform: Platform) -> AsyncIterator[None]:
    """The keys that sign the access log cannot be read, and something happens."""
    file = platform.environments.secrets.checkpoint_keys()
    away = file.rename(file.with_suffix(".away"))
    await ask_for_steps(platform, datetime.now(UTC))
    try:
        yield
    finally:
        away.rename(file)


@asynccontextmanager
async def locked_access_log(platform: Platform) -> AsyncIterator[None]:
    """Privacy cannot write down how far it is, and something happens."""
    async with locked("privacy", "consumed")(platform):
        await ask_for_steps(platform, datetime.now(UTC))
        yield


@asynccontextmanager
async def unknown_workflow(platform: Platform) -> AsyncIterator[None]:
    """A workflow that no worker knows, as after a release that was taken back."""
    client = await Client.connect(platform.temporal_address())
    handle = await client.start_workflow("NobodyKnowsIt", id=f"unknown-{uuid4()}", task_queue=TASK_QUEUE)
    try:
        yield
    finally:
        await handle.terminate()


@asynccontextmanager
async def no_day(platform: Platform) -> AsyncIterator[None]:
    """No day began since the platform did; then the schedule is triggered."""
    yield
    client = await Client.connect(platform.temporal_address())
    await client.get_schedule_handle(schedule.SCHEDULE).trigger()


@asynccontextmanager
async def failing_figures(platform: Platform) -> AsyncIterator[None]:
    """A table of the desk is not there, and staff ask for what is in it."""
    desk = demo.Desk(platform.environment("desk")["EKC_DESK_URL"], platform.desk_token("region-lead"))
    async with database(platform, "desk") as connection:
        await connection.execute("ALTER TABLE figures RENAME TO figures_away")
        asking = asyncio.create_task(ask(desk))
        try:
            yield
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            await desk.http.aclose()
            await connection.execute("ALTER TABLE figures_away RENAME TO figures")


async def ask(desk: demo.Desk) -> None:
    """Ask for figures, again and again."""
    quarter = f"{datetime.now(UTC).year - 1}-Q1"
    while True:
        await desk.http.get("/figures", params={"region": "noord", "from": quarter, "to": quarter})
        await asyncio.sleep(0.3)


def discard(platform: Platform, topic: str) -> None:
    """Let go of the dead letters of a topic, as an operator."""
    desk = Desk.at(platform.environment("desk")["EKC_DESK_URL"], platform.desk_token("operator"))
    try:
        desk.discard(topic)
    finally:
        desk.close()

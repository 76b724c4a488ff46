"""Every message with a canary in each personal field, through every door, also broken and with parts killed: promise 3.

What becomes of them does not matter: most are refused, held, or end as dead letters. None of it may lie anywhere.
"""

import asyncio
from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import pytest
from confluent_kafka import Producer
from pydantic_core import to_json
from temporalio.client import Client

from contracts.base import Command, Event, Fact, Inbound
from contracts.roles import ROLES
from contracts.samples import attributes, speaker
from contracts.topics import SERVICES, events
from deploy.local import Platform
from deploy.local.demo.agencies import Agencies
from deploy.local.demo.quiet import Quiet
from deploy.local.demo.story import Sending
from services.chassis.sealing import concerned, seal_fields
from services.desk.proof.searching import Searched
from tests.bench.cases import keyring
from tests.faults.marking import Marked, marked
from tests.faults.scan import execute, scan
from tests.platform import relieve, session
from workflows.codec import data_converter
from workflows.settings import TASK_QUEUE

pytestmark = pytest.mark.long

MARKED = list(marked())
BY_KIND = {kinds: [one for one in MARKED if issubclass(one.kind, kinds)] for kinds in (Command, Fact, Event, Inbound)}
KILLED = ("privacy", "referral", "coordination", "plan", "desk", "bridge")
AGENCY = "jeugdzorg-west"
PLANTED, IN_ERRORS = "Quirijn Zandvoort", "Xantippe Loosdrecht"
GIVE_UP_SECONDS = 120


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    """One of its own: what comes of all this is nothing to build on."""
    with pytest.MonkeyPatch.context() as patch, session() as own:
        patch.setenv("EKC_LOG_LEVEL", "debug")
        own.start()
        relieve(own)
        yield own


@pytest.fixture(scope="module")
async def found(platform: Platform) -> Searched:
    """What a search finds after all of it was sent, and handled or not."""
    await at_the_desk(platform, [*BY_KIND[Command], *BY_KIND[Fact]])
    await by_an_agency(platform, BY_KIND[Inbound])
    for part in KILLED:
        platform.kill(part)
    await asyncio.to_thread(platform.wait_ready, *KILLED)
    await as_events(
        platform, BY_KIND[Event]
    )  # last: a part that starts does not go on behind events that are not its own
    await handled(platform)
    await in_errors_of_postgres(platform)
    await in_errors_of_temporal(platform)
    await execute(platform, "postgres", f"DO $$ BEGIN RAISE LOG 'planted: {PLANTED}'; END $$")
    return await scan(platform, {PLANTED, IN_ERRORS, *(canary for one in MARKED for canary in one.canaries)})


def test_every_personal_field_has_a_canary() -> None:
    """By its mark in the contract; an answer of a plan is either there or says why not."""
    without = {(one.kind.__name__, path.name) for one in MARKED for path in one.kind.personal} - {
        (one.kind.__name__, name) for one in MARKED for name in one.fields
    }

    assert without == {("AgreePlan", "answers.*.why_not"), ("PlanAgreed", "answers.*.why_not")}


async def test_no_canary_lies_anywhere(found: Searched) -> None:
    """In no log, no table, no topic, no dead letter; what was planted in a log is found."""
    assert {(one.place, one.sought) for one in found.findings} == {("logs/postgres.log", PLANTED)}
    assert found.unread == []


async def at_the_desk(platform: Platform, examples: Sequence[Marked]) -> None:
    """As somebody sends them: right, with a field that is not known, and as no message at all."""
    desk = platform.environment("desk")["EKC_DESK_URL"]
    token = {"authorization": f"Bearer {platform.desk_token('operator')}"}
    async with httpx.AsyncClient(base_url=desk, headers=token, timeout=70, trust_env=False) as client:
        for one in examples:
            may = sorted(role for kinds in ROLES.values() for role in kinds.get(one.kind, ()))
            for data in (one.data, {**one.data, "unknown": [*one.canaries]}, [one.data]):
                by = {"id": "somebody", "role": may[0], "region": "noord"}
                command = {"type": one.kind.type, "subject": "new", "data": data, "wait_seconds": 0, "by": by}
                answer = await client.post("/commands", json=command)
                assert answer.status_code < 500 or answer.status_code == 504
                assert not any(canary in answer.text for canary in one.canaries)


async def as_events(platform: Platform, examples: Sequence[Marked]) -> None:
    """As services publish them: each the first of a stream of its own."""
    keys = keyring(platform)
    for one in examples:
        part, stream = speaker(one.kind), str(uuid4())
        data = deepcopy(one.data)
        seal_fields(one.kind, data, stream, await keys.create(concerned(one.kind, data, stream)))
        said = {"specversion": "1.0", "id": f"{stream}-1", "type": one.kind.type, "subject": stream, "sequence": "1"}
        event = {**attributes(one.kind), **said, "time": datetime.now(UTC), "data": data}
        producer = Producer(platform.kafka_settings(part))
        producer.produce(events(part), to_json(event), key=stream)
        await asyncio.to_thread(producer.flush, 30)
    await keys.close()


async def by_an_agency(platform: Platform, examples: Sequence[Marked]) -> None:
    """As an agency's system publishes them, in both modes, and again with what no message has."""
    agencies = Agencies(platform)
    for one in examples:
        name = one.kind.type.split(".")[-2]
        for mode in ("structured", "binary"):
            sending = Sending(agency=AGENCY, mode=mode, type=name)
            await agencies.publish(sending, one.data, {})
            await agencies.publish(sending, {**one.data, "unknown": [*one.canaries]}, {})
    await agencies.close()


async def handled(platform: Platform) -> None:
    """Wait until every part has read everything, and writes no more. What was invented can wait in it for ever."""
    quiet = Quiet(platform, list)
    try:
        async with asyncio.timeout(GIVE_UP_SECONDS), httpx.AsyncClient(timeout=10, trust_env=False) as client:
            before, now = -1, await asyncio.to_thread(quiet.written)
            while before != now:
                for part in KILLED:
                    while await lag(client, platform.environments.http(part)) != 0:  # noqa: ASYNC110
                        await asyncio.sleep(0.2)
                before, now = now, await asyncio.to_thread(quiet.written)
    finally:
        await quiet.close()


async def lag(client: httpx.AsyncClient, part: str) -> object:
    """How many records a part has still to read."""
    return (await client.get(f"{part}/readyz")).json().get("lag")


async def in_errors_of_postgres(platform: Platform) -> None:
    """What the database says no to, it says with the value: to whoever asked, and to nobody else."""
    for part in (*SERVICES, "workflows"):
        connection = await asyncpg.connect(platform.database_url(part))
        try:
            add = "INSERT INTO consumed (topic, partition, next_offset) VALUES ($1, NULL, 0)"
            assert IN_ERRORS in await told(connection, add, IN_ERRORS)
            assert IN_ERRORS in await told(connection, "SELECT CAST($1::text AS integer)", IN_ERRORS)
        finally:
            await connection.close()


async def told(connection: asyncpg.Connection, statement: str, value: str) -> str:
    """What PostgreSQL answers."""
    try:
        await connection.execute(statement, value)
    except asyncpg.PostgresError as error:
        return f"{error} {error.detail}"
    return ""


async def in_errors_of_temporal(platform: Platform) -> None:
    """A process that cannot begin with what it is given: the worker tries, and says that it failed."""
    environment = platform.environment("worker")
    converter = data_converter(Path(environment["EKC_TEMPORAL_CODEC_KEY_FILE"]))
    client = await Client.connect(platform.temporal_address(), data_converter=converter)
    given = {"phase": IN_ERRORS}
    handle = await client.start_workflow("ConferenceCase", given, id=f"case-{uuid4()}-1", task_queue=TASK_QUEUE)
    async with asyncio.timeout(GIVE_UP_SECONDS):
        while (await handle.describe()).raw_description.pending_workflow_task.attempt < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.2)
    await handle.terminate()

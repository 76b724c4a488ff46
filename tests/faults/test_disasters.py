"""Databases of before what was published, Kafka lost, Temporal lost: after it all promises hold as if nothing had been.

Nothing that somebody had heard of is lost, no number is used twice, nothing is sent twice (promises 1, 2, 4 and 5).
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest
from pydantic_core import from_json
from temporalio.client import Client

from contracts.access import Act
from deploy.local import Platform, checks
from deploy.local.probes import AGAIN_SECONDS
from services.desk.api.operating import STREAM as OPERATIONS
from tests.faults.disasters import DATABASES, SECONDS, back_up, put_aside_back, put_back, set_aside, strikes, wipe
from tests.faults.load import Load
from tests.faults.outcome import answered_once, check, quiet
from tests.platform import relieve, session
from workflows.codec import data_converter
from workflows.recreating import RUNNING

CASES = 12
ACCEPTED = ("case-accepted", "status-reported", "contact-made")
"""The last that is heard of a case whose process does not run."""

type Tell = Callable[[str], None]

pytestmark = pytest.mark.long


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Tell:
    """Tell whoever practises what was lost and how long it took (`make drill`)."""

    def tell(line: str) -> None:
        with capsys.disabled():
            print(f"\n{line}")

    return tell


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    """Everything, of its own: what is restored here is behind its topics."""
    with session(Platform) as own:
        own.start()
        relieve(own)
        yield own


@pytest.mark.parametrize("older", [("coordination",), DATABASES], ids=["one", "all"])
async def test_databases_are_of_before_what_was_published(
    platform: Platform, older: tuple[str, ...], told: Tell
) -> None:
    """Each part stands still until somebody agrees, takes over what it had decided, and goes on behind that."""
    async with Load(platform, 2 * CASES) as load:
        load.begin(CASES)
        await load.until(lambda: any(life.ended for life in load.begun))
        await back_up(platform)
        load.begin(CASES)
        await load.until(lambda: sum(life.ended for life in load.lives) > CASES)
        before = len(load.sent)

        struck = await strikes(platform, lambda: put_back(platform, older))
        await load.finished()

        assert struck.standing >= {"coordination"}
        assert struck.said.count("taken_over") == len(struck.standing)
        await check(platform, load)
    told(f"{len(older)} databases restored: none of {before} commands lost, {struck.seconds:.0f} s")


async def test_kafka_is_lost(platform: Platform, told: Tell) -> None:
    """The logs are the truth: what was published is published again, under its numbers, and new cases go on."""
    async with Load(platform, CASES) as load:
        load.begin(CASES)
        await load.finished()
    await quiet(platform, [])
    published = await cases_events(platform)

    struck = await strikes(platform, lambda: lost_kafka(platform))
    await quiet(platform, [])

    assert await cases_events(platform) == published
    assert "published_again" in struck.said
    async with Load(platform, CASES) as load:
        load.begin(CASES)
        await load.finished()
        await check(platform, load)
    events = sum(len(found) for streams in published.values() for found in streams.values())
    told(f"Kafka lost: none of {events} events lost, {struck.seconds:.0f} s")


async def test_temporal_is_lost(platform: Platform, told: Tell) -> None:
    """Every open case has its process again, in its phase, and comes to its ending."""
    async with Load(platform, 2 * CASES) as load:
        lost = datetime.now(UTC)
        await asyncio.to_thread(platform.hold, "worker")  # no coordinator is looked for: every case needs its process
        load.begin(2 * CASES)
        await load.until(lambda: all(life.last in ACCEPTED for life in load.begun))
        open_then = [life for life in load.begun if not life.ended]

        struck = await strikes(platform, lambda: lost_temporal(platform), "processes", "--lost-at", f"{lost:%FT%T}")
        await load.finished()

        assert int(struck.said.rpartition('"again":')[2].partition(",")[0]) > 0
        assert await on_record(platform, Act.RECONCILE) == 1
        await asyncio.to_thread(answered_once, platform, load.sent)
        temporal = await connected(platform)
        await quiet(platform, [temporal.get_workflow_handle(life.workflow) for life in open_then])
    told(f"Temporal lost: {len(open_then)} open processes made again, {struck.seconds:.0f} s")


async def test_kafka_and_temporal_are_of_before(platform: Platform, told: Tell) -> None:
    """The databases are ahead of both: events are published again, processes of before hear that their cases ended."""
    async with Load(platform, 2 * CASES) as load:
        load.begin(2 * CASES)
        await load.until(lambda: any(life.ended for life in load.begun))
        then = datetime.now(UTC)
        await asyncio.to_thread(set_aside, platform)
        await load.finished()
    await quiet(platform, [])
    published = await cases_events(platform)

    struck = await strikes(
        platform, lambda: asyncio.to_thread(put_aside_back, platform), "processes", "--lost-at", f"{then:%FT%T}"
    )
    await quiet(platform, [])
    await no_process_is_left(platform)

    assert await cases_events(platform) == published
    assert "published_again" in struck.said
    assert int(struck.said.rpartition('"ended":')[2].partition(",")[0]) > 0
    async with Load(platform, CASES) as load:
        load.begin(CASES)
        await load.finished()
        await asyncio.to_thread(answered_once, platform, load.sent)
    told(f"Kafka and Temporal of before: no event lost, no process left over, {struck.seconds:.0f} s")


async def connected(platform: Platform) -> Client:
    """To Temporal, with the key of what is in it."""
    key = Path(platform.environment("worker")["EKC_TEMPORAL_CODEC_KEY_FILE"])
    return await Client.connect(platform.temporal_address(), data_converter=data_converter(key))


async def no_process_is_left(platform: Platform) -> None:
    """Wait until every process has ended.

    Raises:
        TimeoutError: one goes on.
    """
    temporal = await connected(platform)
    async with asyncio.timeout(SECONDS):
        while [one async for one in temporal.list_workflows(RUNNING)]:  # noqa: ASYNC110 nobody tells us
            await asyncio.sleep(AGAIN_SECONDS)


async def cases_events(platform: Platform) -> Mapping[str, Mapping[str, Sequence[object]]]:
    """All events on the topics, by service and stream, without what operators did: they go on meanwhile."""
    found = await asyncio.to_thread(checks.read_events, platform)
    return {
        service: {stream: told for stream, told in streams.items() if stream != OPERATIONS}
        for service, streams in found.items()
    }


async def on_record(platform: Platform, act: Act) -> int:
    """How often operators did something, by what the desk wrote down (R33)."""
    connection = await asyncpg.connect(platform.admin_url("desk"))
    try:
        rows = await connection.fetch("SELECT envelope FROM event_log WHERE stream = $1", OPERATIONS)
    finally:
        await connection.close()
    written = [from_json(row["envelope"])["data"] for row in rows]
    return sum(one["act"] == act and one["about"] == "processes" for one in written)


async def lost_kafka(platform: Platform) -> None:
    """All topics are gone, and made anew."""
    await asyncio.to_thread(platform.stop)
    wipe(platform, "kafka")
    await asyncio.to_thread(platform.start, "kafka", "postgres", "temporal")


async def lost_temporal(platform: Platform) -> None:
    """All processes are gone."""
    await asyncio.to_thread(platform.hold, "temporal")
    wipe(platform, "temporal.db")
    await asyncio.to_thread(platform.start, "temporal")

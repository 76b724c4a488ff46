"""Databases of before what was published, Kafka lost, Temporal lost: after it all promises hold as if nothing had been.

Nothing that somebody had heard of is lost, no number is used twice, nothing is sent twice (promises 1, 2, 4 and 5).
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from temporalio.client import Client

from deploy.local import Platform
from tests.faults.disasters import DATABASES, back_up, put_back, reconciled, settled, strikes, taken_over, wipe
from tests.faults.load import Load
from tests.faults.outcome import check, quiet
from tests.platform import relieve, session
from workflows.codec import data_converter

CASES = 12
STATUSES = "SELECT kind, recipient, stream, count(*) n FROM notices GROUP BY 1, 2, 3 HAVING count(*) > 1"

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    """Everything, of its own: what is restored here is behind its topics."""
    with session(Platform) as own:
        own.start()
        relieve(own)
        yield own


@pytest.mark.parametrize("older", [("coordination",), DATABASES], ids=["one", "all"])
async def test_databases_are_of_before_what_was_published(platform: Platform, older: tuple[str, ...]) -> None:
    """Each part stands still until somebody agrees, takes over what it had decided, and goes on behind that."""
    async with Load(platform, 2 * CASES) as load:
        load.begin(CASES)
        await load.until(lambda: any(life.ended for life in load.begun))
        await back_up(platform)
        load.begin(CASES)
        await load.until(lambda: sum(life.ended for life in load.lives) > CASES)

        await strikes(platform, lambda: put_back(platform, older))
        standing = await settled(platform)
        said = await reconciled(platform)
        await taken_over(platform)
        await load.finished()

        assert standing >= {"coordination"}
        assert said.count("taken_over") == len(standing)
        await check(platform, load)


async def test_kafka_is_lost(platform: Platform) -> None:
    """The logs are the truth: what was published is published again, under its numbers, and new cases go on."""
    async with Load(platform, CASES) as load:
        load.begin(CASES)
        await load.finished()

    await strikes(platform, lambda: lost_kafka(platform))
    assert await settled(platform)
    await reconciled(platform)
    await taken_over(platform)

    async with Load(platform, CASES) as load:
        load.begin(CASES)
        await load.finished()
        await check(platform, load)


async def test_temporal_is_lost(platform: Platform) -> None:
    """Every open case has its process again, in its phase; those that ended have none."""
    async with Load(platform, 2 * CASES) as load:
        load.begin(CASES)
        await load.until(lambda: sum(life.ended for life in load.begun) > CASES // 3)
        await strikes(platform, lambda: lost_temporal(platform))
        await taken_over(platform)

        said = await reconciled(platform, "processes")
        load.begin(CASES)
        await load.finished()

        assert '"again":0' not in said
        await quiet(platform, [])
        key = Path(platform.environment("worker")["EKC_TEMPORAL_CODEC_KEY_FILE"])
        temporal = await Client.connect(platform.temporal_address(), data_converter=data_converter(key))
        for life in load.lives[CASES:]:
            assert await temporal.get_workflow_handle(life.workflow).result() == "closed" or life.number % 6 == 0


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

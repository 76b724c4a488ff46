"""Every part is restarted while cases are under way, one replica after the other: nothing is lost, nothing doubled."""

import asyncio
import signal
from contextlib import AsyncExitStack

import pytest

from deploy.local import Platform
from tests.faults.load import Load
from tests.faults.outcome import check, letters
from tests.upgrades.replicas import MODULES, Replica

WAVE = 6
KILLED = "coordination"
"""Does not hear that it is to stop, and is killed when its grace is over."""


@pytest.mark.long
async def test_a_rolling_restart_loses_and_doubles_nothing(platform: Platform) -> None:
    """Two replicas of each part; each of the first and then of the second is told to stop, as in a rollout."""
    dead = await letters(platform)
    seconds = {name: Replica(platform, name) for name in MODULES}
    async with AsyncExitStack() as running, Load(platform, WAVE * (len(MODULES) + 1)) as load:
        await asyncio.gather(*map(running.enter_async_context, seconds.values()))
        for name in MODULES:
            load.begin(WAVE)
            await asyncio.to_thread(platform.restart, name)
        load.begin(WAVE)
        ends = {name: replica.kill() if name == KILLED else replica.stop() for name, replica in seconds.items()}
        codes = dict(zip(ends, await asyncio.gather(*ends.values()), strict=True))
        await load.finished()

        await check(platform, load, dead)

    assert codes == {**dict.fromkeys(MODULES, 0), KILLED: -signal.SIGKILL}
    assert {name: platform.state()["processes"][name]["exit_code"] for name in MODULES} == dict.fromkeys(MODULES, 0)

"""An upgrade during office hours, and the way back: two releases work on the same cases, topics and tables."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from contracts.referral import CaseAccepted
from contracts.topics import events
from deploy.local import Platform, checks
from tests.faults.load import Load
from tests.faults.outcome import check, letters
from tests.upgrades.replicas import DATABASES, MODULES, NotReady, Replica, migrate
from tests.upgrades.tree import FIELD, last_release, later_release, tree_of

WAVE = 4
ASKED = ("privacy", "desk")
"""Others ask them at their address: here that is one process, so the next one follows instead of standing beside."""


@pytest.mark.long
async def test_cases_go_on_through_an_upgrade_and_back(platform: Platform, tmp_path: Path) -> None:
    """N-1 on the schema and with the messages of N, N with those of N-1; states change their layout and back."""
    tree = await asyncio.to_thread(later_release, tmp_path)
    with pytest.raises(NotReady, match="is too old for this release"):
        await Replica(platform, "plan", tree=tree).start()

    await there_and_back(platform, tree)

    told = await asyncio.to_thread(lambda: list(checks.records(platform, events("referral"))))
    assert {FIELD in event["data"] for event in told if event["type"] == CaseAccepted.type} == {True, False}


@pytest.mark.long
@pytest.mark.skipif(last_release() is None, reason="nothing was released before this")
async def test_cases_go_on_through_a_step_back_to_the_last_release(platform: Platform, tmp_path: Path) -> None:
    """Its code on this schema, and what it writes read by this one."""
    await there_and_back(platform, await asyncio.to_thread(tree_of, str(last_release()), tmp_path))


async def there_and_back(platform: Platform, tree: Path) -> None:
    """Under load another release takes the place of this one, part by part, and gives it back."""
    dead = await letters(platform)
    async with AsyncExitStack() as running, Load(platform, WAVE * (2 * len(MODULES) + 1)) as load:
        assert [await migrate(platform, part, tree) for part in DATABASES] == [""] * len(DATABASES)
        others = {}
        for name in MODULES:
            load.begin(WAVE)
            others[name] = await followed(platform, name, tree, running)
        load.begin(WAVE)
        await load.until(lambda: any(life.ended for life in load.begun[-WAVE:]))

        assert [await migrate(platform, part) for part in DATABASES] == [""] * len(DATABASES)
        codes = []
        for name, other in others.items():
            load.begin(WAVE)
            codes.append(await gone_back(platform, name, other))
        await load.finished()

        await check(platform, load, dead)

    assert codes == [0] * len(MODULES)


async def followed(platform: Platform, name: str, tree: Path, running: AsyncExitStack) -> Replica:
    """The process of another release that takes the place of this one's."""
    if name in ASKED:
        await asyncio.to_thread(platform.hold, name)
        return await running.enter_async_context(
            Replica(platform, name, tree=tree, port=platform.environments.ports[name])
        )
    replica = await running.enter_async_context(Replica(platform, name, tree=tree))
    await asyncio.to_thread(platform.hold, name)
    return replica


async def gone_back(platform: Platform, name: str, replica: Replica) -> int:
    """Give its place back to this release; the exit code of the other one."""
    if name in ASKED:
        code = await replica.stop()
        await asyncio.to_thread(platform.start, name)
        return code
    await asyncio.to_thread(platform.start, name)
    return await replica.stop()

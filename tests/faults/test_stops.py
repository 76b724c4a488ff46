"""A part that is told to stop: it finishes what it has in hand, and nothing comes to it twice."""

import asyncio

from deploy.local import Platform
from tests.faults import moments
from tests.faults.load import Load
from tests.faults.moments import DECIDING
from tests.faults.outcome import check, letters, repetitions, sizes

WAVE = 4


async def test_a_part_stops_in_good_order_under_load(platform: Platform) -> None:
    """SIGTERM in the middle of a transaction: it ends in time with exit code 0; what follows is no repetition."""
    dead = await letters(platform)
    since = sizes(platform, DECIDING)
    codes = {}
    async with Load(platform, WAVE * (len(DECIDING) + 1), twice=False) as load:
        for part in DECIDING:
            load.begin(WAVE)
            async with moments.deciding(platform, part) as moment:
                await moments.come(part, moment)
            codes[part] = await stopped(platform, part)
        load.begin(WAVE)
        async with moments.working(platform, [life.workflow for life in load.begun[-WAVE:]]) as moment:
            await moments.come("worker", moment)
        codes["worker"] = await stopped(platform, "worker")
        await load.finished()

        await check(platform, load, dead)

    assert codes == dict.fromkeys((*DECIDING, "worker"), 0)
    assert repetitions(platform, since) == dict.fromkeys(DECIDING, 0)


async def stopped(platform: Platform, part: str) -> int | None:
    """The exit code with which a part stops; it is started again at once."""
    await asyncio.to_thread(platform.hold, part)
    code = platform.exit_code(part)
    await asyncio.to_thread(platform.release, part)
    return code

"""Every part killed in the middle of two thousand commands, at the worst moments: promises 1, 2 and 4 hold."""

import pytest

from deploy.local import Platform
from tests.faults import moments
from tests.faults.load import Load
from tests.faults.moments import DECIDING
from tests.faults.outcome import check, letters, repetitions, sizes
from tests.faults.wire import SPEAKERS

WAVE = 9
"""Cases that begin before each kill, so that every part has its hands full."""
PUBLISHING = ("referral", "coordination", "plan", "desk", "bridge")


@pytest.mark.long
async def test_whatever_is_killed_each_command_has_one_effect(platform: Platform) -> None:
    """Each part once with a transaction open, once with its relay half done; the worker with a task in hand."""
    dead = await letters(platform)
    restarts = {part: platform.restarts(part) for part in moments.DATABASE}
    since = sizes(platform, SPEAKERS)
    waves = len(DECIDING) + len(PUBLISHING) + 1
    async with Load(platform, waves * WAVE) as load:
        for part in DECIDING:
            load.begin(WAVE)
            async with moments.deciding(platform, part) as moment:
                await moments.kill(platform, part, moment)
        load.begin(WAVE)
        async with moments.working(platform, [life.workflow for life in load.begun[-WAVE:]]) as moment:
            await moments.kill(platform, "worker", moment)
        for part in PUBLISHING:
            load.begin(WAVE)
            async with moments.publishing(platform, part) as moment:
                await moments.kill(platform, part, moment)
        await load.finished()

        await check(platform, load, dead)

    assert len(load.sent) >= 2000
    assert min(repetitions(platform, since).values()) > 0  # without this, to find none in test_stops would say nothing
    expected = {part: restarts[part] + (part in DECIDING) + (part in PUBLISHING) for part in restarts}
    assert {part: platform.restarts(part) for part in restarts} == {**expected, "worker": restarts["worker"] + 1}

"""All other stories, with parts killed in the middle of their work: no value of any of them lies in plain."""

import asyncio
import contextlib
import io

import pytest
from rich.console import Console

from deploy.local import Platform
from deploy.local.demo import __main__ as demo
from deploy.local.demo import story
from tests.faults import moments, planted
from tests.faults.canaries import personal_values
from tests.faults.scan import scan
from tests.faults.test_scan import STORIES

pytestmark = pytest.mark.long

PLAYED = {one.story for one in STORIES}
OTHERS = [story.load(name) for name in story.names() if name not in PLAYED]
KILLED = ("referral", "privacy", "coordination", "bridge", "plan")
"""Not the desk: whoever asks it there and then would have to ask again."""
PLANTED = "Quirijn Zandvoort-again"


async def kills(platform: Platform) -> None:
    """Kill each part once, with a transaction open."""
    for part in KILLED:
        async with moments.deciding(platform, part) as moment:
            await moments.kill(platform, part, moment)


async def test_after_crashes_nothing_personal_lies_anywhere(platform: Platform) -> None:
    """Every part tells as much as it can, and is killed once; what is planted is found."""
    restarts = {part: platform.restarts(part) for part in KILLED}
    killing = asyncio.create_task(kills(platform))
    await demo.play(platform, OTHERS, Console(file=io.StringIO()))
    killing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await killing
    await planted.in_a_log(platform, PLANTED)
    found = await scan(platform, {PLANTED, *personal_values(OTHERS)})

    assert {part: platform.restarts(part) - before for part, before in restarts.items()} == dict.fromkeys(KILLED, 1)
    assert {(one.place, one.sought) for one in found.findings} == {("logs/postgres.log", PLANTED)}
    assert found.unread == []

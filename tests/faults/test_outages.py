"""Servers go away in the middle of two thousand commands and come back: promises 1, 2 and 4 hold, and nobody dies.

No message is to blame for an outage: none becomes a dead letter.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from deploy.local import Platform
from deploy.local.parts import PARTS
from tests.faults import moments
from tests.faults.load import Load
from tests.faults.outages import hanging, killed, noticed, stopped
from tests.faults.outcome import check, letters

CASES = 54
"""Cases that begin before, and again during the outage."""
NAMES = tuple(part.name for part in PARTS)

type Outage = Callable[[Platform], AbstractAsyncContextManager[None]]


@pytest.mark.long
async def test_postgres_is_away(platform: Platform) -> None:
    """Stopped with transactions open, for ten seconds."""
    await survived(platform, lambda platform: stopped(platform, "postgres"), "coordination")


@pytest.mark.long
async def test_the_keyring_refuses(platform: Platform) -> None:
    """Nobody listens for ten seconds; those who have no keys yet wait."""
    await survived(platform, lambda platform: stopped(platform, "privacy"), "referral")


@pytest.mark.long
async def test_the_keyring_hangs(platform: Platform) -> None:
    """Nobody answers for ten seconds; those who have no keys yet wait."""
    await survived(platform, lambda platform: hanging(platform, "privacy"), "referral")


@pytest.mark.long
@pytest.mark.parametrize(("server", "publisher"), [("kafka", "coordination"), ("temporal", "bridge")])
async def test_a_server_is_killed(platform: Platform, server: str, publisher: str) -> None:
    """Killed while something is published to it, and started again."""
    before = platform.restarts(server)

    await survived(platform, lambda platform: killed(platform, server, publisher))

    assert platform.restarts(server) == before + 1


async def survived(platform: Platform, outage: Outage, notices: str | None = None) -> None:
    """A load with an outage in its middle: every command has one effect, and every part lives through it."""
    dead = await letters(platform)
    restarts = {name: platform.restarts(name) for name in NAMES}
    async with Load(platform, 2 * CASES) as load:
        load.begin(CASES)
        async with moments.deciding(platform, "coordination") as moment:
            await moments.come("coordination", moment)
            async with outage(platform):
                load.begin(CASES)
                if notices:
                    await noticed(platform, notices)
        await load.finished()

        await check(platform, load, dead)

    assert len(load.sent) >= 2000
    assert {name: platform.restarts(name) for name in NAMES} == restarts

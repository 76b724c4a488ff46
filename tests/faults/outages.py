"""Servers that are away for a while: stopped, killed, or hanging. While one is, more work comes in."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from deploy.local.platform import Platform
from deploy.local.probes import AGAIN_SECONDS
from tests.faults import moments

SECONDS = 10.0
"""How long who is stopped or hangs is away: the one thing in these tests that is waited for by the clock."""


class Unnoticed(Exception):
    """Nobody misses what is away: the outage tests nothing."""


@asynccontextmanager
async def stopped(platform: Platform, name: str) -> AsyncIterator[None]:
    """Away in good order: who calls is refused."""
    await asyncio.to_thread(platform.hold, name)
    over = time.monotonic() + SECONDS
    try:
        yield
        await asyncio.sleep(over - time.monotonic())
    finally:
        await asyncio.to_thread(platform.start, name)


@asynccontextmanager
async def hanging(platform: Platform, name: str) -> AsyncIterator[None]:
    """Frozen: who calls is let in, and gets no answer."""
    platform.kill(name, signal.SIGSTOP)
    over = time.monotonic() + SECONDS
    try:
        yield
        await asyncio.sleep(over - time.monotonic())
    finally:
        platform.kill(name, signal.SIGCONT)


@asynccontextmanager
async def killed(platform: Platform, name: str, publisher: str) -> AsyncIterator[None]:
    """Killed while this part publishes to it, and started again at once."""
    async with moments.publishing(platform, publisher) as moment:
        await moments.kill(platform, name, moment)
    yield
    await asyncio.to_thread(platform.wait_ready, name)


async def noticed(platform: Platform, part: str) -> None:
    """Wait until a part says that it cannot work.

    Raises:
        Unnoticed: it does not.
    """
    give_up = time.monotonic() + SECONDS
    while (await platform.ask(part))["ready"]:
        if time.monotonic() > give_up:
            raise Unnoticed(part)
        await asyncio.sleep(AGAIN_SECONDS)

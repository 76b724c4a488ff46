"""Faults of processes: stopped, dying, or so slow that an agency waits for its answer."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from confluent_kafka import Producer
from pydantic_core import to_json

from contracts.topics import inbound
from deploy.local import Platform
from deploy.observability.levels import LEVELS
from tests.bench.agency import ASKING, Agency
from tests.observability.faults import Fault, locked
from tests.observability.watching import EVERY

SEEN_SECONDS = 2 * EVERY
"""After which whoever lives was looked at."""


def held(name: str) -> Fault:
    """A process that is stopped, and not started again."""

    @asynccontextmanager
    async def fault(platform: Platform) -> AsyncIterator[None]:
        await asyncio.to_thread(platform.hold, name)
        try:
            yield
        finally:
            await asyncio.to_thread(platform.start, name)

    return fault


@asynccontextmanager
async def dying_worker(platform: Platform) -> AsyncIterator[None]:
    """The worker is killed again and again, as soon as it was seen."""

    async def kill() -> None:
        while True:
            await asyncio.to_thread(platform.wait_ready, "worker")
            await asyncio.sleep(SEEN_SECONDS)
            platform.kill("worker")

    killing = asyncio.create_task(kill())
    try:
        yield
    finally:
        killing.cancel()
        await asyncio.gather(killing, return_exceptions=True)
        await asyncio.to_thread(platform.wait_ready, "worker")


@asynccontextmanager
async def unanswered(platform: Platform) -> AsyncIterator[None]:
    """An agency refers, and referral cannot write down how far it is, for longer than a minute."""
    over = time.monotonic() + LEVELS[0].bound + EVERY
    async with locked("referral", "consumed")(platform):
        await refer(platform, 3)
        yield
        await asyncio.sleep(over - time.monotonic())


async def refer(platform: Platform, referrals: int) -> None:
    """An agency refers so many."""
    agency, producer = Agency.of(platform, ASKING), Producer(platform.kafka_settings(ASKING))
    for _ in range(referrals):
        producer.produce(inbound(ASKING), to_json(agency.event()))
    await asyncio.to_thread(producer.flush, 30)

"""Faults of what parts stand on: an authority that ends, a topic that lost what was on it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from contracts.topics import events
from deploy.local import Platform
from tests.fence.papers import self_signed
from tests.observability.faults import database

YEAR, HALF_A_MINUTE = 365.0, 30 / 86_400
"""Two weeks are a minute here."""
PUBLISHED = """
INSERT INTO published (topic, partition, next_offset) VALUES ($1, 0, $2)
ON CONFLICT (topic, partition) DO UPDATE SET next_offset = published.next_offset + $2
"""
LOST = 1_000


def authority(platform: Platform) -> Path:
    """The file of the authority that parts believe of each other (`EKC_HTTP_CA_FILE`)."""
    return platform.layout.folder / "authority.pem"


def sign(platform: Platform, days: float) -> None:
    """Put another one in its place, at one moment: a part that starts meanwhile reads the one or the other."""
    written = authority(platform).with_suffix(".new")
    written.write_bytes(self_signed(days))
    written.rename(authority(platform))


@asynccontextmanager
async def ending_authority(platform: Platform) -> AsyncIterator[None]:
    """It ends soon; then somebody renews it. Nothing is started again."""
    sign(platform, HALF_A_MINUTE)
    try:
        yield
    finally:
        sign(platform, YEAR)


@asynccontextmanager
async def lost_records(platform: Platform) -> AsyncIterator[None]:
    """Plan finds at its start that it had published more than there is; then that it had not."""
    async with database(platform, "plan") as connection:
        await asyncio.to_thread(platform.hold, "plan")
        await connection.execute(PUBLISHED, events("plan"), LOST)
        platform.release("plan")
        try:
            yield
        finally:
            await connection.execute(PUBLISHED, events("plan"), -LOST)
            await asyncio.to_thread(platform.wait_ready, "plan")

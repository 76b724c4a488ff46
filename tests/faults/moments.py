"""The worst moments to kill a part: with a transaction open, with something half published, with a task in hand.

A part is stopped (SIGSTOP) when such a moment seems to be there, and looked at again: what is true of a stopped process
stays true until it is killed.
"""

import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncpg
from temporalio.client import Client
from temporalio.service import RPCError

from deploy.local.demo.quiet import workflow_busy
from deploy.local.parts import PARTS
from deploy.local.platform import Platform

GIVE_UP_SECONDS = 120
DATABASE = {part.name: part.part for part in PARTS}
DECIDING = ("referral", "coordination", "plan", "privacy", "desk", "bridge")
"""Parts that a load gives something to decide."""
WRITING = """
SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'ekc-' || $1 AND backend_xid IS NOT NULL)
"""
PUBLISHING = "SELECT EXISTS (SELECT FROM outbox)"

type Look = Callable[[], Awaitable[bool]]


class NoSuchMoment(Exception):
    """The moment does not come: the part has nothing to do."""


@asynccontextmanager
async def deciding(platform: Platform, part: str) -> AsyncIterator[Look]:
    """Whether a part has written something and not committed it."""
    connection = await asyncpg.connect(platform.admin_url())
    try:
        yield lambda: connection.fetchval(WRITING, DATABASE[part])
    finally:
        await connection.close()


@asynccontextmanager
async def publishing(platform: Platform, part: str) -> AsyncIterator[Look]:
    """Whether a part has committed something that its relay has not yet noted as published."""
    connection = await asyncpg.connect(platform.database_url(DATABASE[part]))
    try:
        yield lambda: connection.fetchval(PUBLISHING)
    finally:
        await connection.close()


@asynccontextmanager
async def working(platform: Platform, workflows: list[str]) -> AsyncIterator[Look]:
    """Whether a process of these has a task or an activity in the worker's hands."""
    client = await Client.connect(platform.temporal_address())
    handles = [client.get_workflow_handle(workflow) for workflow in workflows]

    async def look() -> bool:
        try:
            return any([await workflow_busy(handle) for handle in handles])
        except RPCError:  # not begun yet
            return False

    yield look


async def come(part: str, moment: Look) -> None:
    """Wait for such a moment.

    Raises:
        NoSuchMoment: it does not come.
    """
    give_up = time.monotonic() + GIVE_UP_SECONDS
    while not await moment():
        if time.monotonic() > give_up:
            raise NoSuchMoment(part)


async def kill(platform: Platform, part: str, moment: Look) -> None:
    """Kill a part at such a moment.

    Raises:
        NoSuchMoment: it does not come.
    """
    while True:
        await come(part, moment)
        if platform.pid(part) is None:  # it was killed before, and is not back yet
            continue
        platform.kill(part, signal.SIGSTOP)
        if await moment():
            platform.kill(part)
            return
        platform.kill(part, signal.SIGCONT)

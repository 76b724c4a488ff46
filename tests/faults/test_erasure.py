"""Privacy killed at each step of an erasure on the real platform: it is confirmed once (R34)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import asyncpg
import pytest

from contracts.erasure import RequestErasure
from contracts.referral import ReferCase, WithdrawCase
from deploy.local import Platform
from deploy.local.demo.desk import Desk

REFERRAL = {
    "referral": "new",
    "referrer": {"referrer": "new:mike", "kind": "self"},
    "persons": [{"person": "new:mike", "name": "Noor Vermeulen", "birth_date": "1980-05-01"}],
    "region": "noord-holland",
    "reasons": ["eviction"],
    "sector": "housing",
}
STEPS = ["erasure-requested", "keys-deleted", "subject-erased", "epoch-closed", "erasure-confirmed", "case-erased"]


@asynccontextmanager
async def locked(platform: Platform, database: str, statement: str, *arguments: Any) -> AsyncIterator[None]:
    """Keep others from what a statement locks, as an administrator."""
    connection = await asyncpg.connect(platform.admin_url(database))
    try:
        async with connection.transaction():
            await connection.execute(statement, *arguments)
            yield
    finally:
        await connection.close()


async def until(look: Callable[[], Awaitable[bool]]) -> None:
    """Wait for something that another process does."""
    async with asyncio.timeout(60):
        while not await look():  # noqa: ASYNC110 another process does it
            await asyncio.sleep(0.05)


class Watched:
    """One erasure, as it rests."""

    def __init__(self, platform: Platform, case: str) -> None:
        self.platform = platform
        self.case = case

    async def step(self) -> str | None:
        """How far it is by the ledger."""
        found: str | None = await self.value("privacy", "SELECT step FROM erasures WHERE case_id = $1", self.case)
        return found

    async def buried(self) -> bool:
        """Whether the key of the case is deleted."""
        found: int = await self.value("keyring", "SELECT count(*) FROM tombstones WHERE subject = $1", self.case)
        return found > 0

    async def epochs(self) -> int:
        """How many epochs have begun and were not closed."""
        found: int = await self.value("keyring", "SELECT count(*) FROM epochs WHERE destroyed IS NULL")
        return found

    async def epoch(self) -> int:
        """The current epoch."""
        found: int = await self.value("keyring", "SELECT max(epoch) FROM epochs")
        return found

    async def value(self, database: str, query: str, *arguments: Any) -> Any:
        """One value."""
        connection = await asyncpg.connect(self.platform.admin_url(database))
        try:
            return await connection.fetchval(query, *arguments)
        finally:
            await connection.close()

    async def kill(self) -> None:
        """Kill the privacy service; it comes back."""
        before = self.platform.pid("privacy")
        self.platform.kill("privacy")
        await until(lambda: self.is_another(before))

    async def is_another(self, before: int | None) -> bool:
        """Whether it is back."""
        return self.platform.pid("privacy") not in (None, before)


async def ended_case(desk: Desk) -> tuple[str, str]:
    """A case that was withdrawn, and the person whom it was about."""
    answer = await desk.command({"type": ReferCase.type, "subject": "new", "data": REFERRAL, "wait_seconds": 60})
    case, person = answer.body["subject"], answer.body["minted"]["mike"]
    withdrawn = {"type": WithdrawCase.type, "subject": case, "data": {"person": person}, "wait_seconds": 60}
    assert (await desk.command(withdrawn)).status == 200
    return case, person


@pytest.mark.long
async def test_killed_at_each_step_an_erasure_is_confirmed_once(platform: Platform) -> None:
    """Requested and nothing done; keys deleted and not told; told and the epoch open; the epoch closed and not told."""
    desk = Desk(platform.environment("desk")["EKC_DESK_URL"], platform.desk_token("regional-manager"))
    case, person = await ended_case(desk)
    seen = Watched(platform, case)
    epoch = await seen.epoch()
    keys = ("keyring", "LOCK TABLE data_keys IN SHARE MODE")
    begun = ("keyring", "LOCK TABLE epochs IN SHARE MODE")
    told = ("privacy", "SELECT 1 FROM streams WHERE id = $1 FOR UPDATE", case)
    async with AsyncExitStack() as until_told:
        async with locked(platform, *keys):
            await desk.command({"type": RequestErasure.type, "subject": case, "data": {}, "wait_seconds": 60})
            await until(lambda: is_at(seen, "requested"))
            await seen.kill()
            await until_told.enter_async_context(locked(platform, *told))
        await until(seen.buried)
        await seen.kill()
        async with locked(platform, *begun):
            await until_told.aclose()
            await until(lambda: is_at(seen, "keys-deleted"))
            await seen.kill()
            await until_told.enter_async_context(locked(platform, *told))
        await until(lambda: is_past(seen, epoch))
        await seen.kill()
    await until(lambda: is_at(seen, "confirmed"))

    async def erased() -> bool:
        return await steps(desk, case) == STEPS

    await until(erased)
    assert await seen.value("keyring", "SELECT count(*) FROM data_keys WHERE subject = ANY($1)", [case, person]) == 0
    await desk.close()


async def is_at(seen: Watched, step: str) -> bool:
    """Whether the erasure has come so far."""
    return await seen.step() == step


async def is_past(seen: Watched, epoch: int) -> bool:
    """Whether another epoch is the only one."""
    return await seen.epoch() > epoch and await seen.epochs() == 1


async def steps(desk: Desk, case: str) -> list[str]:
    """What the desk knows of the erasure, in order."""
    happened = [one["type"].split(".")[-2] for one in await desk.changes(0) if one["case"] == case]
    return [kind for kind in happened if kind in STEPS]

"""Whoever waits is woken by what commits, also after an outage."""

import asyncio
import time

from contracts.referral import CaseOpened
from tests.desk.cases import CASE, opened
from tests.desk.house import House


async def test_news_wakes_whoever_waits(house: House) -> None:
    """A long poll ends with the event, not with its time."""
    waiting = asyncio.create_task(house.get("/changes", "lead", wait=30))
    began = time.monotonic()

    await house.happened(CASE, opened())

    [change] = (await waiting)["changes"]
    assert change["type"] == CaseOpened.type
    assert time.monotonic() - began < 10


async def test_a_bell_that_was_cut_off_listens_again(house: House) -> None:
    """It is a hint only: everybody looks again by themselves, and it comes back."""
    listening = "SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"
    before = await listeners(house, listening)
    await house.desk.pool.execute("SELECT pg_terminate_backend($1)", before)

    waiting = asyncio.create_task(house.get("/changes", "lead", wait=30))
    await house.happened(CASE, opened())

    assert len((await waiting)["changes"]) == 1
    assert await listeners(house, listening, other_than=before) != before


async def listeners(house: House, query: str, other_than: int | None = None) -> int:
    """The process of the bell's connection, once it listens."""
    while True:
        found: int | None = await house.desk.pool.fetchval(query)
        if found is not None and found != other_than:
            return found
        await house.desk.bell.wait(house.desk.bell.news, 0.2)

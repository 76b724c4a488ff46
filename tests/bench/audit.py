"""What a row of the access log costs whoever reads: opening names with and without writing it down first, in turns."""

import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from typing import Any

from pydantic_core import from_json

from contracts.base import Actor
from deploy.local import Platform
from services.desk.read_model.disclosure import Opened
from tests.desk.cases import CASE, in_preparation
from tests.desk.house import House, built
from tests.platform import Databases

READINGS = 400
WARM_UP = 50
MANAGER = Actor(id="manager-1", role="regional-manager", region="noord")


async def figures(platform: Platform) -> dict[str, float]:
    """Milliseconds of a reading of some names, with its row committed and without; PostgreSQL waits for the disk."""
    databases = Databases(platform)
    with tempfile.TemporaryDirectory() as folder:
        async with built(databases("desk"), databases("keyring"), Path(folder), "development") as house:
            await in_preparation(house)
            with_row, without = await measured(house)
    return {
        "audit.reading_ms": with_row * 1000,
        "audit.unlogged_ms": without * 1000,
        "audit.row_ms": (with_row - without) * 1000,
    }


async def measured(house: House) -> tuple[float, float]:
    """The medians, in seconds."""
    rows = await house.desk.pool.fetch("SELECT sealed FROM people ORDER BY subject")
    names = [name for row in rows if (name := from_json(row["sealed"]).get("name"))]

    async def logged() -> Opened:
        return await house.desk.disclosure.reveal(MANAGER, "measuring", {CASE: names})

    async def unlogged() -> Opened:
        return Opened({CASE: names}, await house.keyring.open({CASE, *(name["subject"] for name in names)}))

    times: tuple[list[float], list[float]] = ([], [])
    for number in range(READINGS + WARM_UP):
        for read, taken in zip((logged, unlogged), times, strict=True):
            seconds = await timed(read, names)
            if number >= WARM_UP:
                taken.append(seconds)
    return median(times[0]), median(times[1])


async def timed(read: Callable[[], Awaitable[Opened]], names: list[Any]) -> float:
    """How long a reading takes until the last name is in plain."""
    began = time.perf_counter()
    opened = await read()
    for name in names:
        opened.read(name)
    return time.perf_counter() - began

"""Search everything that a platform keeps: its folder has all data, logs and settings of its servers and parts."""

import asyncio
from collections.abc import Iterable

import asyncpg

from deploy.local.platform import Platform
from services.desk.proof.search import Needles, Sought
from services.desk.proof.searching import Searched, search
from tests.platform import bring_files


async def scan(platform: Platform, values: Iterable[str]) -> Searched:
    """Look everywhere. What PostgreSQL has in memory is brought to its files before."""
    await execute(platform, "postgres", "CHECKPOINT")
    await execute(platform, "postgres", "SELECT pg_switch_wal()")
    await asyncio.to_thread(bring_files, platform)
    needles = Needles([Sought(value, value) for value in sorted(values)])
    return await asyncio.to_thread(search, [platform.layout.folder], needles)


async def execute(platform: Platform, database: str, statement: str, *arguments: object) -> None:
    """Run one statement as the administrator."""
    connection = await asyncpg.connect(platform.admin_url(database))
    try:
        await connection.execute(statement, *arguments)
    finally:
        await connection.close()


async def fetch(platform: Platform, database: str, query: str, *arguments: object) -> list[asyncpg.Record]:
    """Rows, as the administrator sees them."""
    connection = await asyncpg.connect(platform.admin_url(database))
    try:
        return list(await connection.fetch(query, *arguments))
    finally:
        await connection.close()

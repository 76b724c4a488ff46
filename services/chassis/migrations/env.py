"""Run the migrations of one part over asyncpg; `services.chassis.migrate` configures it."""

import asyncio
from typing import Any

import asyncpg
from alembic import context
from sqlalchemy import Connection, pool
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from services.chassis.migrate import is_ahead, role, wait_for_contracts
from services.chassis.schema_gate import recorded

PATIENCE = {"lock_timeout": "5s"}
"""A migration that waits for a lock lets everybody behind it wait too: it gives up, and is run again."""
MIGRATING = 0x656B64
"""The advisory lock of whoever migrates a database. It is asked for again and again: who stands in line for it would
hold a snapshot, for whose end an index that is built beside the work (CONCURRENTLY) waits."""
REVISIONS = "CREATE TABLE IF NOT EXISTS schema_revisions (revision text PRIMARY KEY, needs text)"
RECORD = "INSERT INTO schema_revisions (revision, needs) VALUES ($1, $2) ON CONFLICT (revision) DO NOTHING"


def run(connection: Connection) -> None:
    """Migrate on one connection; each migration all or nothing."""
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


async def alone(connection: Any) -> None:
    """Wait until nobody else migrates this database."""
    while True:
        if await connection.fetchval("SELECT pg_try_advisory_lock($1)", MIGRATING):
            return
        await asyncio.sleep(0.2)


async def grant(connection: AsyncConnection, part: str) -> None:
    """Give the role of the part what it needs."""
    for granted in context.config.attributes["grants"]:
        for statement in granted.split(";\n"):
            await connection.exec_driver_sql(statement.format(role=part))


async def migrate(connection: AsyncConnection) -> None:
    """Run what is missing, and write down what there is then: `schema_gate` reads it."""
    attributes = context.config.attributes
    raw: Any = (await connection.get_raw_connection()).driver_connection
    await alone(raw)
    had = await recorded(raw)
    if is_ahead(attributes["schema"], had):
        return
    needs = {one.revision: getattr(one.module, "needs", None) for one in context.script.walk_revisions()}
    if not attributes["stopped"]:
        wait_for_contracts(needs, had)
    part = role(await raw.fetchval("SELECT current_user"))
    await connection.run_sync(run)
    await connection.exec_driver_sql(REVISIONS)
    for revision in sorted(needs.items()):
        await connection.exec_driver_sql(RECORD, revision)
    await grant(connection, part)
    await connection.commit()


async def connect() -> None:
    """Open the connection and migrate."""
    attributes = context.config.attributes
    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=lambda: asyncpg.connect(  # as parts read an address
            attributes["url"], ssl=attributes["tls"], server_settings=PATIENCE
        ),
        poolclass=pool.NullPool,
        hide_parameters=True,
    )
    async with engine.connect() as connection:
        await migrate(connection)
    await engine.dispose()


asyncio.run(connect())

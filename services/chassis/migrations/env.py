"""Run the migrations of one part over asyncpg; `services.chassis.migrate` configures it."""

import asyncio

from alembic import context
from sqlalchemy import Connection, pool
from sqlalchemy.ext.asyncio import create_async_engine


def run(connection: Connection) -> None:
    """Migrate on one connection, all or nothing."""
    context.configure(connection=connection, transaction_per_migration=False)
    with context.begin_transaction():
        context.run_migrations()


async def connect() -> None:
    """Open the connection and migrate."""
    engine = create_async_engine(context.config.attributes["url"], poolclass=pool.NullPool, hide_parameters=True)
    async with engine.connect() as connection:
        await connection.run_sync(run)
        await connection.commit()
    await engine.dispose()


asyncio.run(connect())

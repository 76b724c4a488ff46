"""Run the migrations of one part over asyncpg; `services.chassis.migrate` configures it."""

import asyncio

import asyncpg
from alembic import context
from sqlalchemy import Connection, pool
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from services.chassis.migrate import role


def run(connection: Connection) -> None:
    """Migrate on one connection, all or nothing."""
    context.configure(connection=connection, transaction_per_migration=False)
    with context.begin_transaction():
        context.run_migrations()


async def grant(connection: AsyncConnection, part: str) -> None:
    """Give the role of the part what it needs, in the transaction of the migrations."""
    for granted in context.config.attributes["grants"]:
        for statement in granted.split(";\n"):
            await connection.exec_driver_sql(statement.format(role=part))


async def connect() -> None:
    """Open the connection and migrate."""
    attributes = context.config.attributes
    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=lambda: asyncpg.connect(attributes["url"], ssl=attributes["tls"]),  # as parts read an address
        poolclass=pool.NullPool,
        hide_parameters=True,
    )
    async with engine.connect() as connection:
        part = role((await connection.exec_driver_sql("SELECT current_user")).scalar_one())
        await connection.run_sync(run)
        await grant(connection, part)
        await connection.commit()
    await engine.dispose()


asyncio.run(connect())

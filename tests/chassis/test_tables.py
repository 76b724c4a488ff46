"""What a part keeps for look-ups is as described (`tables.py`) and as migrated the same."""

from importlib import import_module

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from deploy.local.layout import ROOT
from docs.generate import columns
from tests.platform import Databases

KEPT_BY_MIGRATIONS = {"alembic_version", "schema_revisions"}
"""Which migrations a database has had."""
DATABASES = ("coordination", "desk", "keyring", "plan", "privacy", "referral", "workflows")
PARTS = sorted(found.parent.name for found in ROOT.glob("services/*/tables.py"))


@pytest.mark.parametrize("part", PARTS)
async def test_the_migrations_make_the_tables_that_the_code_describes(database: Databases, part: str) -> None:
    """A column, a type or an index in the one and not in the other is a mistake."""
    described: MetaData = import_module(f"services.{part}.tables").Table.metadata
    engine = create_async_engine(
        database(part).replace("postgresql://", "postgresql+asyncpg://", 1), poolclass=NullPool
    )
    async with engine.connect() as connection:
        differences = await connection.run_sync(compared, described)
    await engine.dispose()

    assert described.tables
    assert differences == []


@pytest.mark.parametrize("part", DATABASES)
async def test_the_columns_that_are_declared_are_those_that_there_are(database: Databases, part: str) -> None:
    """What is read from the migrations without a server is what a server has made of them."""
    connection = await asyncpg.connect(database(part))
    rows = await connection.fetch(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
    )
    await connection.close()
    sources = {part} if part == "keyring" else {part, "chassis"}
    own = {table: names for one in sources & columns.MIGRATIONS.keys() for table, names in columns.tables(one).items()}

    assert {tuple(row) for row in rows if row["table_name"] not in KEPT_BY_MIGRATIONS} == {
        (table, column) for table, names in own.items() for column in names
    }


def compared(connection: Connection, described: MetaData) -> list[object]:
    """How the database differs from the description; the tables of the message path are the chassis's."""

    def is_ours(_object: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
        return kind != "table" or name in described.tables

    context = MigrationContext.configure(connection, opts={"include_object": is_ours, "compare_type": True})
    return list(compare_metadata(context, described))

"""What a part keeps for look-ups is as described (`tables.py`) and as migrated the same."""

from importlib import import_module

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from deploy.local.layout import ROOT
from tests.platform import Databases

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


def compared(connection: Connection, described: MetaData) -> list[object]:
    """How the database differs from the description; the tables of the message path are the chassis's."""

    def is_ours(_object: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
        return kind != "table" or name in described.tables

    context = MigrationContext.configure(connection, opts={"include_object": is_ours, "compare_type": True})
    return list(compare_metadata(context, described))

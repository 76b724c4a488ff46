"""The read model as described and as migrated are the same."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from services.desk.tables import Table
from tests.platform import Databases


async def test_the_migration_makes_the_tables_that_the_code_describes(database: Databases) -> None:
    """A column, a type or an index in the one and not in the other is a mistake."""
    url = database("desk").replace("postgresql://", "postgresql+asyncpg://", 1)
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.connect() as connection:
        differences = await connection.run_sync(compared)
    await engine.dispose()

    assert differences == []


def compared(connection: Connection) -> list[object]:
    """How the database differs from the description; the tables of the message path are the chassis's."""
    ours = Table.metadata.tables.keys()

    def is_ours(_object: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
        return kind != "table" or name in ours

    context = MigrationContext.configure(connection, opts={"include_object": is_ours, "compare_type": True})
    return list(compare_metadata(context, Table.metadata))

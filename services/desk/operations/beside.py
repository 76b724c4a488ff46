"""Tables beside those of the read model: made like them, compared with them, and put in their place at one moment."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from pydantic_core import from_json

from services.chassis.decider import Connection
from services.chassis.schema_gate import MESSAGE_PATH

SCHEMA = "rebuilt"
READ_MODEL = ("cases", "timeline", "people", "matters", "notices")
"""What events alone bring about. What people asked for, published figures and announced letters are not rebuilt."""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
"""All have an empty one beside: what the message path writes there is never published, and of commands, stops and
letters everything is said already."""
OF_A_CASE = {
    "cases": "id",
    "timeline": "service || '/' || event",
    "people": "subject",
    "matters": "kind || '/' || matter",
    "notices": "notice",
}
"""Table -> by what a row of a case is known."""
BOTH = ("public", SCHEMA)
ROWS = "SELECT {key} AS key, to_jsonb(t) AS columns FROM {schema}.{table} t WHERE {of} = $1"
LOCK_SECONDS = 5
LEADER = 0x656B6303
"""The advisory lock of whoever rebuilds."""
INDEXES = """
SELECT indexname AS name, indexdef AS def FROM pg_indexes WHERE schemaname = $1 AND tablename = $2 ORDER BY indexname
"""
DIFFERENT = """
SELECT (SELECT count(*) FROM (SELECT {columns} FROM public.{table} EXCEPT SELECT {columns} FROM rebuilt.{table}) a)
    + (SELECT count(*) FROM (SELECT {columns} FROM rebuilt.{table} EXCEPT SELECT {columns} FROM public.{table}) b)
"""
COLUMNS = """
SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
WHERE attrelid = ('public.' || $1)::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'number'
"""
PLACES = """
CREATE TEMP TABLE places ON COMMIT DROP AS
WITH known AS (
    SELECT r.number AS now, min(o.number) AS was FROM rebuilt.timeline r
    LEFT JOIN public.timeline o ON o.service = r.service AND o.event = r.event GROUP BY r.number
)
SELECT now, coalesce(was, (SELECT coalesce(max(number), 0) FROM public.timeline)
    + row_number() OVER (PARTITION BY was IS NULL ORDER BY now)) AS number FROM known
"""
"""Each thing that happened keeps its number, by which portals know how far they have read (`GET /changes`)."""
RENUMBER = (
    "UPDATE rebuilt.timeline t SET number = -t.number FROM places p WHERE p.now = t.number AND p.now <> p.number",
    "UPDATE rebuilt.timeline t SET number = p.number FROM places p WHERE t.number = -p.now",
    "UPDATE rebuilt.notices n SET number = p.number FROM places p WHERE n.number = p.now AND p.now <> p.number",
)


class AnotherRebuilds(Exception):
    """Somebody else rebuilds now."""


@asynccontextmanager
async def alone(owner: Connection) -> AsyncIterator[None]:
    """Rebuild, one at a time; whatever happens, nothing is left beside.

    Raises:
        AnotherRebuilds: somebody else does.
    """
    if not await owner.fetchval("SELECT pg_try_advisory_lock($1)", LEADER):
        raise AnotherRebuilds
    try:
        await clear(owner)
        await make(owner)
        yield
    finally:
        await clear(owner)
        await owner.execute("SELECT pg_advisory_unlock($1)", LEADER)


async def clear(owner: Connection) -> None:
    """Leave nothing beside: also of one that was killed."""
    await owner.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")


async def make(owner: Connection) -> None:
    """Empty tables, with indexes that have the names of those beside which they are: migrations know them by these."""
    await owner.execute(f"CREATE SCHEMA {SCHEMA}")
    for table in [row[0] for row in await owner.fetch(TABLES)]:
        await owner.execute(f"CREATE TABLE {SCHEMA}.{table} (LIKE public.{table} INCLUDING ALL)")
        names = {shape(one["def"]): one["name"] for one in await owner.fetch(INDEXES, "public", table)}
        for one in await owner.fetch(INDEXES, SCHEMA, table):
            if one["name"] != (name := names[shape(one["def"])]):
                await owner.execute(f"ALTER INDEX {SCHEMA}.{quoted(one['name'])} RENAME TO {quoted(name)}")


def quoted(name: str) -> str:
    """A name as PostgreSQL takes it."""
    return '"' + name.replace('"', '""') + '"'


def shape(definition: str) -> str:
    """What an index is, without its name and its table's schema."""
    return re.sub(r"^CREATE (UNIQUE )?INDEX .*? USING", r"\1", definition)


async def compared(owner: Connection) -> list[dict[str, Any]]:
    """Table by table: rows in use, rows rebuilt, and how many are in one of both only."""
    found = []
    for table in READ_MODEL:
        columns = await owner.fetchval(COLUMNS, table)
        found.append(
            {
                "table": table,
                "in_use": await owner.fetchval(f"SELECT count(*) FROM public.{table}"),  # noqa: S608 a name of ours
                "rebuilt": await owner.fetchval(f"SELECT count(*) FROM {SCHEMA}.{table}"),  # noqa: S608
                "different": await owner.fetchval(DIFFERENT.format(table=table, columns=columns)),
            }
        )
    return found


async def compared_case(owner: Connection, case: str) -> list[str]:
    """Of one case: which rows are in one of both only, and which columns of others differ; never what they hold."""
    found: list[str] = []
    for table, key in OF_A_CASE.items():
        of = "id" if table == "cases" else "stream"
        rows = [await owner.fetch(ROWS.format(schema=schema, table=table, key=key, of=of), case) for schema in BOTH]
        used, again = ({row["key"]: from_json(row["columns"]) for row in some} for some in rows)
        for one in sorted(used.keys() | again.keys()):
            if one not in again:
                found.append(f"{table} {one}: only in what is in use")
            elif one not in used:
                found.append(f"{table} {one}: missing in what is in use")
            elif differ := [name for name in used[one] if used[one][name] != again[one][name] and name != "number"]:
                found.append(f"{table} {one}: another {', '.join(differ)}")
    return found


async def close(owner: Connection) -> None:
    """Let nobody read or write the tables in use until the transaction ends.

    Raises:
        asyncpg.LockNotAvailableError: somebody uses them for too long.
    """
    await owner.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
    await owner.execute(f"LOCK TABLE {', '.join(f'public.{table}' for table in READ_MODEL)} IN ACCESS EXCLUSIVE MODE")


async def swap(owner: Connection, role: str) -> None:
    """Put the rebuilt tables in the place of those in use, with the rights that migrations give."""
    await owner.execute(PLACES)
    for statement in RENUMBER:
        await owner.execute(statement)
    for table in READ_MODEL:
        await owner.execute(f"DROP TABLE public.{table}")
        await owner.execute(f"ALTER TABLE {SCHEMA}.{table} SET SCHEMA public")
    await owner.execute((MESSAGE_PATH / "grants.sql").read_text().format(role=role))

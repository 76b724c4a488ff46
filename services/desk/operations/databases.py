"""Whether a database is as it should be: reached, of this release's schema, with rights as granted, its clock right."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg

from services.chassis import tls
from services.chassis.schema_gate import Schema, WrongSchema, existing, recorded
from services.desk.operations import grants
from services.desk.operations.checks import Check, failed, of_all, ok, unknown

if TYPE_CHECKING:
    from services.chassis.decider import Connection
    from services.chassis.settings import DatabaseSettings

SKEW_SECONDS = 2.0
"""Clocks may differ so much: deadlines are days, and tokens forgive 30 seconds."""
ANSWER_SECONDS = 5.0
TABLES = """
SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
RIGHTS = """
SELECT relname, what FROM pg_class, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES',
    'TRIGGER']) AS what
WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND has_table_privilege($1, oid, what)
"""
ROLE = "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication FROM pg_roles WHERE rolname = $1"
OWNED = "SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = $1)"
MAKES = """
SELECT has_schema_privilege($1, 'public', 'CREATE') OR has_database_privilege($1, current_database(), 'CREATE')
"""
ELSEWHERE = """
SELECT datname FROM pg_database
WHERE datallowconn AND datname <> ALL($2::text[]) AND has_database_privilege($1, datname, 'CONNECT')
"""


async def looked_at(name: str, settings: "DatabaseSettings") -> list[Check]:
    """Everything about one database; what cannot be reached is said once."""
    what = f"database {name}"
    try:
        connection = await asyncpg.connect(
            settings.database_url.get_secret_value(), ssl=tls.database(settings), timeout=ANSWER_SECONDS
        )
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        do = "See whether PostgreSQL runs, whether you may reach it, and whether the password is still right."
        return [failed(what, f"It cannot be reached ({type(error).__name__}).", do)]
    found = [await clock(what, connection)]
    try:
        return [*found, *await schema(name, connection), *await rights(name, connection)]
    except asyncpg.PostgresError as error:
        do = "Ask as a role that may read its tables, and those of PostgreSQL."
        return [*found, unknown(what, f"You may not look at all of it ({type(error).__name__}).", do)]
    finally:
        await connection.close()


def known(name: str) -> Schema:
    """What this release knows of a database's tables."""
    return Schema("privacy", keyring=True) if name == "keyring" else Schema(name)


async def schema(name: str, connection: "Connection") -> list[Check]:
    """Whether the parts of this release start on it."""
    mistakes: list[WrongSchema] = list(known(name).mistakes(await recorded(connection)))
    do = f"Run `python -m services.chassis.migrate {known(name).part}` of the release that is to run."
    return list(of_all(f"schema of {name}", map(str, mistakes), "It is this release's.", do))


async def clock(what: str, connection: "Connection") -> Check:
    """How far its clock is from that of whoever asks."""
    before = datetime.now(UTC)
    theirs: datetime = await connection.fetchval("SELECT clock_timestamp()")
    middle = before + (datetime.now(UTC) - before) / 2
    return skew(what, (theirs - middle).total_seconds())


def skew(what: str, seconds: float) -> Check:
    """Whether a clock is right."""
    if abs(seconds) <= SKEW_SECONDS:
        return ok(f"clock of {what}", f"It differs by {abs(seconds):.1f} s from here.")
    said = f"It is {abs(seconds):.0f} s {'ahead of' if seconds > 0 else 'behind'} the clock here."
    return failed(f"clock of {what}", said, "See which of both is wrong, and mend its time service (NTP) first.")


def stamped(what: str, seconds: float, rarely: float = float("inf")) -> Check:
    """Whether a clock is right that only stamps things: the latest is not in the future, nor older than it ever is."""
    if -rarely <= seconds <= SKEW_SECONDS:
        return ok(f"clock of {what}", "What it stamped last is not in the future.")
    return skew(what, seconds)


async def rights(name: str, connection: "Connection") -> list[Check]:
    """Whether the roles that work with it may do what is granted, and no more."""
    tables = [row[0] for row in await connection.fetch(TABLES)]
    if not tables:
        return [unknown(f"rights in {name}", "It has no tables.", "Migrate first.")]
    expected = grants.Rights(tables)
    for folder in known(name).folders:
        for script in existing_script(folder):
            expected.read(script, name)
    mistakes = [one async for one in wrong(name, expected, connection)]
    do = "Migrations give rights anew: `python -m services.chassis.migrate`; what is too much an administrator revokes."
    return list(of_all(f"rights in {name}", mistakes, f"{', '.join(expected.of)} may what is granted.", do))


async def wrong(name: str, expected: grants.Rights, connection: "Connection") -> AsyncIterator[str]:
    """What roles may too much, or too little."""
    for role, pairs in expected.of.items():
        known_role = await connection.fetchrow(ROLE, role)
        if known_role is None:
            yield f"there is no role {role}"
            continue
        if any(known_role.values()):
            yield f"{role} may act beyond its tables: {', '.join(name for name, may in known_role.items() if may)}"
        if await connection.fetchval(OWNED, role):
            yield f"{role} owns tables in {name}: it could do anything with them"
        if await connection.fetchval(MAKES, role):
            yield f"{role} may make tables in {name}: it could put one in the place of another"
        inherited = expected.of.get(name, set()) if role != name else set()
        there = [(row[0], row[1]) for row in await connection.fetch(RIGHTS, role)]
        for sentence in grants.different(pairs | inherited, there, role, name):
            yield sentence
        own = await connection.fetchval("SELECT current_database()")
        for row in await connection.fetch(ELSEWHERE, role, [own]):
            yield f"{role} may enter the database {row[0]}"


def existing_script(folder: Path) -> Iterator[str]:
    """The grants beside migrations, where there are any."""
    for script in existing(folder):
        file = script / "grants.sql"
        if file.exists():
            yield file.read_text()

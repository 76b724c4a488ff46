"""Least privilege in PostgreSQL, tried: a part works with its own tables, and can do nothing else."""

import asyncio

import asyncpg
import pytest
from pydantic import SecretStr

from deploy.local import Platform, roles
from services.chassis.settings import BadSettings
from tests.platform import Databases

PARTS = [name for name in roles.DATABASES if name != "keyring"]
REFUSED = asyncpg.InsufficientPrivilegeError


async def run(url: str, *statements: str) -> None:
    """Run statements with one connection."""
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def enters(platform: Platform, role: str, database: str) -> bool:
    """Whether a role gets into a database."""
    try:
        await run(platform.environments.database_url(database, role))
    except REFUSED:
        return False
    return True


@pytest.mark.parametrize("role", roles.ROLES)
async def test_a_role_enters_its_own_database_only(database: Databases, role: str) -> None:
    """The roles of a database are its owner and who works with it; nobody enters what every cluster has either."""
    every = (*roles.SHARED, *roles.DATABASES)

    entered = await asyncio.gather(*(enters(database.platform, role, name) for name in every))

    own = [name for name in roles.DATABASES if role in (roles.owner(name), *roles.users(name))]
    assert [name for name, inside in zip(every, entered, strict=True) if inside] == own


@pytest.mark.parametrize("part", PARTS)
async def test_a_part_owns_nothing(database: Databases, part: str) -> None:
    """What it owned it could alter, drop, and give to others."""
    connection = await asyncpg.connect(database(part))
    query = "SELECT DISTINCT relowner::regrole::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    owners = [row[0] for row in await connection.fetch(query)]
    await connection.close()

    assert owners == [roles.owner(part)]


async def test_a_part_works_with_its_tables(database: Databases) -> None:
    """What is refused below is not refused because nothing is allowed."""
    await run(
        database("plan"),
        "INSERT INTO inbox (source, id, digest) VALUES ('s', 'i', '')",
        "UPDATE inbox SET digest = 'x'",
        "DELETE FROM inbox",
        "INSERT INTO outbox (topic, key, value) VALUES ('t', 'k', '')",
        "INSERT INTO event_log VALUES ('s', 1, 1, '')",
        "SELECT FROM event_log",
    )


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (number integer)",
        "ALTER TABLE outbox ADD COLUMN mine text",
        "DROP TABLE outbox",
        "TRUNCATE outbox",
        "CREATE RULE mine AS ON INSERT TO outbox DO INSTEAD NOTHING",
        "UPDATE event_log SET envelope = ''",
        "DELETE FROM event_log",
        "DELETE FROM alembic_version",
        "UPDATE schema_revisions SET needs = NULL",
        "SET ROLE plan_owner",
        "CREATE ROLE mine",
        "CREATE DATABASE mine",
        "ALTER SYSTEM SET log_min_error_statement = 'error'",
        "SELECT pg_read_file('PG_VERSION')",
        "COPY inbox TO PROGRAM 'cat'",
    ],
)
async def test_a_part_can_do_nothing_else(database: Databases, statement: str) -> None:
    """Whoever breaks into a part cannot rewrite what happened, nor reach further."""
    with pytest.raises(REFUSED):
        await run(database("plan"), statement)


async def test_what_happens_with_a_part_leaves_nothing_behind(database: Databases) -> None:
    """Also a table of one session is refused."""
    with pytest.raises(REFUSED):
        await run(database.platform.database_url("plan"), "CREATE TEMPORARY TABLE mine (number integer)")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_log SET actor = 'nobody'",
        "DELETE FROM access_log",
        "DELETE FROM erased",
        "UPDATE erased SET subject = ''",
    ],
)
async def test_who_looked_and_who_was_erased_stays_as_it_was_written(database: Databases, statement: str) -> None:
    """R33, R34: not even the part that writes it can change it."""
    with pytest.raises(REFUSED):
        await run(database("privacy"), statement)


KEY = "INSERT INTO data_keys (subject, version, epoch, wrapped) VALUES ('els', 1, 1, '')"
TOMBSTONE = "INSERT INTO tombstones (subject, epoch) VALUES ('els', 1)"
ERASE = "DELETE FROM data_keys WHERE subject = 'els'"


@pytest.fixture
def keyring(database: Databases) -> dict[str, str]:
    """The addresses of a keyring for the role that opens keys, and for the one that erases."""
    url = database("keyring")
    name = url.rpartition("/")[2]
    return {role: database.url(role, name) for role in roles.users("keyring")}


async def test_keys_are_made_and_wrapped_anew_by_the_keyring(keyring: dict[str, str]) -> None:
    """What goes on all day needs no right to delete."""
    await run(keyring["keyring"], KEY, "UPDATE data_keys SET epoch = 2, wrapped = 'x'", "SELECT FROM tombstones")


@pytest.mark.parametrize("statement", [ERASE, "TRUNCATE data_keys", TOMBSTONE, "DELETE FROM tombstones"])
async def test_nobody_but_who_erases_deletes_a_key(keyring: dict[str, str], statement: str) -> None:
    """R34: a key that is gone is a case that is gone."""
    with pytest.raises(REFUSED):
        await run(keyring["keyring"], statement)


async def test_who_erases_deletes_a_key(keyring: dict[str, str]) -> None:
    """R34: and leaves a tombstone."""
    await run(keyring[roles.ERASER], KEY, TOMBSTONE, ERASE)


@pytest.mark.parametrize(
    "statement", ["DELETE FROM tombstones", "UPDATE tombstones SET subject = ''", "DROP TABLE data_keys"]
)
async def test_a_tombstone_is_for_good(keyring: dict[str, str], statement: str) -> None:
    """R34: nobody who runs takes one away, so that nothing brings back who was erased."""
    with pytest.raises(REFUSED):
        await run(keyring[roles.ERASER], statement)


async def test_tables_of_former_releases_get_an_owner(database: Databases) -> None:
    """A part that owned its tables itself owns nothing afterwards, and works with them as before."""
    administrator = database.platform.admin_url()
    await run(administrator, "CREATE DATABASE former OWNER plan")
    within = administrator.rpartition("/")[0] + "/former"
    await run(within, "SET ROLE plan", "CREATE TABLE kept ()")

    await run(within, roles.take_over("plan"))

    connection = await asyncpg.connect(within)
    tables = await connection.fetchval("SELECT relowner::regrole::text FROM pg_class WHERE relname = 'kept'")
    itself = await connection.fetchval("SELECT datdba::regrole::text FROM pg_database WHERE datname = 'former'")
    await connection.close()
    assert (tables, itself) == ("plan_owner", "plan_owner")


def test_migrations_are_run_by_an_owner(database: Databases) -> None:
    """A part that made its tables itself would own them: that is refused before anything is made."""
    with pytest.raises(BadSettings, match="not as plan"):
        database.migrate("plan", SecretStr(database("plan")))

"""PostgreSQL over TLS as production has it, on a server that has TLS: the one that tests use otherwise has none."""

import asyncio
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from pydantic import SecretStr

from deploy.local import roles
from services.chassis import tls
from services.chassis.app import NOTICED, connect
from services.chassis.migrate import MigrationSettings, migrate
from services.chassis.settings import DatabaseSettings, Settings
from tests.fence.debian import PASSWORD, Server, running
from tests.fence.papers import Office, number
from tests.platform import Databases

NOW = "SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
SHOWN = "SELECT client_serial FROM pg_stat_ssl WHERE pid = pg_backend_pid()"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Who signs the papers of the server and of parts."""
    return Office.opened(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def server(office: Office) -> Iterator[Server]:
    """PostgreSQL at `localhost`, with the roles and databases of production."""
    with running(office.server("postgres", ["localhost"])) as found:
        asyncio.run(establish(found, trusting(office)))
        yield found


async def establish(server: Server, context: ssl.SSLContext) -> None:
    """What an administrator does in a new cluster."""
    connection = await asyncpg.connect(server.url("postgres"), ssl=context)
    for statement in roles.script():
        await connection.execute(statement)
    for role in roles.ROLES:
        await connection.execute(f"ALTER ROLE {role} PASSWORD '{PASSWORD}'")
    await connection.close()


def trusting(office: Office, **more: Any) -> ssl.SSLContext:
    """The context of settings that trust an authority, as parts make it."""
    context = tls.database(DatabaseSettings(database_ca_file=office.folder / "ca.pem", **more))
    assert context
    return context


async def over(url: str, context: ssl.SSLContext | bool, how: str = NOW) -> tuple[Any, ...]:
    """Connect, and ask how."""
    connection = await asyncpg.connect(url, ssl=context)
    try:
        return tuple(await connection.fetchrow(how) or ())
    finally:
        await connection.close()


@pytest.mark.long
@pytest.mark.parametrize("asked", ["", "?sslmode=disable"])
async def test_a_part_and_its_migrations_connect(server: Server, office: Office, asked: str) -> None:
    """In production, over TLS 1.3, whatever the address says; the migrations as the owner, the part as its role.

    And PostgreSQL looks whether the part's machine is there, for its locks are others' when it is not.
    """
    files: Any = {"database_ca_file": office.folder / "ca.pem"}
    owner = SecretStr(server.url("desk_owner", "desk") + asked)
    settings = Settings(
        part="desk", environment="development", database_url=SecretStr(server.url("desk", "desk") + asked), **files
    )

    await asyncio.to_thread(migrate, "desk", MigrationSettings(database_owner_url=owner, **files))
    async with await connect(settings) as pool:
        assert tuple(await pool.fetchrow(NOW) or ()) == (True, "TLSv1.3")
        assert await pool.fetchval("SELECT count(*) FROM outbox") == 0
        for setting, value in NOTICED.items():
            assert await pool.fetchval("SELECT current_setting($1)", setting) == value


@pytest.mark.long
async def test_another_authority_is_not_trusted(server: Server, tmp_path: Path) -> None:
    """Whoever stands in between has some certificate, and none of ours."""
    with pytest.raises(ssl.SSLCertVerificationError):
        await over(server.url("desk"), trusting(Office.opened(tmp_path)))


@pytest.mark.long
async def test_without_an_authority_the_systems_count(server: Server) -> None:
    """And those do not know ours."""
    context = tls.database(DatabaseSettings())

    with pytest.raises(ssl.SSLCertVerificationError):
        await over(server.url("desk"), context)


@pytest.mark.long
async def test_another_name_is_not_believed(server: Server, office: Office) -> None:
    """The right authority signed it, for another server: `verify-full`, not `verify-ca`."""
    with pytest.raises(ssl.SSLCertVerificationError, match="IP address mismatch"):
        await over(server.url("desk", host="127.0.0.1"), trusting(office))


@pytest.mark.long
async def test_the_server_lets_nobody_in_without_tls(server: Server) -> None:
    """With the right password."""
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
        await over(server.url("desk", "desk"), False)


@pytest.mark.long
async def test_a_role_shows_its_own_certificate(server: Server, office: Office) -> None:
    """Where PostgreSQL wants one beside the password: without it, or with another's, nobody comes in."""
    plan, desk = (office.client(name) for name in ("plan", "desk"))

    assert await over(server.url("plan", "plan"), trusting(office, **files(plan))) == (True, "TLSv1.3")
    for context in (trusting(office), trusting(office, **files(desk))):
        with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
            await over(server.url("plan", "plan"), context)


@pytest.mark.long
async def test_a_role_shows_a_renewed_certificate(server: Server, office: Office) -> None:
    """With the same context as before, as a pool does when it connects anew."""
    plan = office.client("plan")
    context = trusting(office, **files(plan))

    for _ in range(2):
        assert await over(server.url("plan", "plan"), context, SHOWN) == (number(plan),)
        office.client("plan")


def files(papers: Any) -> dict[str, Path]:
    """As settings."""
    return {"database_cert_file": papers.certificate, "database_key_file": papers.key}


async def test_a_server_without_tls_is_left(database: Databases) -> None:
    """A part never sends its password to a server that has no TLS, or to somebody who says so."""
    with pytest.raises(ConnectionError, match="SSL"):
        await over(database("desk"), tls.trusting(None))

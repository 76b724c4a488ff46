"""Real backups of a platform's PostgreSQL: a base backup, and the write-ahead log up to a moment that was named."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg

from deploy.local import Platform, ports, postgres


async def administer(platform: Platform, statement: str) -> None:
    """Run a statement as the administrator."""
    connection = await asyncpg.connect(platform.admin_url())
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def name_moment(platform: Platform, name: str) -> None:
    """Let a restore be able to end here."""
    await administer(platform, f"SELECT pg_create_restore_point('{name}')")
    await administer(platform, "SELECT pg_switch_wal()")


async def base_backup(platform: Platform, name: str) -> Path:
    """Copy the cluster while it runs, as `pg_basebackup` does; from here on it keeps its write-ahead log."""
    for statement in ("ALTER SYSTEM SET wal_keep_size = '1GB'", "SELECT pg_reload_conf()"):
        await administer(platform, statement)
    folder = owned_folder(platform, name)
    how = ("--wal-method=none", "--checkpoint=fast", "--no-sync", f"--dbname={platform.admin_url()}", "-D", str(folder))
    await run(platform, "pg_basebackup", *how)
    return folder


@contextlib.asynccontextmanager
async def restored(platform: Platform, backup: Path, name: str, moment: str | None = None) -> AsyncIterator[int]:
    """A server with what there was at a moment (by default: all that was written since); its port."""
    folder, port = owned_folder(platform, name), ports.new(set())
    shutil.copytree(backup, folder, dirs_exist_ok=True)
    give(folder)
    target = [f"recovery_target_name = '{moment}'"] if moment else []
    wal = platform.layout.data / "postgres" / "pg_wal"
    lines = [f'restore_command = \'cp "{wal}/%f" "%p"\'', *target, "recovery_target_action = promote"]
    with (folder / "postgresql.auto.conf").open("a") as file:
        file.write("\n".join([*lines, ""]))
    (folder / "recovery.signal").touch()
    settings = [f"-c{key}={value}" for key, value in {**postgres.SETTINGS, "port": str(port), "fsync": "off"}.items()]
    server = await asyncio.create_subprocess_exec(
        *postgres.as_user(platform.layout), str(postgres.BIN / "postgres"), "-D", str(folder), *settings, cwd="/"
    )
    try:
        await promoted(at_port(platform.admin_url(), port))
        yield port
    finally:
        server.terminate()
        await server.wait()


async def promoted(url: str) -> None:
    """Wait until a restored server has come to its moment and may be written to."""
    while True:
        with contextlib.suppress(OSError, asyncpg.CannotConnectNowError):
            connection = await asyncpg.connect(url)
            try:
                if not await connection.fetchval("SELECT pg_is_in_recovery()"):
                    return
            finally:
                await connection.close()
        await asyncio.sleep(0.1)


def at_port(url: str, port: int) -> str:
    """The address of the same database in another server."""
    before, _, database = url.rpartition("/")
    return f"{before.rpartition(':')[0]}:{port}/{database}"


async def run(platform: Platform, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs as the user who owns its files."""
    words = [*postgres.as_user(platform.layout), str(postgres.BIN / program), *arguments]
    process = await asyncio.create_subprocess_exec(*words, cwd="/", stderr=asyncio.subprocess.PIPE)
    _, said = await process.communicate()
    assert process.returncode == 0, said.decode()


def owned_folder(platform: Platform, name: str) -> Path:
    """An empty folder beside the cluster, for the user who runs it."""
    folder = platform.layout.data / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    give(folder)
    return folder


def give(folder: Path) -> None:
    """Let whoever runs PostgreSQL own all in a folder."""
    if user := postgres.user():
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, user)

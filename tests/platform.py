"""The servers that tests use: started when the first test needs them, ended with the session.

They run in a folder of their own under `build`, so that a platform that somebody works with is left alone.
"""

import asyncio
import contextlib
import fcntl
import functools
import itertools
import os
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg
from confluent_kafka import OFFSET_END, TopicPartition
from confluent_kafka.admin import AdminClient
from pydantic import SecretStr

from contracts.topics import KEYS
from deploy.local import Platform
from deploy.local.layout import ROOT
from deploy.local.roles import owner, users
from services.chassis import migrate
from services.chassis.decider import Pool
from services.chassis.schema_gate import Schema


@contextlib.contextmanager
def session(kind: Callable[[Path], Platform] | None = None) -> Iterator[Platform]:
    """A platform that begins empty, for one session of tests; another session at the same time gets another.

    It is of the kind that was asked for (`implementation`), unless a test needs the servers' own files.
    """
    for number in itertools.count(1):
        place = ROOT / "build" / f"test-platform-{number}"
        place.parent.mkdir(exist_ok=True)
        with place.with_suffix(".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            platform = (kind or implementation())(place)
            platform.stop()
            platform.wipe_data()
            try:
                yield platform
            finally:
                platform.stop()
            return


def implementation() -> Callable[[Path], Platform]:
    """Servers from packages, or from public images where `EKC_TEST_PLATFORM=containers` and an engine answers."""
    if os.environ.get("EKC_TEST_PLATFORM") != "containers" or no_engine():
        return Platform
    from tests.containers.platform import ContainerPlatform
    from tests.containers.servers import MAKERS

    return functools.partial(ContainerPlatform, makers=MAKERS)


@functools.cache
def no_engine() -> str:
    """Why the servers come from packages although containers are asked for; empty if they do not."""
    from tests.containers import platform

    return platform.no_engine()


def said() -> str:
    """What to tell of it at the end of a session; empty if there is nothing to tell."""
    if not no_engine.cache_info().currsize or not no_engine():
        return ""
    return f"EKC_TEST_PLATFORM=containers: no engine answers, so the servers came from packages ({no_engine()})"


def relieve(platform: Platform) -> None:
    """Let PostgreSQL not wait for the disk: hundreds of databases are made, and searched through after each kill.

    What it has written survives a kill of it, whatever the disk has; only a machine that fails would lose it.
    """
    for statement in ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"):
        Databases(platform).execute(statement)


def empty_topics(platform: Platform) -> None:
    """Let go of all records that there are; of the published keys the latest stays as it is."""
    admin = AdminClient(platform.kafka_settings())
    topics = admin.list_topics(timeout=20).topics
    ends = [TopicPartition(name, number, OFFSET_END) for name in topics for number in topics[name].partitions]
    ours = [one for one in ends if one.topic.startswith("ekc.") and one.topic != KEYS]
    for emptied in admin.delete_records(ours).values():
        emptied.result(timeout=20)


def bring_files(platform: Platform) -> None:
    """Copy the files of servers that are containers to where those of processes lie."""
    if os.environ.get("EKC_TEST_PLATFORM") == "containers":
        from tests.containers.platform import ContainerPlatform

        if isinstance(platform, ContainerPlatform):
            platform.bring_files()


class Databases:
    """Gives every test a fresh database with the tables of a part.

    The tables are made once, in a template; a copy of it takes a fraction of a second.
    """

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.templates: set[str] = set()

    def __call__(self, part: str) -> str:
        """The address of a new database for a part, or for the `keyring` as its role that may erase."""
        template = f"template_{part}"
        if part not in self.templates:
            self.execute(f"CREATE DATABASE {template} OWNER {owner(part)}")
            self.migrate(part, self.owned(part, template))
            self.templates.add(part)
        name = f"{part}_{secrets.token_hex(6)}"
        self.execute(f"CREATE DATABASE {name} OWNER {owner(part)} TEMPLATE {template}")
        return self.url(users(part)[-1], name)

    def migrate(self, part: str, url: SecretStr) -> None:
        """Make the tables."""
        self.in_thread(migrate.upgrade, url, Schema("privacy", keyring=True) if part == "keyring" else Schema(part))

    def url(self, role: str, database: str) -> str:
        """The address of a database for a role."""
        return self.platform.environments.database_url(database, role)

    def owned(self, part: str, database: str) -> SecretStr:
        """The address of a database for the owner of a part's tables."""
        return SecretStr(self.url(owner(part), database))

    def execute(self, statement: str) -> None:
        """Run one statement as the administrator."""
        self.in_thread(asyncio.run, self.run(statement))

    async def run(self, statement: str) -> None:
        """See `execute`."""
        connection = await asyncpg.connect(self.platform.admin_url())
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def tamper(self, pool: Pool, statement: str, *arguments: object) -> None:
        """Change as the administrator what no part can, in the database of a pool."""
        connection = await asyncpg.connect(self.platform.admin_url(await pool.fetchval("SELECT current_database()")))
        try:
            await connection.execute(statement, *arguments)
        finally:
            await connection.close()

    @staticmethod
    def in_thread(work: Callable[..., object], *arguments: object) -> None:
        """Do something that needs an event loop of its own, also from within one."""
        with ThreadPoolExecutor(1) as threads:
            threads.submit(work, *arguments).result()

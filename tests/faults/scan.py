"""Where a platform keeps anything: all of its files byte by byte, and what lies in them compressed or in pieces."""

import asyncio
import errno
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

import asyncpg
from aiokafka.record.default_records import DefaultRecordBatch
from aiokafka.record.memory_records import MemoryRecords

from deploy.local.platform import Platform
from deploy.local.roles import DATABASES
from tests.faults.needles import Needles
from tests.platform import bring_files

CHUNK = 1 << 22
TABLES = """
SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm') AND (n.nspname NOT IN ('pg_catalog', 'information_schema') OR c.relname = 'pg_statistic')
"""
LAY_OPEN = """
DO $$ DECLARE at record; BEGIN
    FOR at IN SELECT a.attrelid::regclass place, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attstorage IN ('x', 'm')
    LOOP EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET STORAGE EXTERNAL', at.place, at.attname); END LOOP;
END $$
"""


@dataclass(frozen=True)
class Finding:
    """A value where it must not be."""

    where: str
    value: str
    form: str


async def lay_open(platform: Platform) -> None:
    """From now on PostgreSQL compresses no value: also what was deleted, and what the WAL says, lies open."""
    for database in DATABASES:
        await execute(platform, database, LAY_OPEN)


async def scan(platform: Platform, needles: Needles) -> list[Finding]:
    """Look everywhere. What PostgreSQL has in memory is brought to its files before."""
    await execute(platform, "postgres", "CHECKPOINT")
    await execute(platform, "postgres", "SELECT pg_switch_wal()")
    await asyncio.to_thread(bring_files, platform)
    found = await asyncio.to_thread(in_files, platform.layout.folder, needles)
    for database in DATABASES:
        async for table, text in rows(platform, database):
            found += [Finding(f"{database}.{table}", *hit) for hit in needles.within(text)]
    return found


def in_files(folder: Path, needles: Needles) -> list[Finding]:
    """Look into every file, and once more into Kafka's compressed batches and the cells of Temporal's database."""
    found: list[Finding] = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        texts = [pieces(path, needles.longest)]
        if path.suffix == ".log" and path.parent.parent.name == "kafka":
            texts.append(batches(path))
        if path.name == "temporal.db":
            texts.append(cells(path))
        name = str(path.relative_to(folder))
        found += [Finding(name, *hit) for source in texts for text in source for hit in needles.within(text)]
    return found


def pieces(path: Path, overlap: int) -> Iterator[bytes]:
    """A file's bytes without its holes; what lies across the border of two pieces is in the second."""
    try:
        with path.open("rb", buffering=0) as file:
            at = data_from(file, 0)
            while at is not None:
                file.seek(max(0, at - overlap))
                yield file.read(at - file.tell() + CHUNK)
                at = data_from(file, file.tell())
    except FileNotFoundError:  # it is gone meanwhile
        return


def data_from(file: FileIO, at: int) -> int | None:
    """Where the next bytes are that are not a hole of a sparse file; nothing at the end."""
    try:
        return os.lseek(file.fileno(), at, os.SEEK_DATA)
    except OSError as error:
        if error.errno == errno.ENXIO:
            return None
        raise


def batches(log: Path) -> Iterator[bytes]:
    """What the compressed batches of a segment hold.

    Raises:
        aiokafka.errors.UnsupportedCodecError: they cannot be read, so they may hold anything.
    """
    records = MemoryRecords(log.read_bytes())
    while records.has_next():
        batch = records.next_batch()
        if isinstance(batch, DefaultRecordBatch) and batch.compression_type:
            for record in batch:
                parts = [record.key, record.value, *(part for header in record.headers for part in header)]
                yield b"\n".join(part.encode() if isinstance(part, str) else part or b"" for part in parts)


def cells(database: Path) -> Iterator[bytes]:
    """All that an SQLite database holds: in the file a long value is in pieces."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                yield b"\n".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in row)
    finally:
        connection.close()


async def rows(platform: Platform, database: str) -> AsyncIterator[tuple[str, bytes]]:
    """All that a PostgreSQL database holds, as text: in the files a long value is in pieces, or compressed."""
    connection = await asyncpg.connect(platform.admin_url(database))
    try:
        for (table,) in await connection.fetch(TABLES):
            for (row,) in await connection.fetch(f"SELECT t::text FROM {table} t"):
                yield table, row.encode()
    finally:
        await connection.close()


async def execute(platform: Platform, database: str, statement: str, *arguments: object) -> None:
    """Run one statement as the administrator."""
    connection = await asyncpg.connect(platform.admin_url(database))
    try:
        await connection.execute(statement, *arguments)
    finally:
        await connection.close()

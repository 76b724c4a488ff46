"""Places at rest: every file of a folder as it lies, and once more where what it holds is packed or in pieces."""

import errno
import gzip
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from io import FileIO
from itertools import groupby
from pathlib import Path

import cramjam

from services.desk.proof import kafka_segments, postgres_pages
from services.desk.proof.kafka_segments import Unreadable

PIECE = 1 << 22
AS_IT_LIES = "as it lies"
BATCHES = "compressed batches of Kafka"
ROWS = "rows of SQLite"
VALUES = "compressed and toasted values of PostgreSQL"
WAL = "WAL without the headers of its pages"
WAL_VALUES = "compressed and toasted values in the WAL"
UNPACKED = "unpacked"
PACKED_VALUES = "unpacked, compressed and toasted values of PostgreSQL"
GZIP, ZSTD, LZ4, SQLITE = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"SQLite format 3\0"


@dataclass(frozen=True)
class Stream:
    """Bytes that follow each other: of which file or folder, how they were read, and the bytes piece by piece."""

    place: str
    how: str
    pieces: Iterable[bytes]


def streams(root: Path) -> Iterator[Stream]:
    """Everything in a folder, or in a file."""
    files = [root] if root.is_file() else sorted(path for path in root.rglob("*") if path.is_file())
    for path in files:
        place = name(path, root)
        yield Stream(place, AS_IT_LIES, pieces(path))
        yield from unpacked(path, place)
    for folder, segments in groupby(filter(is_wal, files), key=lambda path: path.parent):
        log = list(segments)
        yield Stream(name(folder, root), WAL, wal(log))
        yield Stream(name(folder, root), WAL_VALUES, postgres_pages.values(wal(log)))


def name(path: Path, root: Path) -> str:
    """A place as the report calls it, from where the search began."""
    return str(path.relative_to(root)) if path.is_relative_to(root) and path != root else path.name


def unpacked(path: Path, place: str) -> Iterator[Stream]:
    """What a file holds that cannot be seen in its bytes."""
    start = beginning(path)
    if kafka_segments.SEGMENT.fullmatch(path.name):
        yield Stream(place, BATCHES, kafka_segments.batches(path))
    elif start == SQLITE:
        yield Stream(place, ROWS, cells(path))
    elif start.startswith((GZIP, ZSTD, LZ4)):
        yield Stream(place, UNPACKED, contents(path, start))
        yield Stream(place, PACKED_VALUES, postgres_pages.values(contents(path, start)))
    elif not is_wal(path) and any((folder / "PG_VERSION").exists() for folder in path.parents):
        yield Stream(place, VALUES, postgres_pages.values(pieces(path)))


def is_wal(path: Path) -> bool:
    """Whether it is a segment of PostgreSQL's write-ahead log."""
    return postgres_pages.WAL_SEGMENT.fullmatch(path.name) is not None


def wal(segments: Iterable[Path]) -> Iterator[bytes]:
    """Segments that follow each other, as what was written to them; one that is removed meanwhile is left out."""
    for segment in segments:
        yield postgres_pages.unrolled(b"".join(pieces(segment)))


def beginning(path: Path) -> bytes:
    """The first bytes of a file, by which its kind is known."""
    return next(iter(pieces(path, len(SQLITE))), b"")[: len(SQLITE)]


def pieces(path: Path, size: int = PIECE) -> Iterator[bytes]:
    """A file's bytes without its holes; nothing of one that is gone meanwhile."""
    try:
        with path.open("rb", buffering=0) as file:
            at = data_from(file, 0)
            while at is not None:
                file.seek(at)
                yield file.read(size)
                at = data_from(file, file.tell())
    except FileNotFoundError:
        return


def data_from(file: FileIO, at: int) -> int | None:
    """Where the next bytes are that are not a hole of a sparse file; nothing at the end."""
    try:
        return os.lseek(file.fileno(), at, os.SEEK_DATA)
    except OSError as error:
        if error.errno == errno.ENXIO:
            return None
        raise


def contents(path: Path, start: bytes) -> Iterator[bytes]:
    """What a packed file holds.

    Raises:
        Unreadable: it is damaged.
    """
    try:
        if start.startswith(GZIP):
            with gzip.open(path) as file:
                while piece := file.read(PIECE):
                    yield piece
            return
        unpack = cramjam.zstd.decompress if start.startswith(ZSTD) else cramjam.lz4.decompress
        yield bytes(unpack(path.read_bytes()))
    except (EOFError, gzip.BadGzipFile, zlib.error, cramjam.DecompressionError):
        raise Unreadable("it cannot be unpacked") from None


def cells(database: Path) -> Iterator[bytes]:
    """All that an SQLite database holds: in the file a long value is in pieces.

    Raises:
        Unreadable: it is damaged, or in use by somebody who lets nobody read.
    """
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (table,) in tables:
                for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608, as the database calls it
                    yield b"\n".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in row) + b"\n"
    except sqlite3.Error:
        raise Unreadable("its rows cannot be read") from None

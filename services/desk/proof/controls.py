"""The positive control: an invented value in every form and packing, which a search has to find to be believed."""

import gzip
import secrets
import sqlite3
import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import cramjam

from services.desk.proof import forms, kafka_segments, places, postgres_pages
from services.desk.proof.search import Needles, Sought
from services.desk.proof.searching import search

LINE = b"Er stond nog veel meer in deze brief. "
FILLING = LINE * 80
MOST_OF_PIECE = 1996
"""Bytes that one row of a TOAST table holds."""


PACK: Mapping[int, Callable[[bytes], bytes]] = {
    1: gzip.compress,
    2: lambda plain: bytes(cramjam.snappy.compress_raw(plain)),
    3: lambda plain: bytes(cramjam.lz4.compress(plain)),
    4: lambda plain: bytes(cramjam.zstd.compress(plain)),
}
"""As Kafka numbers them."""


@dataclass(frozen=True)
class Control:
    """What was planted, where, and how it is to be read to be found."""

    what: str
    place: str
    how: str = places.AS_IT_LIES
    found: bool = False


def tried(folder: Path) -> list[Control]:
    """Put the controls into an empty folder, and look for them."""
    value = f"Quirijn Zandvoört {secrets.token_hex(4)}"
    planted = list(plant(folder, value))
    seen = {(one.place, one.how) for one in search([folder], Needles([Sought("control", value)])).findings}
    return [Control(one.what, one.place, one.how, (one.place, one.how) in seen) for one in planted]


def plant(folder: Path, value: str) -> Iterator[Control]:
    """Put the controls into files of a folder."""
    for number, (form, written) in enumerate(forms.of_text(value)):
        yield Control(f"{form} ({number})", put(folder, f"form-{number}", b"\0" + written + b"\0"))
    plain = value.encode()
    letter = FILLING + plain + FILLING
    yield Control("across two pieces", put(folder, "long", bytes(places.PIECE - 5) + plain))
    yield Control("packed log", put(folder, "old.log.gz", gzip.compress(letter)), places.UNPACKED)
    for codec in PACK:
        segment = put(folder, f"ekc.control-{codec}/{0:020}.log.deleted", batch(codec, letter))
        yield Control(f"compressed batch ({codec})", segment, places.BATCHES)
    yield from plant_in_postgres(folder / "postgres", letter, plain)
    with closing(sqlite3.connect(folder / "rows.db")) as database:
        database.execute("CREATE TABLE letters (letter BLOB)")
        database.execute("INSERT INTO letters VALUES (?)", [letter])
        database.commit()
    yield Control("row of SQLite", "rows.db", places.ROWS)


def plant_in_postgres(folder: Path, letter: bytes, plain: bytes) -> Iterator[Control]:
    """What looks like a data folder of PostgreSQL."""
    put(folder, "PG_VERSION", b"18\n")
    rows = {
        "compressed within a row": within_row(packed(letter)),
        "in two pieces of a TOAST table": in_pieces(letter, plain),
        "in compressed pieces of a TOAST table": in_pieces(packed(letter), plain),
    }
    for number, (what, content) in enumerate(rows.items()):
        put(folder, f"base/1/{number}", content)
        yield Control(what, f"postgres/base/1/{number}", places.VALUES)
    page = bytes(postgres_pages.PAGE - 5) + plain[:5]
    put(folder, f"pg_wal/{1:024X}", page + bytes(postgres_pages.WAL_HEADER) + plain[5:])
    yield Control("across two pages of the WAL", "postgres/pg_wal", places.WAL)


def put(folder: Path, name: str, content: bytes) -> str:
    """Write a file; its name."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return name


def batch(codec: int, records: bytes) -> bytes:
    """A batch of Kafka with these bytes as its records."""
    content = PACK[codec](records)
    rest = bytes(4) + b"\x02" + bytes(4) + struct.pack(">h", codec) + bytes(kafka_segments.HEADER - 23)
    return kafka_segments.START.pack(0, len(rest) + len(content)) + rest + content


def packed(plain: bytes) -> bytes:
    """A value as PostgreSQL compresses it, after its length: what repeats the line before is a repetition."""
    written, at = bytearray(struct.pack("<I", len(plain))), 0
    while at < len(plain):
        control, items = 0, bytearray()
        for bit in range(8):
            same = repeated(plain, at)
            if same:
                control |= 1 << bit
                items += bytes((0x0F, len(LINE), same - 18))
            else:
                items += plain[at : at + 1]
            at += same or 1
        written += bytes((control,)) + items
    return bytes(written)


def repeated(plain: bytes, at: int) -> int:
    """How far a value says from here on what it said a line before; nothing if that is not worth a repetition."""
    end = at
    while at >= len(LINE) and end < min(len(plain), at + 18 + 255) and plain[end] == plain[end - len(LINE)]:
        end += 1
    return end - at if end - at >= 18 else 0


def within_row(content: bytes) -> bytes:
    """A page with a value that is compressed in its row."""
    return bytes(100) + struct.pack("<I", len(content) + 4 << 2 | 2) + content + bytes(100)


def in_pieces(content: bytes, value: bytes) -> bytes:
    """The rows of a TOAST table that hold a value; the border of two of them goes through what is sought."""
    middle = content.find(value) + len(value) // 2 if value in content else len(content) // 2
    rows = [
        b"\x03\x00\x02\x09\x18\x00" + struct.pack("<III", 16400, number, len(piece) + 4 << 2) + piece
        for number, piece in enumerate(cut(content[:middle]) + cut(content[middle:]))
    ]
    return bytes(20).join([b"", *rows, b""])


def cut(content: bytes) -> list[bytes]:
    """As much as one row holds at a time."""
    return [content[at : at + MOST_OF_PIECE] for at in range(0, len(content), MOST_OF_PIECE)]

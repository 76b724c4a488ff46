"""What the compressed batches of Kafka's log segments hold (record batch, version 2: KIP-98)."""

import mmap
import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import cramjam

SEGMENT = re.compile(r"\d{20}\.log(\.\w+)?")
"""Also those that are deleted and not yet removed, and those that compaction is about to put in their place."""
START = struct.Struct(">qi")
"""Base offset, and how many bytes follow."""
HEADER = 61
"""Bytes of a batch before its records."""
MAGIC, ATTRIBUTES = 16, 22
CODEC = 0b111
XERIAL = b"\x82SNAPPY\0"


class Unreadable(Exception):
    """Something cannot be unpacked, so it may hold anything. The text says why, and nothing of it."""


def batches(segment: Path) -> Iterator[bytes]:
    """The records of each compressed batch.

    Raises:
        Unreadable: a batch is damaged, or compressed in a way that Kafka does not know.
    """
    if not segment.stat().st_size:
        return
    with segment.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as log:
        at = 0
        while at + HEADER <= len(log):
            _, length = START.unpack_from(log, at)
            if length <= 0:  # room that was taken beforehand, and not written yet
                return
            end = at + START.size + length
            if end > len(log):
                raise Unreadable("its last batch is cut off")
            if log[at + MAGIC] != 2:
                raise Unreadable("a batch is of a version before 2")
            if codec := log[at + ATTRIBUTES] & CODEC:
                yield unpacked(codec, log[at + HEADER : end])
            at = end


def unpacked(codec: int, packed: bytes) -> bytes:
    """The records of one batch.

    Raises:
        Unreadable: they cannot be unpacked.
    """
    if codec not in CODECS:
        raise Unreadable(f"a batch is compressed in a way that is not known ({codec})")
    try:
        return CODECS[codec](packed)
    except (cramjam.DecompressionError, zlib.error, struct.error, ValueError):
        raise Unreadable("a batch cannot be unpacked") from None


def snappy(packed: bytes) -> bytes:
    """As Java writes it: in blocks with their lengths before them; others write one block."""
    if not packed.startswith(XERIAL):
        return bytes(cramjam.snappy.decompress_raw(packed))
    found, at = [], 16
    while at < len(packed):
        (length,) = struct.unpack_from(">i", packed, at)
        found.append(bytes(cramjam.snappy.decompress_raw(packed[at + 4 : at + 4 + length])))
        at += 4 + length
    return b"".join(found)


CODECS: Mapping[int, Callable[[bytes], bytes]] = {
    1: lambda packed: zlib.decompress(packed, zlib.MAX_WBITS | 16),
    2: snappy,
    3: lambda packed: bytes(cramjam.lz4.decompress(packed)),
    4: lambda packed: bytes(cramjam.zstd.decompress(packed)),
}
"""By the number in a batch's attributes: gzip, snappy, lz4, zstd."""

"""What PostgreSQL's files hold compressed or in pieces, also of deleted rows: read from pages and WAL, without it.

A long value is compressed within its row, or lies in pieces in a TOAST table, compressed or not. Either begins with
bytes that are the same in a page, in an image of a page and in the record of an insert in the WAL. They are looked for
wherever they may be, so that also what is freed and not yet overwritten is read (PostgreSQL 18: varatt.h, heaptoast.h).
"""

import re
import struct
from collections import OrderedDict
from collections.abc import Iterable, Iterator

import cramjam

PAGE = 8192
WAL_SEGMENT = re.compile(r"[0-9A-F]{24}(\.partial)?")
WAL_HEADER, WAL_LONG_HEADER = 24, 40
"""Bytes at the start of each page of the WAL; where the second bit of `info` is set, the longer one."""

COMPRESSED = b"[" + re.escape(bytes(range(2, 256, 4))) + b"]"
PLAIN = b"[" + re.escape(bytes(range(0, 256, 4))) + b"]"
WITHIN_ROW = re.compile(
    rb"(?s)\x00\x00(?<=" + COMPRESSED + rb"[\x00-\x7f]\x00\x00)"
    rb"(?=(?:[\x20-\xff]\x00|.[\x01-\xff])[\x00-\x07][\x00\x40])"
)
"""The length with the mark of compression, then the length of the whole with the method. It begins with what it is
found by fastest: forty times as fast as when it begins with the length."""
ZEROS, SOMETHING = bytes(32), re.compile(rb"[^\x00]")
PIECE = re.compile(
    rb"(?s)\x03[\x00\x20\x40\x60\x80\xa0\xc0\xe0]..\x18.(?=....(..)\x00\x00" + PLAIN + rb"[\x00-\x1f]\x00\x00)"
)
"""A row of three columns without nulls: the value's number, which piece it is, the piece."""
NUMBERS = struct.Struct("<III")
SIZE, METHOD = 0x3FFFFFFF, 30
MOST_TIMES = 256
"""No method makes a value smaller than by this."""
NEVER = bytes(8)
"""So many zeros in a row would be a repetition; and what does not become smaller by a quarter is left as it was."""
TOGETHER = 1000
"""So many values are put together at a time: the pieces of one lie close to each other."""


def unrolled(segment: bytes) -> bytes:
    """A segment of the WAL without the headers of its pages, which lie in the middle of what is written."""
    pages = []
    for at in range(0, len(segment), PAGE):
        long = segment[at + 2 : at + 3] and segment[at + 2] & 2
        pages.append(segment[at + (WAL_LONG_HEADER if long else WAL_HEADER) : at + PAGE])
    return b"".join(pages)


def values(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The values in a stream of pages or WAL that do not lie there whole and open."""
    known: OrderedDict[int, dict[int, bytes]] = OrderedDict()
    for window, end in windows(pieces):
        yield from within_rows(window, end)
        for value, number, piece in toasted(window, end):
            known.setdefault(value, {})[number] = piece
            known.move_to_end(value)
            if len(known) > TOGETHER:
                yield from joined(known.popitem(last=False)[1])
    for parts in known.values():
        yield from joined(parts)


def windows(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, int]]:
    """Windows of a stream, and where the next one goes on: what begins before that lies in the window as a whole."""
    before = b""
    for piece in pieces:
        window = before + piece
        end = max(0, len(window) - PAGE)
        yield window, end
        before = window[end:]
    yield before, len(before)


def within_rows(window: bytes, end: int) -> Iterator[bytes]:
    """The values that are compressed within their rows."""
    for begin, stop in written(window):
        for match in WITHIN_ROW.finditer(window, begin, stop):
            at = match.start() - 2
            length = int.from_bytes(window[at : at + 4], "little") >> 2
            if at < end and 8 < length <= PAGE and at + length <= len(window):
                found = uncompressed(window[at + 4 : at + length])
                if found:
                    yield found


def written(window: bytes) -> Iterator[tuple[int, int]]:
    """From where to where something is written: half of a page can be empty."""
    begin = 0
    while begin < len(window):
        empty = window.find(ZEROS, begin)
        yield begin, len(window) if empty < 0 else empty + 4
        further = SOMETHING.search(window, empty) if empty >= 0 else None
        begin = further.start() if further else len(window)


def toasted(window: bytes, end: int) -> Iterator[tuple[int, int, bytes]]:
    """The pieces of values that lie in a TOAST table: of which value, which piece, and its bytes."""
    for match in PIECE.finditer(window, 0, end + 17):
        value, number, head = NUMBERS.unpack_from(window, match.end())
        at, length = match.end() + NUMBERS.size, (head >> 2) - 4
        if length > 0:
            yield value, number, window[at : at + length]


def joined(parts: dict[int, bytes]) -> Iterator[bytes]:
    """A value out of its pieces, as it lies and uncompressed."""
    whole = b"".join(parts[number] for number in sorted(parts))
    yield whole
    found = uncompressed(whole)
    if found:
        yield found


def uncompressed(packed: bytes) -> bytes | None:
    """What a value is that has the length of the whole and the method before it; nothing if it is not of that kind."""
    told = int.from_bytes(packed[:4], "little")
    size, method = told & SIZE, told >> METHOD
    packed = packed[4:]
    if not len(packed) < size <= MOST_TIMES * len(packed):
        return None
    if method == 0:
        worth_it = 4 * len(packed) <= 3 * size and NEVER not in packed
        return pglz(packed, size) if worth_it else None
    try:
        return bytes(cramjam.lz4.decompress_block(packed, output_len=size)) if method == 1 else None
    except (cramjam.DecompressionError, ValueError):
        return None


def pglz(packed: bytes, size: int) -> bytes | None:
    """PostgreSQL's own compression (pg_lzcompress.c): letters as they are, or "as so many, so far back"."""
    found, at, end = bytearray(), 0, len(packed)
    try:
        while at < end:
            control = packed[at]
            at += 1
            if not control and at + 8 < end:
                found += packed[at : at + 8]
                at += 8
                continue
            for bit in range(8 if at < end else 0):
                if not control >> bit & 1:
                    found.append(packed[at])
                    at += 1
                else:
                    length, back = (packed[at] & 0x0F) + 3, (packed[at] & 0xF0) << 4 | packed[at + 1]
                    at += 2
                    if length == 18:
                        length += packed[at]
                        at += 1
                    if not 0 < back <= len(found):
                        return None
                    found += (found[-back:] * (length // back + 1))[:length]
                if at >= end or len(found) >= size:
                    break
    except IndexError:
        return None
    return bytes(found) if at == end and len(found) == size else None

"""The forms in which a value can lie around: text, escapes, base64 at any of the three places in a word, digits."""

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

SHORTEST = 6
"""Shorter values ("Jan") are found everywhere by chance."""
LONGEST = 40
"""Of longer texts the beginning is looked for."""

FORMS = ("UTF-8", "UTF-16", "JSON escapes", "hexadecimal digits", "base64 and base64url", "percent-encoding")
"""What `of_text` makes, as people are told."""


def of_text(value: str) -> Iterator[tuple[str, bytes]]:
    """Each form of a text, with its name."""
    value = value[:LONGEST]
    yield from of_bytes(value.encode(), "UTF-8")
    yield "UTF-16, little end first", value.encode("utf-16-le")
    yield "UTF-16, big end first", value.encode("utf-16-be")
    units = value.encode("utf-16-be")
    every = "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
    written = json.dumps(value)[1:-1]
    for escaped in (written, every):
        yield "JSON escapes", escaped.encode()
        yield "JSON escapes", with_capitals(escaped).encode()
    for encoded in (quote(value, safe=""), quote_plus(value)):
        yield "percent-encoding", encoded.encode()
        yield "percent-encoding", in_small(encoded).encode()


def of_bytes(plain: bytes, name: str = "bytes") -> Iterator[tuple[str, bytes]]:
    """Each form of bytes, with its name."""
    yield name, plain
    yield "hexadecimal digits", plain.hex().encode()
    yield "hexadecimal digits", plain.hex().upper().encode()
    for shift in range(3):
        yield "base64", inside(b64encode(b"\0" * shift + plain), shift, plain)
        yield "base64url", inside(urlsafe_b64encode(b"\0" * shift + plain), shift, plain)


def with_capitals(escaped: str) -> str:
    """The same JSON with capital letters among the digits of its escapes."""
    first, *others = escaped.split("\\u")
    return "\\u".join([first, *(one[:4].upper() + one[4:] for one in others)])


def in_small(encoded: str) -> str:
    """The same percent-encoding with small letters among its digits."""
    first, *others = encoded.split("%")
    return "%".join([first, *(one[:2].lower() + one[2:] for one in others)])


def inside(encoded: bytes, shift: int, plain: bytes) -> bytes:
    """The letters of a base64 word that depend on the value alone, not on its neighbours."""
    return encoded[-(-shift * 8 // 6) : (shift + len(plain)) * 8 // 6]

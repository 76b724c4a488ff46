"""What nobody sends on purpose: good events that are changed in their values, in their text, or in their bytes."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random
from typing import Any

DEEP: Any = json.loads("[" * 40 + "]" * 40)
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 1e308, 10**400, 1_700_000_000, "", " ", "x" * 201, "x" * 4_001, "a\nb", "a\tb",
    "\x00", "a\x1b[2J", "\x7f", "\x85", "\u202egpj.exe", "\u2066", "\ufeff", "\ufffe", "\U0001fffe", "\u200f", "\u0660",
    "\uff11\uff12", "nl", "NL", "nl\n", "en-GB-x", "utrecht", "Utrecht", "utrecht\n", "parenting", "Parenting",
    "2011-05-01", "2011-5-1", "2011-02-30", "0000-01-01", "20110501", "2011-05-01T00:00:00Z", "1700000000", "-1",
    "2026-03-02T10:00:00Z", "2026-03-02t10:00:00z", "2026-03-02 10:00:00Z", "2026-03-02T10:00Z", "2026-03-02T10:00:00",
    "2026-03-02T24:00:00Z", "2026-03-02T10:00:60Z", "2026-03-02T10:00:00+25:00", "2026-03-02T10:00:00.123456789Z",
    "2026-03-02T10:00:00+0100", "3511 ab", "3511AB", "3511 AB\n", "111222333", "kvk" * 900, "+31" + "0 " * 900, "1.0",
    "1.1", [], {}, [[]], ["parenting"] * 30, [{}], {"a": {"b": 1}}, {"erased": True}, DEEP, ["x"] * 1_500, "\\ud83f",
)  # fmt: skip
"""Of every type, and at the edges of all that a contract says."""
NAMES = (
    "", "x", "persons", "Name", "na\u200bme", "\ufffe", "__proto__", "erased", "partitionkey", "data_base64", "x" * 30,
)  # fmt: skip
BYTES = (
    b"\x00", b"\xff", b"\xed\xa0\x80", b"\xc0\xaf", b"\xef\xbf\xbe", b"\xf0\x9f\xbf\xbe", b"\xef\xbb\xbf", b'"', b"\\",
    b"\\u", b"{", b"[", b"]}", b",", b":", b"-", b"1e999", b"NaN", b"Infinity", b"null", b"//", b" " * 100,
)  # fmt: skip

type Event = dict[str, Any]


def changed(event: Event, random: Random) -> Event:
    """The same event with one to three of its values, names or fields changed."""
    made = deepcopy(event)
    for _ in range(random.randint(1, 3)):
        at = random.choice(list(containers(made)))
        random.choice((replace, replace, replace, remove, add, repeat))(at, random)
    return made


def containers(value: Any) -> Iterator[Any]:
    """Every object and list in it, and it."""
    if isinstance(value, dict | list):
        yield value
        for one in value.values() if isinstance(value, dict) else value:
            yield from containers(one)


def places(at: Any) -> list[Any]:
    """The names or numbers of what is in it."""
    return list(at) if isinstance(at, dict) else list(range(len(at)))


def replace(at: Any, random: Random) -> None:
    """Another value."""
    if at:
        at[random.choice(places(at))] = deepcopy(random.choice(VALUES))


def remove(at: Any, random: Random) -> None:
    """One less."""
    if at:
        del at[random.choice(places(at))]


def add(at: Any, random: Random) -> None:
    """One more, under a name that is not known."""
    value = deepcopy(random.choice(VALUES))
    if isinstance(at, dict):
        at[random.choice(NAMES)] = value
    else:
        at.append(value)


def repeat(at: Any, random: Random) -> None:
    """The same again, many times."""
    if isinstance(at, list) and at:
        at.extend(deepcopy(at[0]) for _ in range(random.choice((1, 19, 20, 400))))


def rewritten(text: bytes, random: Random) -> bytes:
    """The same event in another spelling, some of them none of JSON."""
    return random.choice(SPELLINGS)(text, random)


def twice(text: bytes, random: Random) -> bytes:
    """A name twice in an object."""
    members = [place for place in range(len(text)) if text.startswith(b', "', place)]
    if not members:
        return text
    start, to = random.choice(members), random.choice(members)
    end = text.find(b", ", start + 2)
    return text[:to] + text[start : end if end > 0 else start] + text[to:]


def escaped(text: bytes, random: Random) -> bytes:
    """A letter as an escape."""
    letters = [place for place, sign in enumerate(text) if chr(sign).isalpha()]
    if not letters:
        return text
    place = random.choice(letters)
    return text[:place] + b"\\u%04x" % text[place] + text[place + 1 :]


SPELLINGS: tuple[Callable[[bytes, Random], bytes], ...] = (
    twice,
    escaped,
    lambda text, _: b"\xef\xbb\xbf" + text,
    lambda text, _: text.decode(errors="replace").encode("utf-16"),
    lambda text, _: text + b"\n\t ",
    lambda text, _: text + text,
    lambda text, random: text[: random.randrange(len(text) + 1)],
    lambda text, _: text.replace(b"null", b"NaN").replace(b"1.5", b"-Infinity"),
    lambda text, _: text.replace(b'"', b"'"),
)


def broken(data: bytes, random: Random, other: bytes) -> bytes:
    """Some bytes of it changed, left out, doubled, or taken from another."""
    made = bytearray(data)
    for _ in range(random.randint(1, 4)):
        start = random.randrange(len(made) + 1)
        end = min(len(made), start + random.choice((1, 1, 2, 8, 64)))
        match random.randrange(5):
            case 0:
                made[start:end] = bytes(byte ^ (1 << random.randrange(8)) for byte in made[start:end])
            case 1:
                del made[start:end]
            case 2:
                made[start:start] = made[start:end] * random.choice((1, 3, 200))
            case 3:
                made[start:end] = random.choice(BYTES)
            case _:
                place = random.randrange(len(other) + 1)
                made[start:end] = other[place : place + random.choice((1, 8, 64))]
    return bytes(made)

"""What must lie nowhere: the personal values of stories, in every form in which they could lie around."""

import json
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from contracts.base import NAMESPACE
from contracts.catalogue import MESSAGES
from deploy.local.demo.story import Step, Story
from services.chassis.sealing import holders

SHORTEST = 6
"""Shorter values ("Jan") are found everywhere by chance."""
LONGEST = 40
"""Of longer texts the beginning is looked for."""
NOT_PERSONAL = frozenset(
    {"is", "language", "languages", "region", "regions", "capacity", "channel", "reasons", "sector"}
)

type Trie = dict[int, Trie]


def personal_values(stories: Iterable[Story]) -> set[str]:
    """Names and the words in them, contacts, birth dates, addresses and texts, as the stories write them."""
    found: set[str] = set()
    for story in stories:
        for person in story.people.values():
            found.update(leaves(person.model_extra or {}))
            found.update(str((person.model_extra or {}).get("name", "")).split())
        for step in story.steps:
            found.update(of_step(step))
    return {value for value in found if len(value) >= SHORTEST}


def of_step(step: Step) -> Iterator[str]:
    """What a step says: all that an agency sends, what a contract marks as personal, and whatever reads like a text."""
    if step.sends:
        yield from leaves(step.data)
        return
    kind = MESSAGES[f"{NAMESPACE}.{step.does}.v1"]
    for path in kind.personal:
        for holder in holders(step.data, path.path):
            yield from leaves(holder[path.path[-1]])
    yield from (value for value in leaves(step.data) if " " in value)


def leaves(value: Any) -> Iterator[str]:
    """Every word and text in a piece of data, but words of fixed lists."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in NOT_PERSONAL:
                yield from leaves(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from leaves(inner)
    elif value is not None and not isinstance(value, bool | int):
        yield str(value)


def forms(value: str) -> dict[str, bytes]:
    """A value as it looks in texts, in JSON, in base64 at any of the three places in a word, in hexadecimal digits."""
    value = value[:LONGEST]
    plain = value.encode()
    return {
        "utf-8": plain,
        "utf-16": value.encode("utf-16-le"),
        "json": json.dumps(value)[1:-1].encode(),
        "json, all escaped": "".join(f"\\u{ord(letter):04x}" for letter in value).encode(),
        "hex": plain.hex().encode(),
        "HEX": plain.hex().upper().encode(),
        **{f"base64 {shift}": inside(b64encode(b"\0" * shift + plain), shift, plain) for shift in range(3)},
        **{f"base64url {shift}": inside(urlsafe_b64encode(b"\0" * shift + plain), shift, plain) for shift in range(3)},
    }


def inside(encoded: bytes, shift: int, plain: bytes) -> bytes:
    """The letters of a base64 word that depend on the value alone, not on its neighbours."""
    return encoded[-(-shift * 8 // 6) : (shift + len(plain)) * 8 // 6]


class Needles:
    """Many values, looked for at once."""

    def __init__(self, values: Iterable[str]) -> None:
        self.known: dict[bytes, tuple[str, str]] = {
            form: (value, name) for value in values for name, form in forms(value).items()
        }
        self.longest = max(map(len, self.known), default=0)
        self.pattern = re.compile(expression(trie(self.known)), re.DOTALL)

    def within(self, text: bytes) -> Iterator[tuple[str, str]]:
        """Which values a text holds, and in which form."""
        for match in self.pattern.finditer(text):
            yield self.known[match[0]]


def trie(words: Collection[bytes]) -> Trie:
    """Words by their letters; of two that begin alike the shorter one is enough."""
    root: Trie = {}
    for word in words:
        if any(word[:length] in words for length in range(1, len(word))):
            continue
        node = root
        for letter in word:
            node = node.setdefault(letter, {})
    return root


def expression(node: Trie) -> bytes:
    """The words of a trie as one regular expression: time to search grows with the text, hardly with the words."""
    chain = b""
    while len(node) == 1:
        ((letter, node),) = node.items()
        chain += re.escape(bytes([letter]))
    if not node:
        return chain
    branches = [re.escape(bytes([letter])) + expression(inner) for letter, inner in node.items()]
    return chain + b"(?:" + b"|".join(branches) + b")"

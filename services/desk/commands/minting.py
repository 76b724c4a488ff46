"""Opaque ids for commands and for what they bring into being: the same for every retry of the same command."""

import hmac
import re
from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b, sha256
from typing import Any
from uuid import UUID

from pydantic_core import to_json

from contracts.base import Actor, Message
from contracts.deciding import AMSTERDAM

ASKED = re.compile(r"new(?::([0-9a-z][0-9a-z-]{0,63}))?")
"""How a client asks for an id: `new`, or `new:<label>`."""


def derived_id(secret: bytes, by: Actor, type_: str, subject: str, data: Any, at: datetime, before: str) -> str:
    """The id of a command that was given none: who asks for what on which (Dutch) day, after which command in vain.

    Keyed, because what it is made of is personal.
    """
    day = at.astimezone(AMSTERDAM).date().isoformat()
    return opaque(secret, by.id, by.role, type_, subject, str(sorted_json(data)), day, before)


def sorted_json(data: Any) -> Any:
    """Data in one order of its fields."""
    if isinstance(data, dict):
        return [[name, sorted_json(data[name])] for name in sorted(data)]
    return [sorted_json(item) for item in data] if isinstance(data, list) else data


def opaque(secret: bytes, *words: str) -> str:
    """An id that nobody without the secret can guess or trace back."""
    return str(UUID(bytes=hmac.digest(secret, b"\n".join(word.encode() for word in words), sha256)[:16]))


def digest(secret: bytes, stream: str, message: Message) -> bytes:
    """What a command says, keyed: another command under the same id shows."""
    said = f"{stream}\n{message.type}\n".encode() + to_json(message)
    return blake2b(said, key=secret[:64], digest_size=16).digest()


class Mint:
    """Replaces the ids that were asked for, and remembers which became what."""

    def __init__(self, secret: bytes, command: str) -> None:
        self.secret = secret
        self.command = command
        self.minted: dict[str, str] = {}

    def id(self, asked: str, place: str) -> str:
        """The id itself, or a minted one."""
        match = ASKED.fullmatch(asked)
        if match is None:
            return asked
        label = match.group(1) or place
        return self.minted.setdefault(label, opaque(self.secret, self.command, label))

    def fill(self, kind: type[Message], data: Any) -> Any:
        """The data with ids in place of what was asked for; texts of people are left alone."""
        return self._fill(data, (), {path.path for path in kind.personal})

    def _fill(self, value: Any, at: tuple[str, ...], texts: set[tuple[str, ...]]) -> Any:
        if at and tuple("*" if part.isdigit() else part for part in at) in texts:
            return value
        if isinstance(value, dict):
            return {name: self._fill(item, (*at, str(name)), texts) for name, item in value.items()}
        if isinstance(value, list):
            return [self._fill(item, (*at, str(number)), texts) for number, item in enumerate(value)]
        return self.id(value, ".".join(at)) if isinstance(value, str) else value


def redacted(kind: type[Message], data: dict[str, Any]) -> dict[str, Any]:
    """Data without its personal fields."""
    return dict(_without(data, (), {path.path for path in kind.personal}))


def _without(data: dict[str, Any], at: tuple[str, ...], texts: set[tuple[str, ...]]) -> Iterator[tuple[str, Any]]:
    for name, value in data.items():
        place = (*at, name)
        if place in texts:
            continue
        if isinstance(value, dict):
            yield name, dict(_without(value, place, texts))
        elif isinstance(value, list):
            inner = (*place, "*")
            yield name, [dict(_without(one, inner, texts)) if isinstance(one, dict) else one for one in value]
        else:
            yield name, value

"""Personal fields are sealed with the key of whom they are about, bound to subject, stored type and field.

A sealed value is a base64url string of: version byte 0x01 | key version | 12-byte nonce | AES-256-GCM ciphertext, tag.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic_core import from_json, to_json

from contracts.base import CASE, Message, PersonalPath

FORMAT = 1
ERASED_VALUE: dict[str, Any] = {"erased": True}


class UnreadableField(Exception):
    """A personal field is not sealed, or not with the key of its subject. Names the field, never the value."""


class KeyMissing(Exception):
    """A subject has no key, and no tombstone either: its data is neither readable nor erased."""


@dataclass(frozen=True, slots=True)
class SubjectKey:
    """The data key of one subject, by version; without versions the subject is erased."""

    current: int
    versions: Mapping[int, AESGCM]

    @property
    def erased(self) -> bool:
        """Whether the key was destroyed."""
        return not self.versions


type Keys = Mapping[str, SubjectKey]
type Place = tuple[dict[str, Any], PersonalPath, str]
"""A personal field in a message's data: the object that holds it, its path, and whose it is."""


def seal(value: Any, key: SubjectKey, bound: bytes) -> str:
    """Encrypt one JSON value."""
    nonce = os.urandom(12)
    sealed = key.versions[key.current].encrypt(nonce, to_json(value), bound)
    return urlsafe_b64encode(bytes((FORMAT, key.current)) + nonce + sealed).decode()


def unseal(token: Any, key: SubjectKey, bound: bytes) -> Any:
    """Decrypt one JSON value.

    Raises:
        UnreadableField: it is no sealed value, or of another subject, type or field.
    """
    try:
        raw = urlsafe_b64decode(token)
        if raw[0] != FORMAT:
            raise UnreadableField
        return from_json(key.versions[raw[1]].decrypt(raw[2:14], raw[14:], bound))
    except (InvalidTag, ValueError, TypeError, KeyError, IndexError):
        raise UnreadableField from None


def holders(data: Any, path: tuple[str, ...]) -> list[dict[str, Any]]:
    """The objects in the data that hold the last field of a path; absent ones are left out."""
    found = [data]
    for step in path[:-1]:
        if step == "*":
            found = [item for one in found if isinstance(one, list) for item in one]
        else:
            found = [one[step] for one in found if isinstance(one, dict) and one.get(step) is not None]
    last = path[-1]
    return [one for one in found if isinstance(one, dict) and one.get(last) is not None]


def places(kind: type[Message], data: Any, stream: str) -> list[Place]:
    """Every personal field that the data has."""
    return [
        (holder, path, stream if path.of == CASE else str(holder.get(path.of)))
        for path in kind.personal
        for holder in holders(data, path.path)
    ]


def subjects(kind: type[Message], data: Any, stream: str) -> set[str]:
    """Whose keys are needed to seal or unseal the data."""
    return {subject for _, _, subject in places(kind, data, stream)} if kind.personal else set()


def concerned(kind: type[Message], data: Any, stream: str) -> set[str]:
    """Everybody of whom the data could hold something personal, also where it does not: each of them has a key.

    Somebody who is known by an id alone is written to later, and then there has to be a key.
    """
    found = {stream} if any(path.of == CASE for path in kind.personal) else set()
    for path in kind.personal:
        if path.of != CASE:
            found |= {str(holder[path.of]) for holder in holders(data, (*path.path[:-1], path.of))}
    return found


def seal_fields(kind: type[Message], data: Any, stream: str, keys: Keys) -> None:
    """Seal the personal fields of a message's data in place.

    Raises:
        KeyMissing: a subject has no key.
    """
    seal_places(kind, places(kind, data, stream), keys)


def seal_places(kind: type[Message], found: Iterable[Place], keys: Keys) -> None:
    """Seal personal fields that were found already.

    Raises:
        KeyMissing: a subject has no key.
    """
    for holder, path, subject in found:
        field = path.path[-1]
        if holder[field] == ERASED_VALUE:
            continue
        key = keys.get(subject)
        if key is None:
            raise KeyMissing(path.name)
        holder[field] = ERASED_VALUE if key.erased else seal(holder[field], key, binding(subject, kind, path))


def unseal_fields(kind: type[Message], data: Any, stream: str, keys: Keys) -> None:
    """Unseal the personal fields of a message's data in place; of an erased subject they read as erased.

    Raises:
        KeyMissing: a subject has neither key nor tombstone.
        UnreadableField: a field is not sealed with its subject's key.
    """
    for holder, path, subject in places(kind, data, stream):
        field = path.path[-1]
        if holder[field] == ERASED_VALUE:
            continue
        key = keys.get(subject)
        if key is None:
            raise KeyMissing(path.name)
        try:
            value = ERASED_VALUE if key.erased else unseal(holder[field], key, binding(subject, kind, path))
        except UnreadableField:
            raise UnreadableField(path.name) from None
        holder[field] = value


def blank_fields(kind: type[Message], data: Any, stream: str) -> None:
    """Let the personal fields of a message's data read as erased, for who has no business with them."""
    for holder, path, _ in places(kind, data, stream):
        holder[path.path[-1]] = ERASED_VALUE


def binding(subject: str, kind: type[Message], path: PersonalPath) -> bytes:
    """What a sealed value is bound to: it opens nowhere else."""
    return f"{subject}|{kind.type}|{path.name}".encode()

"""States as they rest: as JSON, and what is personal of them sealed with the key of whom it is about (R34)."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from pydantic import BaseModel

from services.chassis.decider import Decider, Service
from services.chassis.sealing import KeyMissing, Keys, SubjectKey, seal, unseal
from services.chassis.store import Stream

type Place = tuple[dict[str, Any], str, str]
"""What holds something personal in a stored state, the name of the field, and whose it is."""


def plain(part: Any) -> Any:
    """A part of a message inside a state (an agenda, a session) as msgspec can write it.

    Raises:
        NotImplementedError: it is no part of a message: nothing else belongs into a state.
    """
    if isinstance(part, BaseModel):
        return part.model_dump(mode="json", exclude_none=True)
    raise NotImplementedError(type(part).__name__)


def part(kind: type[Any], stored: Any) -> Any:
    """A part of a message as it was stored."""
    return kind.model_validate(stored)


STATES = msgspec.json.Encoder(enc_hook=plain)
_DECODERS: dict[type[Any], msgspec.json.Decoder[Any]] = {}


def store_state(state: Any) -> bytes:
    """A state as it is stored: JSON, by msgspec, which takes half the time that pydantic takes for dataclasses."""
    return STATES.encode(state)


def load(decider: Decider[Any], stored: bytes | None) -> Any:
    """The state as stored, or the initial one."""
    initial = decider.initial()
    if stored is None:
        return initial
    kind = type(initial)
    if kind not in _DECODERS:
        _DECODERS[kind] = msgspec.json.Decoder(kind, dec_hook=part)
    return _DECODERS[kind].decode(stored)


def sealed(decider: Decider[Any], state: Any, keys: Keys) -> bytes:
    """A state as it may rest. Of who is erased nothing personal is stored any more.

    Raises:
        KeyMissing: somebody whom it is about has neither key nor tombstone.
    """
    stored = store_state(state)
    if not holds(decider, stored):
        return stored
    said = msgspec.json.decode(stored)
    for holder, field, subject in places(decider, said):
        key = known(keys, subject, field)
        value = holder.pop(field)
        if not key.erased:
            holder[field] = seal(value, key, bound(decider, field, subject))
    return msgspec.json.encode(said)


def unsealed(decider: Decider[Any], stored: bytes | None, keys: Keys) -> Any:
    """The state as it rested, or the initial one. Of who was erased meanwhile nothing personal is remembered.

    Raises:
        KeyMissing: somebody whom it is about has neither key nor tombstone.
        UnreadableField: it is not sealed with their key.
    """
    if not stored or not holds(decider, stored):
        return load(decider, stored)
    said = msgspec.json.decode(stored)
    for holder, field, subject in places(decider, said):
        key = known(keys, subject, field)
        value = holder.pop(field)
        if not key.erased:
            holder[field] = unseal(value, key, bound(decider, field, subject))
    return load(decider, msgspec.json.encode(said))


def wanted(service: Service, streams: Iterable[Stream]) -> set[str]:
    """Whose keys are needed to read the states of streams."""
    return {
        subject
        for stream in streams
        for decider in service.deciders
        if decider.kind == stream.kind and stream.stored and holds(decider, stream.stored)
        for _, _, subject in places(decider, msgspec.json.decode(stream.stored))
    }


def put_to_rest(service: Service, streams: Iterable[Stream], keys: Keys) -> None:
    """Store the states that changed.

    Raises:
        KeyMissing: see `sealed`.
    """
    for stream in streams:
        decider = next((one for one in service.deciders if one.kind == stream.kind), None)
        if stream.decided and stream.state is not None and decider:
            stream.stored = sealed(decider, stream.state, keys)


def known(keys: Keys, subject: str, field: str) -> SubjectKey:
    """Somebody's key.

    Raises:
        KeyMissing: there is none, and no tombstone either.
    """
    if subject not in keys:
        raise KeyMissing(field)
    return keys[subject]


def holds(decider: Decider[Any], stored: bytes) -> bool:
    """Whether anything personal can be in a stored state: most have nothing, and are not looked through."""
    return any(f'"{field}":'.encode() in stored for _, field in decider.personal)


def places(decider: Decider[Any], said: dict[str, Any]) -> Iterator[Place]:
    """Everything personal in a state."""
    for parts, field in decider.personal:
        for subject, holder in said.get(parts, {}).items():
            if field in holder:
                yield holder, field, subject


def bound(decider: Decider[Any], field: str, subject: str) -> bytes:
    """What a sealed value is bound to: it opens nowhere else."""
    return f"{subject}|state of a {decider.kind}|{field}".encode()

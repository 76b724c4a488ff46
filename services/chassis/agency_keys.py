"""The organisation's keys, to which agencies encrypt: several, so that one can follow another (decision 041).

A file holds them as a JWK set (RFC 7517), private halves included, each with the `state` that it is in. The file is
read again when it has changed, and the public half of the current key is published to whoever is to encrypt to it.
"""

import asyncio
import contextlib
import json
import secrets
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Self
from uuid import UUID, uuid5

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeyParameters

from contracts.agency import KeysPublished, Place
from contracts.envelope import Envelope
from contracts.topics import KEYS
from services.chassis.bad_message import BadMessage
from services.chassis.envelopes import write
from services.chassis.log import logger
from services.chassis.written import BadFile

log = logger("agency-keys")

ALGORITHMS = ["ECDH-ES+A256KW", "A256GCM"]
"""What agencies may encrypt with (RFC 7518 sections 4.6 and 5.3)."""
LOOK_SECONDS = 2.0
"""So often it is looked whether the file has changed; a message with an unknown key has it looked at once."""
SUBJECT = "encryption-keys"
"""The record key: the topic is compacted, and only the last word counts."""
_SAID = UUID("7b1c9a54-5a0e-5a6e-9d0b-3f5a0c6d2e41")

NOT_ACCEPTED = f"data: encrypted to a key that is not accepted, or no longer. Encrypt to the key that is on {KEYS}."
NOT_OPENED = f"data: not encrypted to the organisation's key. Encrypt to the key that is on {KEYS}."
DATA = (Place(pointer="", detail="not encrypted to a key of the organisation that is accepted"),)
"""The whole of it (RFC 6901: the empty pointer)."""


class State(StrEnum):
    """Where a key is in its life."""

    COMING = "coming"
    """It opens already; nobody is told yet: every replica is to know it first."""
    CURRENT = "current"
    """It is published: whoever looks encrypts to it."""
    ACCEPTED = "accepted"
    """Another one followed; it still opens, for whoever has not looked since."""
    RETIRED = "retired"
    """New messages to it are rejected. It opens what waits here since before, until it is forgotten."""


@dataclass(frozen=True)
class OwnKey:
    """One of the organisation's keys."""

    key: ECKey
    state: State

    @classmethod
    def made(cls, state: State) -> Self:
        """A new one, under a name that tells nothing."""
        about: KeyParameters = {"kid": secrets.token_hex(8), "use": "enc", "alg": ALGORITHMS[0]}
        return cls(ECKey.generate_key("P-256", about), state)

    @property
    def id(self) -> str:
        """Its name, as agencies write it into the header (RFC 7516 section 4.1.6)."""
        return str(self.key.kid)


def parsed(text: str) -> tuple[OwnKey, ...]:
    """The keys in a file.

    Raises:
        BadFile: it is no JWK set with states, or not exactly one key is current. The text quotes nothing of it.
    """
    try:
        found = tuple(OwnKey(ECKey.import_key(one), State(one["state"])) for one in json.loads(text)["keys"])
    except (JoseError, ValueError, TypeError, KeyError):
        raise BadFile("The file of the agency keys is no JWK set with a state for each key.") from None
    if [one.state for one in found].count(State.CURRENT) != 1:
        raise BadFile("Of the agency keys exactly one has to be current.")
    return found


class AgencyKeys:
    """The keys as they are now."""

    def __init__(self, keys: Sequence[OwnKey], file: Path | None = None, version: object = None) -> None:
        self.keys = tuple(keys)
        self.file = file
        self.version = version

    @classmethod
    def read(cls, file: Path) -> Self:
        """From a file.

        Raises:
            BadFile: see `parsed`.
        """
        version = version_of(file)
        return cls(parsed(file.read_text()), file, version)

    def refresh(self) -> bool:
        """Read the file again if it has changed; whether there are other keys now. An unusable one changes nothing."""
        if self.file is None:
            return False
        try:
            version = version_of(self.file)
            if version == self.version:
                return False
            self.keys, self.version = parsed(self.file.read_text()), version
        except (OSError, ValueError) as error:
            log.error("the agency keys cannot be read again; those that were read are used", error=error)
            return False
        log.info("agency keys", keys={one.id: one.state.value for one in self.keys})
        return True

    @property
    def current(self) -> ECKey:
        """The one to encrypt to."""
        return next(one.key for one in self.keys if one.state is State.CURRENT)

    def decrypt(self, encrypted: str, *, waited: bool = False) -> bytes:
        """What an agency encrypted (RFC 7516). `waited`: it came when a key that is retired now was still accepted.

        Raises:
            BadMessage: it cannot be decrypted. The text quotes nothing of it.
        """
        if "zip" in header_of(encrypted):
            raise BadMessage(
                "compressed", "data: compressed (`zip`) before it was encrypted. Encrypt it as it is.", DATA
            )
        opened = self.tried(encrypted, waited)
        if opened is None and self.refresh():
            opened = self.tried(encrypted, waited)
        if opened is None:
            named = named_key(encrypted)
            known = {one.id for one in self.keys if one.state is not State.RETIRED}
            why = NOT_ACCEPTED if named and named not in known else NOT_OPENED
            raise BadMessage("undecryptable", why, DATA)
        return opened

    def tried(self, encrypted: str, waited: bool) -> bytes | None:
        """What the named key opens; where none is named each is tried, for a wrong one never opens anything."""
        named = named_key(encrypted)
        for one in self.keys:
            if named in (None, one.id) and (waited or one.state is not State.RETIRED):
                with contextlib.suppress(JoseError, ValueError, TypeError, KeyError):
                    return jwe.decrypt_compact(encrypted, one.key, algorithms=ALGORITHMS).plaintext or b""
        return None

    def encrypt(self, plain: bytes) -> str:
        """What an agency sent in plain, as it may be kept."""
        header = {"alg": ALGORITHMS[0], "enc": ALGORITHMS[1], "kid": str(self.current.kid)}
        return jwe.encrypt_compact(header, plain, self.current, algorithms=ALGORITHMS)

    def published(self) -> KeysPublished:
        """What agencies are told: the public half of the current key."""
        return KeysPublished.model_validate({"keys": [self.current.as_dict(private=False)]})


def version_of(file: Path) -> object:
    """Differs after each change: a file is replaced as a whole."""
    found = file.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


def header_of(encrypted: str) -> Mapping[str, object]:
    """The header of a JWE, as far as it can be read."""
    start = encrypted.partition(".")[0]
    try:
        header = json.loads(urlsafe_b64decode(start + "=" * (-len(start) % 4)))
    except (ValueError, RecursionError):
        return {}
    return header if isinstance(header, dict) else {}


def named_key(encrypted: str) -> str | None:
    """The key that it names."""
    named = header_of(encrypted).get("kid")
    return named if isinstance(named, str) else None


async def keep_published(keys: AgencyKeys, producer: AIOKafkaProducer, source: str) -> None:
    """Tell agencies the current key, now and whenever another one has become current."""
    told: KeysPublished | None = None
    while True:
        keys.refresh()
        if keys.published() != told:
            try:
                await producer.send_and_wait(KEYS, said(keys.published(), source), key=SUBJECT.encode())
                told = keys.published()
            except KafkaError as error:
                log.warning("the current agency key is not published yet", error=error)
        await asyncio.sleep(LOOK_SECONDS)


def said(keys: KeysPublished, source: str) -> bytes:
    """The announcement; of the same key it has the same id, however often and by how many replicas it is said."""
    name = str(uuid5(_SAID, keys.keys[0].kid))
    data = keys.model_dump(mode="json")
    return write(Envelope(id=name, source=source, type=keys.type, subject=SUBJECT, time=datetime.now(UTC), data=data))

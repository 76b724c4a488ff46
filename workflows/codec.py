"""What Temporal keeps is encrypted: AES-256-GCM with a key id, bound to the workflow that it belongs to.

An encrypted payload's data is a 12-byte nonce, then the ciphertext and tag of the payload as it was.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from google.protobuf.message import DecodeError
from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import (
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    PayloadCodec,
    SerializationContext,
    WithSerializationContext,
)

from services.chassis.written import BadFile

ENCODING = b"binary/encrypted"
NONCE = 12
UNREADABLE = Payload(metadata={"encoding": b"json/plain"}, data=b'"unreadable"')
"""What stands for a payload that no key will ever open: the process counts it. A decoder that fails blocks the case."""


class UnknownKey(Exception):
    """A payload was encrypted with a key that this process was not given. Work waits until it has the key."""


@dataclass(frozen=True)
class CodecKeys:
    """The keys by id: the current one encrypts, all decrypt."""

    current: str
    keys: Mapping[str, AESGCM]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a key file: lines of `id:key`, the key 32 bytes in hex; the first is the current one.

        Raises:
            BadFile: it is not of that form; the message holds no key.
        """
        keys = {}
        for number, line in enumerate(filter(None, map(str.strip, path.read_text().splitlines())), start=1):
            name, colon, key = line.partition(":")
            try:
                raw = bytes.fromhex(key)
            except ValueError:
                raw = b""
            if not name or not colon or len(raw) != 32:
                raise BadFile(f"{path.name}, key {number}: expected `id:key` with a key of 32 bytes in hex")
            keys[name] = AESGCM(raw)
        if not keys:
            raise BadFile(f"{path.name}: holds no key")
        return cls(next(iter(keys)), keys)


@dataclass(frozen=True)
class Encryption(PayloadCodec, WithSerializationContext):
    """Encrypts every payload; what another workflow's payload is put in place of does not open."""

    keys: CodecKeys
    bound: bytes = b""
    """The workflow that payloads belong to; nothing where Temporal does not say."""

    def with_context(self, context: SerializationContext) -> Self:
        """The codec for the payloads of one workflow."""
        return replace(self, bound=(getattr(context, "workflow_id", None) or "").encode())

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Encrypt with the current key."""
        return [self.encrypt(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Decrypt; what is not encrypted stays as it is.

        Raises:
            UnknownKey: the key is missing here.
        """
        return [self.decrypt(one) if one.metadata.get("encoding") == ENCODING else one for one in payloads]

    def encrypt(self, payload: Payload) -> Payload:
        """One payload."""
        nonce = os.urandom(NONCE)
        sealed = self.keys.keys[self.keys.current].encrypt(nonce, payload.SerializeToString(), self.bound)
        return Payload(metadata={"encoding": ENCODING, "key-id": self.keys.current.encode()}, data=nonce + sealed)

    def decrypt(self, payload: Payload) -> Payload:
        """One payload."""
        name = payload.metadata.get("key-id", b"").decode(errors="replace")
        key = self.keys.keys.get(name)
        if key is None:
            raise UnknownKey(f"the key {name!r} is not in the key file")
        try:
            return Payload.FromString(key.decrypt(payload.data[:NONCE], payload.data[NONCE:], self.bound))
        except (InvalidTag, ValueError, DecodeError):
            return UNREADABLE


def data_converter(key_file: Path | None) -> DataConverter:
    """Pydantic models as JSON, encrypted where there is a key; also the texts and stack traces of failures."""
    return replace(
        pydantic_data_converter,
        payload_codec=Encryption(CodecKeys.read(key_file)) if key_file else None,
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )

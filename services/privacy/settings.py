"""What the privacy service is told beside the rest."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal, Self

import httpx
from pydantic import FilePath, TypeAdapter, ValidationError, model_validator

from services.chassis import tls
from services.chassis.forms import DatabaseAddress
from services.chassis.settings import BadSettings, Settings
from services.chassis.written import BadFile
from services.privacy.epochs import Epochs, FileEpochs, MovingEpochs
from services.privacy.transit import TransitEpochs

TOKENS = TypeAdapter(dict[str, str])
TRANSIT_SECONDS = 5.0
"""How long an answer of OpenBao or Vault is waited for."""


class PrivacySettings(Settings):
    """Where the keys rest and what wraps them, and who signs the access log."""

    keyring_database_url: DatabaseAddress
    """The database of the keys, as the role that makes and opens them."""
    keyring_eraser_database_url: DatabaseAddress
    """The same database for the role that may delete keys."""
    keyring_tokens_file: FilePath
    """JSON: `{"<part>": "<token>"}`."""
    quarantine_days: int = 28
    """So long what could not be handled on a day can be handled again (decision 008)."""
    erasure_epoch_hours: float = 24
    """The longest that a deletion waits until the key that had wrapped the deleted key is destroyed, with those of all
    others of that time."""
    kek: Literal["file", "transit"] = "file"
    """Where the key-encryption keys are."""
    kek_dir: Path | None = None
    """Their folder. Beside `transit`: where they are until the next renewal."""
    kek_address: str = ""
    """Of OpenBao or Vault."""
    kek_ca_file: FilePath | None = None
    """The authority of its certificate; without one the system's count."""
    kek_token_file: Path | None = None
    """Its token; read again with every request."""
    kek_mount: str = "transit"
    """Where the transit engine is mounted."""
    kek_key: str = "ekc"
    """The name of the key."""
    checkpoint_keys_file: FilePath
    """The keys that sign how far the access log is."""
    checkpoint_rows: int = 100
    """So many new rows of a region are signed together, at most."""
    checkpoint_seconds: float = 60
    """So long a row stays unsigned, at most, while Kafka is there."""

    @model_validator(mode="after")
    def complete(self) -> Self:
        """Say at the start what is missing."""
        if self.kek == "file" and not self.kek_dir:
            raise ValueError("EKC_KEK_DIR is needed: the key-encryption keys are files in it.")
        if self.kek == "transit" and not (self.kek_address and self.kek_token_file):
            raise ValueError("EKC_KEK_ADDRESS and EKC_KEK_TOKEN_FILE are needed: EKC_KEK is transit.")
        return self

    @property
    def keyring_tokens(self) -> Mapping[str, str]:
        """Part -> the token by which the keyring knows it.

        Raises:
            BadFile: the file does not say that. The text quotes nothing of it.
        """
        try:
            return TOKENS.validate_json(self.keyring_tokens_file.read_bytes())
        except ValidationError:
            raise BadFile(f"{self.keyring_tokens_file.name}: this is no JSON object of parts and tokens.") from None

    def unsafe(self) -> Iterator[str]:
        """See `FencedSettings`."""
        yield from super().unsafe()
        if self.kek == "transit" and not self.kek_address.startswith("https://"):
            yield "EKC_KEK_ADDRESS is no https address: keys go over TLS, save in development."

    @asynccontextmanager
    async def epochs(self) -> AsyncIterator[Epochs]:
        """What keeps the key-encryption keys.

        Raises:
            BadSettings: their folder cannot be made.
        """
        try:
            files = FileEpochs(self.kek_dir) if self.kek_dir else None
        except OSError:
            raise BadSettings("EKC_KEK_DIR: this folder is not there, and cannot be made.") from None
        if files and self.kek == "file":
            yield files
        elif self.kek_token_file:
            verify = tls.trusting(self.kek_ca_file)
            async with httpx.AsyncClient(
                base_url=self.kek_address, verify=verify, timeout=TRANSIT_SECONDS, trust_env=False
            ) as client:
                transit = TransitEpochs(client, self.kek_token_file, mount=self.kek_mount, key=self.kek_key)
                yield MovingEpochs(files, transit) if files else transit

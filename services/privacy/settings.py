"""What the privacy service is told beside the rest."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal, Self

import httpx
from pydantic import SecretStr, model_validator

from services.chassis.settings import Settings
from services.privacy.epochs import Epochs, FileEpochs, MovingEpochs
from services.privacy.transit import TransitEpochs

TRANSIT_SECONDS = 5.0
"""How long an answer of OpenBao or Vault is waited for."""


class PrivacySettings(Settings):
    """Where the keys rest, and what wraps them."""

    keyring_database_url: SecretStr
    keyring_tokens_file: Path
    quarantine_days: int = 28
    """So long what could not be handled on a day can be handled again (decision 008)."""
    erasure_epoch_hours: float = 24
    """The longest that a deletion waits until the key that had wrapped the deleted key is destroyed, with those of all
    others of that time."""
    kek: Literal["file", "transit"] = "file"
    kek_dir: Path | None = None
    kek_address: str = ""
    kek_token_file: Path | None = None
    kek_mount: str = "transit"
    kek_key: str = "ekc"
    kek_ca_file: Path | None = None

    @model_validator(mode="after")
    def complete(self) -> Self:
        """Say at the start what is missing, and refuse to send keys in plain text."""
        if self.kek == "file" and not self.kek_dir:
            raise ValueError("EKC_KEK=file needs EKC_KEK_DIR.")
        if self.kek == "transit" and not (self.kek_address and self.kek_token_file):
            raise ValueError("EKC_KEK=transit needs EKC_KEK_ADDRESS and EKC_KEK_TOKEN_FILE.")
        if self.kek == "transit" and self.environment != "development" and not self.kek_address.startswith("https://"):
            raise ValueError("EKC_KEK_ADDRESS has to begin with https:// outside of development.")
        return self

    @asynccontextmanager
    async def epochs(self) -> AsyncIterator[Epochs]:
        """What keeps the key-encryption keys."""
        if self.kek_dir and self.kek == "file":
            yield FileEpochs(self.kek_dir)
        elif self.kek_token_file:
            verify = ssl.create_default_context(cafile=self.kek_ca_file)
            async with httpx.AsyncClient(
                base_url=self.kek_address, verify=verify, timeout=TRANSIT_SECONDS, trust_env=False
            ) as client:
                transit = TransitEpochs(client, self.kek_token_file, mount=self.kek_mount, key=self.kek_key)
                yield MovingEpochs(FileEpochs(self.kek_dir), transit) if self.kek_dir else transit

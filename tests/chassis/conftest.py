"""A message path on databases of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from pydantic import SecretStr

from services.chassis.settings import Settings
from services.privacy import epochs, keys
from tests.chassis.agency_path import ReferralPath
from tests.chassis.path import Keyring, MessagePath
from tests.platform import Databases


@pytest.fixture
async def path(database: Databases, tmp_path: Path) -> AsyncIterator[MessagePath]:
    """The coordination service's message path, and a keyring."""
    made = await MessagePath.create(database("coordination"), database("keyring"), tmp_path / "kek")
    yield made
    await made.close()


@pytest.fixture
async def agency(database: Databases, tmp_path: Path) -> AsyncIterator[ReferralPath]:
    """The referral service's message path, which an agency writes to, and a keyring."""
    settings = Settings(part="referral", environment="development", mint_key=SecretStr("aa" * 32))
    pool = await asyncpg.create_pool(database("referral"), min_size=1, max_size=4)
    keyring_pool = await asyncpg.create_pool(database("keyring"), min_size=1, max_size=2)
    made = ReferralPath(pool, Keyring(keys.Keyring(keyring_pool, epochs.FileEpochs(tmp_path / "kek"))), settings)
    yield made
    await made.close()

"""An access log, and the privacy service, on databases of their own."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from tests.platform import Databases
from tests.privacy.log import CONTACT, READ, Log, opened, seen
from tests.privacy.path import PrivacyPath


@pytest.fixture
async def log(database: Databases, tmp_path: Path) -> AsyncIterator[Log]:
    """An access log with five rows of the region noord and one of zuid, all of them signed."""
    async with asyncpg.create_pool(database("privacy"), min_size=1, max_size=2) as pool:
        made = Log(pool, database, tmp_path / "checkpoint-keys.json")
        await made.append(seen(opened(), 1), seen(CONTACT, 2), seen(READ, 3))
        await made.sign()
        await made.append(seen(CONTACT, 4), seen(opened("zuid"), 1, "case-2"), seen(READ, 5))
        await made.sign()
        yield made


@pytest.fixture
async def path(database: Databases, tmp_path: Path) -> AsyncIterator[PrivacyPath]:
    """The message path of the privacy service, and its keyring."""
    made = await PrivacyPath.create(database("privacy"), database("keyring"), tmp_path / "kek")
    yield made
    await made.close()

"""The privacy service on databases of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.platform import Databases
from tests.privacy.path import PrivacyPath


@pytest.fixture
async def path(database: Databases, tmp_path: Path) -> AsyncIterator[PrivacyPath]:
    """The message path of the privacy service, and its keyring."""
    made = await PrivacyPath.create(database("privacy"), database("keyring"), tmp_path / "kek")
    yield made
    await made.close()

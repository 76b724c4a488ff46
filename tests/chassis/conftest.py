"""A message path on databases of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.chassis.path import MessagePath
from tests.platform import Databases


@pytest.fixture
async def path(database: Databases, tmp_path: Path) -> AsyncIterator[MessagePath]:
    """The coordination service's message path, and a keyring."""
    made = await MessagePath.create(database("coordination"), database("keyring"), tmp_path / "kek")
    yield made
    await made.close()

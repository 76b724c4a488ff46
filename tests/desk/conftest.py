"""A desk on databases of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.desk.house import House, built
from tests.platform import Databases


@pytest.fixture
async def house(database: Databases, tmp_path: Path) -> AsyncIterator[House]:
    """A desk in development, where stories have dates and names of their own."""
    async with built(database("desk"), database("keyring"), tmp_path, "development") as made:
        yield made


@pytest.fixture
async def real_house(database: Databases, tmp_path: Path) -> AsyncIterator[House]:
    """A desk in production."""
    async with built(database("desk"), database("keyring"), tmp_path, "production") as made:
        yield made

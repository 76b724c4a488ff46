"""A platform of their own for tests that let two releases work on it."""

from collections.abc import Iterator

import pytest

from deploy.local import Platform
from tests.platform import relieve, session


@pytest.fixture(scope="package")
def platform() -> Iterator[Platform]:
    """Everything, begun empty."""
    with session() as own:
        own.start()
        relieve(own)
        yield own

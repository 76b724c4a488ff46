"""A platform of their own for tests that kill, stop and search: others rely on theirs."""

from collections.abc import Iterator

import pytest

from deploy.local import Platform
from tests.platform import relieve, session


@pytest.fixture(scope="package")
def platform() -> Iterator[Platform]:
    """Everything, begun empty; its parts tell as much as they can, for a search is to see that too."""
    with pytest.MonkeyPatch.context() as patch, session() as own:
        patch.setenv("EKC_LOG_LEVEL", "debug")
        own.start()
        relieve(own)
        yield own

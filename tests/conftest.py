"""What all tests share: the real servers, started when the first test needs them."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from deploy.local import Platform
from deploy.local.supervisor import SERVERS
from tests.platform import Databases, session

REAL = {"database", "servers", "platform"}
"""Whoever uses one of these fixtures is marked `servers`."""


settings.register_profile("ekc", deadline=None, max_examples=50)
settings.load_profile("ekc")
"""A busy machine is no failure; half of the usual examples keep `make test-fast` fast."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs servers, so that `make test-fast` leaves it out."""
    for item in items:
        if isinstance(item, pytest.Function) and REAL & set(item.fixturenames):
            item.add_marker(pytest.mark.servers)


@pytest.fixture(scope="session")
def local_platform() -> Iterator[Platform]:
    """The session's platform, of which nothing runs yet. Tests use one of the fixtures below."""
    with session() as platform:
        yield platform


@pytest.fixture(scope="session")
def database(local_platform: Platform) -> Databases:
    """PostgreSQL alone: `database("referral")` is the address of a fresh database with that part's tables."""
    local_platform.start("postgres")
    return Databases(local_platform)


@pytest.fixture(scope="session")
def servers(local_platform: Platform) -> Platform:
    """Kafka with its topics and rules, Temporal and PostgreSQL, without any part."""
    local_platform.start(*SERVERS)
    return local_platform


@pytest.fixture(scope="session")
def platform(local_platform: Platform) -> Platform:
    """Everything."""
    local_platform.start()
    return local_platform

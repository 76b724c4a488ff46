"""What all tests share: the real servers, started when the first test needs them."""

import gc
import time
from collections.abc import Iterator

import pytest
from hypothesis import settings

from deploy.local import Platform
from deploy.local.supervisor import SERVERS
from services.chassis.runtime import tune_garbage_collector
from tests.platform import Databases, empty_topics, relieve, said, session

gc.disable()
"""While tests are collected nothing is let go of."""
settings.register_profile("ekc", deadline=None, max_examples=50)
settings.load_profile("ekc")
"""A busy machine is no failure; half of the usual examples keep `make test-fast` fast."""


SERVERS_COME_WITH = {"local_platform", "platform"}
"""A folder of tests may have a `platform` of its own, which builds on no other."""
BEGAN = pytest.StashKey[float]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--minutes 20`: what is long and would begin later is left out."""
    parser.addoption("--minutes", type=float, help="leave out long tests that would begin after so many minutes")


def pytest_configure(config: pytest.Config) -> None:
    """When the session began."""
    config.stash[BEGAN] = time.monotonic()


def pytest_collection_finish() -> None:
    """What was loaded stays."""
    tune_garbage_collector()
    gc.enable()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out what does not fit into `--minutes`."""
    minutes = item.config.getoption("--minutes")
    if minutes and item.get_closest_marker("long") and time.monotonic() - item.config.stash[BEGAN] > 60 * minutes:
        pytest.skip(f"does not fit into {minutes:g} minutes")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once if the servers were not what was asked for."""
    if words := said():
        terminalreporter.write_line(words, yellow=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs servers, so that `make test-fast` leaves it out, and begin with what needs least.

    The parts run last: what others do with the servers alone is not to be picked up by a worker or a consumer.
    """
    for item in items:
        if SERVERS_COME_WITH.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.servers)
    items.sort(key=needs)


def needs(item: pytest.Item) -> int:
    """How much of a platform a test needs: nothing, servers, everything."""
    if "platform" in getattr(item, "fixturenames", ()):
        return 2
    return 1 if item.get_closest_marker("servers") else 0


@pytest.fixture(scope="session")
def local_platform() -> Iterator[Platform]:
    """The session's platform, of which nothing runs yet. Tests use one of the fixtures below."""
    with session() as platform:
        yield platform


@pytest.fixture(scope="session")
def database(local_platform: Platform) -> Databases:
    """PostgreSQL alone: `database("referral")` is the address of a fresh database with that part's tables."""
    local_platform.start("postgres")
    relieve(local_platform)
    return Databases(local_platform)


@pytest.fixture(scope="session")
def servers(local_platform: Platform) -> Platform:
    """Kafka with its topics and rules, Temporal and PostgreSQL, without any part."""
    local_platform.start(*SERVERS)
    relieve(local_platform)
    return local_platform


@pytest.fixture(scope="session")
def platform(local_platform: Platform) -> Platform:
    """Everything. What tests said in the names of parts that did not run is gone: it is in the database of none."""
    used = local_platform.pid("kafka") is not None
    local_platform.start(*SERVERS)
    relieve(local_platform)
    if used:
        empty_topics(local_platform)
    local_platform.start()
    return local_platform

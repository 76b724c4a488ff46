"""A platform of its own for what operators do: they pause, drain and break what other tests need."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
import structlog

from deploy.local import Platform
from services.chassis import log
from tests.ops.operator import Operator
from tests.platform import session


@pytest.fixture(autouse=True)
def silent() -> Iterator[None]:
    """`ekc` runs in this process: a log that it sets up would stay that of all other tests, and end with this one."""
    with patch.object(log, "configure"):
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("critical"))
        yield
        structlog.reset_defaults()


@pytest.fixture(scope="module")
def small() -> Iterator[Platform]:
    """What a referral needs, and the desk for operators, begun empty."""
    with session() as own:
        own.start("kafka", "postgres", "privacy", "referral", "desk")
        yield own


@pytest.fixture
def operator(small: Platform) -> Operator:
    """Somebody with `ekc` on it."""
    return Operator(small)


@pytest.fixture(scope="module")
def whole() -> Iterator[Operator]:
    """Somebody with `ekc` on a platform of which every part runs."""
    with session() as own:
        own.start()
        yield Operator(own)

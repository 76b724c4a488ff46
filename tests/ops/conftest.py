"""A platform of its own for what operators do: they pause, drain and break what other tests need."""

from collections.abc import Iterator

import pytest

from deploy.local import Platform
from tests.ops.operator import Operator
from tests.platform import session


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

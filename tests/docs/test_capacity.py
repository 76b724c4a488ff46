"""What the page about capacity reckons is reckoned right, and from what was measured."""

import pytest

from contracts.topics import TOPICS
from docs.generate.capacity_page import PAGE, page
from docs.generate.sizing import Measured, Size, cost, partitions

PRICE = Measured.read().price
ONE = Measured(
    milliseconds={"plan": 720, "worker": 7200},
    kilobytes={"plan": 1024, "desk": 1024},
    messages=72,
    kafka_kb=1024,
    history_kb=1024,
    actions=12,
    memory_mb=1024,
    connections=10,
    price=PRICE,
    active_gbh=0.1,
)
"""Made up, so that sums can be done in the head."""


def test_the_page_that_is_here_says_what_was_measured() -> None:
    """`docs.generate` wrote it, and nobody by hand since."""
    assert PAGE.read_text() == page()


@pytest.mark.parametrize(
    ("millions", "dollars"),
    [(0, 0), (1, 50), (5, 250), (11.25, 525), (100, 250 + 225 + 400 + 1050 + 1500)],
)
def test_each_tier_has_its_price(millions: float, dollars: float) -> None:
    """11.25 million for $525 is the example of who sets the price."""
    assert cost(millions, PRICE) == pytest.approx(dollars)


def test_what_so_many_cases_ask_for() -> None:
    """A hundred thousand a year: 7.2 million seconds of work, ten times as much at the peak."""
    size = Size(100_000, ONE)

    assert size.messages_per_second == pytest.approx(10)
    assert size.cores("plan") == pytest.approx(0.1)
    assert size.cores("worker") == pytest.approx(1)
    assert (size.replicas("plan"), size.replicas("worker")) == (2, 2)
    assert size.memory_gb == pytest.approx(4)
    assert size.connections == 20
    assert size.postgres_gb == pytest.approx(100_000 * 2 / 1024)
    assert size.kafka_gb == pytest.approx(100_000 / 1024)
    assert size.actions_per_month == pytest.approx(0.1, abs=0.0001)
    assert size.dollars_per_month == pytest.approx(5 + 100_000 / 1024 * 744 * 0.1, rel=0.001)
    assert size.beyond_partitions == []


def test_what_partitions_cannot_carry_is_said() -> None:
    """Only of who reads topics: the worker is as many as it has to be."""
    size = Size(10_000_000, ONE)

    assert size.replicas("worker") == 200
    assert size.beyond_partitions == ["plan"]


def test_an_agency_is_two_partitions() -> None:
    """One to write to, one to hear from."""
    assert partitions(3) == sum(topic.partitions for topic in TOPICS) + 6

"""What a year is played with: a file that people change, and that says what is wrong with it."""

from pathlib import Path
from random import Random
from statistics import fmean

import pytest
from pydantic import ValidationError

from services.chassis.written import BadFile
from services.desk.simulate.inputs import Spread, Way, read

PUBLISHED = {
    Way.PLANNED_WITH_MEETING: (0.67, 0.70),
    Way.PLANNED_WITHOUT_MEETING: (0.16, 0.16),
    Way.STOPPED: (0.14, 0.16),
}
"""DOMAIN.md, "Figures for realistic simulation"."""


def test_what_is_published_is_what_goes_in() -> None:
    """Shares, people at a conference, coordinators; and the shortest preparation."""
    usual = read()

    assert all(least <= usual.ways[way] <= most for way, (least, most) in PUBLISHED.items())
    assert 9 <= fmean(drawn(usual.participants)) <= 11
    assert usual.coordinators.per_hundred_referrals == 25
    assert (usual.days.preparation.least, usual.days.preparation.median) == (4, 35)


def test_a_file_of_ones_own_says_only_what_differs(tmp_path: Path) -> None:
    """Name by name, and the rest stays."""
    own = tmp_path / "noord.yaml"
    own.write_text("ways: {planned-with-meeting: 0.51, stopped: 0.33}\ndays:\n  plan: {p90: 20}\n")

    found, usual = read(own), read()

    assert found.ways == usual.ways | {Way.PLANNED_WITH_MEETING: 0.51, Way.STOPPED: 0.33}
    assert found.days.plan == Spread(median=usual.days.plan.median, p90=20)
    assert found.model_copy(update={"ways": usual.ways, "days": usual.days}) == usual


@pytest.mark.parametrize(("written", "line", "why"), [
    ("accepted: 1\nacepted: 0.5", 2, "acepted: there is no such key"),
    ("accepted: 1.2", 1, "accepted: Input should be less than or equal to 1"),
    ("accepted: .nan", 1, "accepted: Input should be"),
    ("ways:\n  stopped: 0.33", 1, "ways: the shares are 1.18 together, and must be 1"),
    ("ways:\n  stopt: 0.15", 2, "ways.stopt"),
    ("days:\n  intake: {median: 5}\n  plan: {median: 30}", 3, "days.plan: least, median and p90 are not in order"),
    ("days:\n  intake: {least: -1}", 2, "days.intake.least: Input should be greater than or equal to 0"),
    ("days: soon", 1, "days: "),
    ("- 0.9", 1, "Input should be"),
    ("coordinators:\n  places: 0", 2, "coordinators.places: Input should be greater than or equal to 1"),
    ("accepted: [", 1, "this is no YAML"),
    ("accepted: 1\naccepted: 0.9", 2, "accepted stands here twice"),
])  # fmt: skip
def test_a_mistake_is_told_with_its_line_and_the_reason(written: str, line: int, why: str, tmp_path: Path) -> None:
    """As those in the policies of regions."""
    own = tmp_path / "noord.yaml"
    own.write_text(written)

    with pytest.raises(BadFile) as found:
        read(own)

    assert str(found.value).startswith(f"noord.yaml, line {line}: {why}")


def test_a_spread_has_its_median_its_ninetieth_percentile_and_its_least() -> None:
    """Half are at most the median, nine of ten at most the 90th percentile."""
    numbers = drawn(Spread(median=40, p90=90, least=20))

    assert sum(number <= 40 for number in numbers) / len(numbers) == pytest.approx(0.5, abs=0.02)
    assert sum(number <= 90 for number in numbers) / len(numbers) == pytest.approx(0.9, abs=0.01)
    assert min(numbers) == 20
    assert drawn(Spread(median=7, p90=7)) == [7] * 5000


def test_a_spread_is_in_order() -> None:
    """Least, median, 90th percentile."""
    with pytest.raises(ValidationError, match="not in order"):
        Spread(median=40, p90=90, least=50)


def drawn(spread: Spread) -> list[int]:
    """Many of them."""
    chance = Random(7)
    return [spread.draw(chance) for _ in range(5000)]

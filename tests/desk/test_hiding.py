"""Counts that lead to nobody (R36): pure."""

from collections.abc import Iterator, Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.desk.figures import SUMS
from services.desk.hiding import FEW, HIDDEN, shown

BASE = ("accepted", "not-accepted", "held", "planned-without-meeting", "stopped", "planned-with-meeting")


def whole(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts with their sums."""
    return {**counts, **{total: sum(counts[part] for part in parts) for total, parts in SUMS.items()}}


def counts(*numbers: int) -> dict[str, int]:
    """Counts in the order of `BASE`, with their sums."""
    return whole(dict(zip(BASE, numbers, strict=True)))


def test_what_is_large_enough_is_shown() -> None:
    """R36: five is not under five."""
    assert set(shown(counts(5, 6, 7, 8, 9, 10), SUMS).values()).isdisjoint({FEW, HIDDEN})


@pytest.mark.parametrize("number", range(5))
def test_a_count_under_five_is_not_shown_nor_what_gives_it_away(number: int) -> None:
    """R36: a second one is hidden, the smallest of those that do; nought is a small count too."""
    cells = shown(counts(30, number, 20, 10, 6, 15), SUMS)

    assert cells["not-accepted"] == FEW
    assert cells["accepted"] == HIDDEN
    assert cells["intakes-decided"] == str(30 + number)
    assert [cells[name] for name in SUMS["preparations-ended"]] == ["20", "10", "6"]


def test_what_stands_in_two_sums_is_guarded_in_both() -> None:
    """R36: it cannot be worked out from the other one."""
    cells = shown(counts(30, 20, 40, 9, 3, 35), SUMS)

    assert (cells["stopped"], cells["planned-without-meeting"], cells["planned-with-meeting"]) == (FEW, HIDDEN, HIDDEN)
    assert (cells["held"], cells["preparations-ended"], cells["planned"]) == ("40", "52", "44")


def test_two_small_ones_that_must_be_four_each_are_guarded_too() -> None:
    """R36: 8 of two small ones is 4 and 4, so the sum is hidden as well."""
    cells = shown(counts(4, 4, 20, 10, 6, 15), SUMS)

    assert (cells["accepted"], cells["not-accepted"], cells["intakes-decided"]) == (FEW, FEW, HIDDEN)


LARGEST = 12


def possible(seen: str) -> range:
    """Which numbers somebody can think of who sees this."""
    if seen == FEW:
        return range(5)
    return range(5, LARGEST + 1) if seen == HIDDEN else range(int(seen), int(seen) + 1)


def worlds(cells: Mapping[str, str]) -> Iterator[dict[str, int]]:
    """All that could be behind what is shown."""
    for numbers in product(*(possible(cells[name]) for name in BASE)):
        world = counts(*numbers)
        if all(world[total] in possible(cells[total]) or world[total] > LARGEST for total in SUMS):
            yield world


@settings(max_examples=12, deadline=None)
@given(st.tuples(*[st.integers(0, 8)] * 6))
def test_nobody_can_work_out_what_is_hidden(numbers: tuple[int, ...]) -> None:
    """R36: of every hidden count at least two values fit all that is shown."""
    cells = shown(counts(*numbers), SUMS)
    open_ones = {name: set[int]() for name, seen in cells.items() if seen in (FEW, HIDDEN)}

    for world in worlds(cells):
        for name, values in open_ones.items():
            values.add(world[name])
        if all(len(values) > 1 for values in open_ones.values()):
            break

    assert {name: values for name, values in open_ones.items() if len(values) < 2} == {}

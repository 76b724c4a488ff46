"""Counts that lead to nobody (R36): pure."""

from collections.abc import Iterator, Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.desk.figures.counting import SUMS
from services.desk.figures.small_counts import FEW, HIDDEN, shown

OWN = ("accepted", "not-accepted", "held", "planned-without-meeting", "stopped", "planned-with-meeting")


def counts(*numbers: int, unready: int = 10) -> dict[str, int]:
    """Counts in the order of `OWN`, with their sums; so many preparations ended unready."""
    own = dict(zip(OWN, numbers, strict=True))
    ended = own["held"] + own["planned-without-meeting"] + own["stopped"]
    return {
        **own,
        "not-prepared": unready,
        "prepared": ended - unready,
        "preparations-ended": ended,
        "intakes-decided": own["accepted"] + own["not-accepted"],
        "planned": own["planned-with-meeting"] + own["planned-without-meeting"],
    }


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
    assert [cells[name] for name in ("held", "planned-without-meeting", "stopped")] == ["20", "10", "6"]


def test_what_is_not_counted_as_ready_cannot_be_worked_out_either() -> None:
    """R36: 58 of 60 would tell of two."""
    cells = shown(counts(30, 20, 40, 10, 10, 35, unready=2), SUMS)

    assert (cells["prepared"], cells["not-prepared"], cells["preparations-ended"]) == (HIDDEN, FEW, "60")


def test_what_stands_in_two_sums_is_guarded_in_both() -> None:
    """R36: it cannot be worked out from the other one."""
    cells = shown(counts(30, 20, 40, 9, 3, 35), SUMS)

    assert (cells["stopped"], cells["planned-without-meeting"], cells["planned-with-meeting"]) == (FEW, HIDDEN, HIDDEN)
    assert (cells["held"], cells["preparations-ended"], cells["planned"]) == ("40", "52", "44")


def test_two_small_ones_that_must_be_four_each_are_guarded_too() -> None:
    """R36: 8 of two small ones is 4 and 4, so the sum is hidden as well."""
    cells = shown(counts(4, 4, 20, 10, 6, 15), SUMS)

    assert (cells["accepted"], cells["not-accepted"], cells["intakes-decided"]) == (FEW, FEW, HIDDEN)


def test_what_gives_it_away_from_afar_is_hidden_too() -> None:
    """R36: three times four is twelve, also where the twelve stands in another sum."""
    cells = shown(counts(30, 20, 4, 4, 4, 30, unready=0), SUMS)

    assert cells["preparations-ended"] == cells["prepared"] == HIDDEN


def fits(number: int, seen: str) -> bool:
    """Whether a number can be behind what is shown."""
    if seen in (FEW, HIDDEN):
        return 0 <= number < 5 if seen == FEW else number >= 5
    return number == int(seen)


def worlds(cells: Mapping[str, str], numbers: tuple[int, ...], unready: int) -> Iterator[dict[str, int]]:
    """What could be the case besides, by all that is shown: every count one more, one less or the same.

    More than one is not needed: what can be changed by two can be changed by one, for these are sums of whole numbers.
    """
    for *changes, more in product((0, 1, -1), repeat=len(numbers) + 1):
        changed = [number + change for number, change in zip(numbers, changes, strict=True)]
        world = counts(*changed, unready=unready + more)
        if all(fits(number, cells[name]) for name, number in world.items()):
            yield world


@settings(max_examples=40, deadline=None)
@given(st.tuples(*[st.integers(0, 9)] * 6), st.integers(0, 9))
def test_nobody_can_work_out_what_is_hidden(numbers: tuple[int, ...], drawn: int) -> None:
    """R36: of every hidden count at least two values fit all that is shown."""
    unready = min(drawn, sum(numbers[2:5]))
    cells = shown(counts(*numbers, unready=unready), SUMS)
    values: dict[str, set[int]] = {name: set() for name, seen in cells.items() if seen in (FEW, HIDDEN)}

    for world in worlds(cells, numbers, unready):
        for name, found in values.items():
            found.add(world[name])

    assert [name for name, found in values.items() if len(found) < 2] == []

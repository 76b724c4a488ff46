"""Figures as rows of a table, with a column for each period. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

TOO_FEW = "<5 cases"
SPREAD = (("median", "median"), ("p90", "90th percentile"))
"""What is told of numbers that vary, and its name."""


def rows(periods: Sequence[Mapping[str, Any]], too_few: str = TOO_FEW) -> list[list[str]]:
    """Each figure: what it is, of what it is a part or in which unit, then its value in each period."""
    counts = [
        [told["what"], told["of"] or "", *(period["counts"][place]["count"] for period in periods)]
        for place, told in enumerate(periods[0]["counts"])
    ]
    days = [
        row
        for place, told in enumerate(periods[0]["lead_days"])
        for row in spread_rows(told["step"], "days", [period["lead_days"][place] for period in periods], too_few)
    ]
    there = [period["attendance"] for period in periods]
    return [*counts, *days, *spread_rows("of the circle at a conference", "people", there, too_few)]


def spread_rows(what: str, unit: str, spreads: Sequence[Mapping[str, float | None]], too_few: str) -> list[list[str]]:
    """A median and a 90th percentile, or that there were too few to tell one."""
    return [
        [f"{what}, {words}", unit, *(number(spread[name], too_few) for spread in spreads)] for name, words in SPREAD
    ]


def number(value: float | None, too_few: str) -> str:
    """A number, or what stands where there is none."""
    return too_few if value is None else f"{value:g}"

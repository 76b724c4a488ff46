"""Quarters: figures are of whole ones that are over (R36)."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Self

from contracts.deciding import AMSTERDAM

NAMED = re.compile(r"([0-9]{4})-?[Qq]([1-4])")


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year, in Dutch time."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The quarter of a day."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def name(self) -> str:
        """For example `2026-Q1`."""
        return f"{self.year}-Q{self.number}"

    @cached_property
    def starts(self) -> datetime:
        """Its first moment."""
        return datetime(self.year, 3 * self.number - 2, 1, tzinfo=AMSTERDAM)

    @property
    def after(self) -> "Quarter":
        """The next one."""
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)

    @cached_property
    def ends(self) -> datetime:
        """The first moment after it."""
        return self.after.starts

    def holds(self, at: datetime) -> bool:
        """Whether a moment is in it."""
        return self.starts <= at < self.ends


def between(first: str, last: str) -> list[Quarter]:
    """The quarters from one to another: `2026-Q1`, or the first and the last day of quarters.

    Raises:
        ValueError: what is not right, in a sentence.
    """
    start, end = read(first, begins=True), read(last, begins=False)
    if start > end:
        raise ValueError("The first quarter is after the last.")
    if end.year - start.year > 10:
        raise ValueError("At most ten years at once.")
    found = [start]
    while found[-1] < end:
        found.append(found[-1].after)
    return found


def read(text: str, *, begins: bool) -> Quarter:
    """The quarter that somebody means.

    Raises:
        ValueError: it is none, or a day within one.
    """
    named = NAMED.fullmatch(text)
    if named:
        return Quarter(int(named[1]), int(named[2]))
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError("A quarter is written as 2026-Q1, or by its first or last day.") from None
    quarter = Quarter.of(day)
    bound = quarter.starts if begins else quarter.ends - timedelta(days=1)
    if day != bound.date():
        raise ValueError("Figures are of whole quarters: from a first day to a last day.")
    return quarter

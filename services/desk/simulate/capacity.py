"""Places and waiting lists: what figures do not have, as they are counted from events alone. Pure."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from math import ceil
from typing import Any

from services.desk.figures.counting import spread
from services.desk.figures.quarters import Quarter
from services.desk.simulate.year import Stay, Year

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


@dataclass(frozen=True)
class Capacity:
    """What coordinators there are, and the accepted cases that want one."""

    coordinators: int
    places: int
    """Of each coordinator."""
    stays: Sequence[Stay]

    @cached_property
    def asked(self) -> list[datetime]:
        """When cases asked for a place."""
        return sorted(stay.asked for stay in self.stays)

    @cached_property
    def got(self) -> list[datetime]:
        """When cases got a place."""
        return sorted(stay.got for stay in self.stays)

    @cached_property
    def left(self) -> list[datetime]:
        """When places became free again."""
        return sorted(stay.left for stay in self.stays)

    def waiting(self, at: datetime) -> int:
        """How many cases have asked and have no place yet."""
        return bisect_right(self.asked, at) - bisect_right(self.got, at)

    def taken(self, at: datetime) -> int:
        """How many places are taken."""
        return bisect_right(self.got, at) - bisect_right(self.left, at)

    def in_period(self, period: Quarter | Year) -> dict[str, Any]:
        """How many coordinators there are and were needed, and who waited for one.

        Needed are as many as it takes when every period asks for as much as this one: the days for which the cases
        that asked in it keep a place, over the days that the places of one coordinator have.
        """
        days = (period.ends - period.starts) / DAY
        asked = [stay for stay in self.stays if period.holds(stay.asked)]
        waited = [(stay.got - stay.asked).days for stay in self.stays if period.holds(stay.got)]
        joined = (self.waiting(stay.asked) for stay in asked)
        return {
            "coordinators": self.coordinators,
            "coordinators_needed": ceil(sum((stay.left - stay.got) / DAY for stay in asked) / (days * self.places)),
            "places": self.coordinators * self.places,
            "places_taken": round(sum(inside(stay, period) for stay in self.stays) / days, 1),
            "asked": len(asked),
            "waiting_at_end": self.waiting(period.ends),
            "waiting_most": max(self.waiting(period.starts), *joined, 0),
            "days_waited": spread(waited, fewest=1),
        }

    def by_week(self, year: Year) -> Iterator[dict[str, Any]]:
        """How many wait and how many places are taken, on the first day of the year and each seventh after it."""
        at = year.starts
        while at < year.ends:
            yield {"day": at.date().isoformat(), "waiting": self.waiting(at), "places_taken": self.taken(at)}
            at += WEEK


def inside(stay: Stay, period: Quarter | Year) -> float:
    """For how many days of a period it keeps a place."""
    return max(timedelta(0), min(stay.left, period.ends) - max(stay.got, period.starts)) / DAY

"""The working days of the Netherlands.

The `holidays` package knows them too, but reads those of all countries first, which costs each part 0.2 s of its start
and 11 MB. A test compares.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from dateutil.easter import easter

from contracts.deciding import WorkingDays

AROUND_EASTER = {
    "Good Friday": -2,
    "Easter Sunday": 0,
    "Easter Monday": 1,
    "Ascension Day": 39,
    "Whit Sunday": 49,
    "Whit Monday": 50,
}
"""How many days after Easter Sunday each is."""
SUNDAY = 6


def working_days(years: Iterable[int]) -> WorkingDays:
    """The calendar of these years."""
    return WorkingDays(frozenset(day for year in years for day in holidays(year)))


def holidays(year: int) -> Iterator[date]:
    """The public holidays of a year since 2014; Liberation Day is one once in five years, as most employers have it."""
    yield date(year, 1, 1)
    yield from (easter(year) + timedelta(days=days) for days in AROUND_EASTER.values())
    kings_day = date(year, 4, 27)
    yield kings_day - timedelta(days=kings_day.weekday() == SUNDAY)
    if year % 5 == 0:
        yield date(year, 5, 5)
    yield from (date(year, 12, 25), date(year, 12, 26))

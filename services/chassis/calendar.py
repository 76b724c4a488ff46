"""The working days of the Netherlands, from the `holidays` package."""

from collections.abc import Iterable

import holidays

from contracts.deciding import WorkingDays


def working_days(years: Iterable[int]) -> WorkingDays:
    """The calendar of these years; Liberation Day counts as a holiday once in five years, as most employers have it."""
    return WorkingDays(frozenset(holidays.country_holidays("NL", years=list(years))))

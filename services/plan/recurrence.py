"""How often an action recurs: a recurrence rule as in RFC 5545 section 3.3.10, in whole days."""

from datetime import MAXYEAR, date, datetime, time
from itertools import islice

from dateutil.rrule import rrule, rruleset, rrulestr

from contracts.deciding import Refused

FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
"""What people agree on comes once a day at most."""
LARGEST = 1_000
"""Of an interval or a count."""
CYCLE = 400
"""Years after which the calendar repeats, days of the week included."""


def check(rule: str, starts: date) -> None:
    """Say no to a rule that is none, or that never comes.

    Raises:
        Refused: with the reason.
    """
    if not well_formed(rule, starts):
        raise Refused("bad-recurrence", "How often is not a recurrence rule (RFC 5545).", rule="R23")
    if not names_a_day(rule, starts) or first_from(rule, starts, starts) is None:
        raise Refused("never-recurs", "By its recurrence rule the action never comes.", rule="R23")


def well_formed(rule: str, starts: date) -> bool:
    """Whether it is one rule of RFC 5545, of a kind that people agree on."""
    try:
        parts = dict(part.split("=", 1) for part in rule.split(";"))
        sizes = [int(parts.get(name, "1")) for name in ("INTERVAL", "COUNT")]
        single = isinstance(parsed(rule, starts), rrule)
    except ValueError:
        return False
    return single and parts.get("FREQ") in FREQUENCIES and all(0 < size <= LARGEST for size in sizes)


def names_a_day(rule: str, starts: date) -> bool:
    """Whether a rule ever comes, its end left aside.

    dateutil looks for 30 February until the year 9999: four seconds for a daily rule. So it is asked in the last cycle
    of its calendar, in which the days are the same.
    """
    endless = ";".join(part for part in rule.split(";") if not part.startswith(("COUNT=", "UNTIL=")))
    late = starts.replace(year=starts.year + (MAXYEAR - starts.year) // CYCLE * CYCLE)
    return first_from(endless, late, late) is not None


def first_from(rule: str, starts: date, day: date) -> date | None:
    """The first date of a rule on or after a day."""
    found: datetime | None = parsed(rule, starts).after(datetime.combine(day, time()), inc=True)
    return found.date() if found else None


def first_dates(rule: str, starts: date, number: int) -> tuple[date, ...]:
    """The first dates of a rule, in order; fewer where it ends earlier."""
    return tuple(moment.date() for moment in islice(parsed(rule, starts), number))


def parsed(rule: str, starts: date) -> rrule | rruleset:
    """The rule as dateutil reads it.

    Raises:
        ValueError: it is none.
    """
    return rrulestr(rule, dtstart=datetime.combine(starts, time()))

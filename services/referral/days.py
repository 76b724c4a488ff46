"""What falls due by the day, beside the agenda of the process: rows of the due table (ARCHITECTURE.md "The parts")."""

from datetime import date, timedelta

from contracts.base import Event
from contracts.deciding import Given
from services.referral import duplicates, regions
from services.referral.state import Case


def next_due(case: Case) -> date | None:
    """The next day on which something is due, if nothing comes before: no region answered (R4), nobody decided (R3)."""
    if case.ended:
        return None
    last_days = (regions.last_day(case.transfer) if case.transfer else None, duplicates.last_day(case))
    return min((day + timedelta(days=1) for day in last_days if day), default=None)


def turn(case: Case, today: date, given: Given) -> list[Event]:
    """A day began."""
    return [*regions.lapse(case, today, given), *duplicates.undecided(case, today, given)]

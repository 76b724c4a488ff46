"""What falls due by the day, beside the agenda of the process: rows of the due table (ARCHITECTURE.md "The parts")."""

from datetime import date, timedelta

from contracts.base import Event
from contracts.deciding import Given
from services.referral import regions
from services.referral.state import Case


def next_due(case: Case) -> date | None:
    """The next day on which something is due, if nothing comes before: a region did not answer (R4)."""
    if case.ended or case.transfer is None:
        return None
    return regions.last_day(case.transfer) + timedelta(days=1)


def turn(case: Case, today: date, given: Given) -> list[Event]:
    """A day began."""
    return regions.lapse(case, today, given)

"""What falls due by the day, beside the agenda of the process: rows of the due table (ARCHITECTURE.md "The parts")."""

from datetime import date, timedelta

from contracts.base import Event
from contracts.deciding import Given
from services.referral import duplicates, regions, safety
from services.referral.state import Case


def next_due(case: Case) -> date | None:
    """The next day on which something is due, if nothing comes before.

    A birthday (R5), where the case goes on by itself; or nobody answered (R4) or decided (R3, R37). Of a birthday only
    its month is told, for the day rests in a column: from its first day on each day that begins is looked at.
    """
    last_days = () if case.ended else (regions.last_day(case.transfer), duplicates.last_day(case))
    after = (day + timedelta(days=1) for day in last_days if day)
    persons = () if case.ended or case.linked else case.staying.values()
    birthdays = (day.replace(day=1) for person in persons for day in person.birthdays.values())
    signals = (day for day in case.signals.values() if day)
    return min((*after, *birthdays, *signals), default=None)


def turn(case: Case, today: date, given: Given) -> list[Event]:
    """A day began. Of a case that ended, or rests, only its safety signals matter; birthdays count by themselves."""
    rests = case.ended or case.restricted
    late = [] if rests else [*regions.lapse(case, today, given), *duplicates.undecided(case, today, given)]
    return [*late, *safety.escalate(case, today, given)]

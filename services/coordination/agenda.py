"""What the process asks for next, and when, by the region's policy (R10, R13, R15, R19, R23)."""

from datetime import datetime, timedelta

from contracts.deciding import Given
from contracts.policy import Policy
from contracts.process import Due, DueItem
from contracts.telling import MANAGER, told_twice
from services.coordination.state import Case, Stage

COORDINATOR = "coordinator"
DRAWING_UP = timedelta(days=3)
"""A circle is drawn up before anybody is invited; reminder moments that allow for that find somebody to remind."""
LAST_SECOND = timedelta(seconds=1)
"""It still counts. What follows from a deadline that passed is decided on the next day: within that second it would
hang on how fast the asking goes, and whoever is asked next could lose a day."""
MORE_REMINDERS = 2
"""Moments beyond the limit of one person: not everybody is invited on the first day. Late ones are reminded less."""


def answer_by(respond_by: datetime) -> tuple[DueItem, ...]:
    """The offer lapses, once the time is over (R13)."""
    return (DueItem(what=Due.LAPSE_OFFER, at=respond_by + LAST_SECOND, rule="R13", whose=COORDINATOR),)


def search(at: datetime) -> tuple[DueItem, ...]:
    """Somebody is to be asked (R13)."""
    return (DueItem(what=Due.FIND_COORDINATOR, at=at, rule="R13", whose=MANAGER),)


def search_after(deadline: datetime) -> tuple[DueItem, ...]:
    """It is tried again once the time is over (R13)."""
    return search(deadline + LAST_SECOND)


def with_coordinator(case: Case, given: Given) -> tuple[DueItem, ...]:
    """What follows once the case has a coordinator, by how far it had come."""
    if case.stage is Stage.PREPARED and case.sitting:
        return outcome_of_session(case.sitting.ends, given, given.policy(case.region))
    if case.stage is Stage.PREPARATION:
        return preparation(case, given, given.policy(case.region))
    return ()


def preparation(case: Case, given: Given, policy: Policy) -> tuple[DueItem, ...]:
    """Moments to remind the silent (R15), and the end of patience (R19)."""
    end = given.at + timedelta(weeks=policy.preparation_weeks)
    times = policy.reminders + MORE_REMINDERS if policy.reminders else 0
    distance = timedelta(days=policy.reminder_days)
    inviting = given.at if case.circle.waiting() else given.at + DRAWING_UP
    moments = [inviting + distance * number for number in range(1, times + 1)]
    return (
        *(
            DueItem(what=Due.REMIND_CIRCLE, at=moment, rule="R15", whose=COORDINATOR)
            for moment in moments
            if moment < end
        ),
        *told_twice(Due.ESCALATE_PREPARATION, end, given, policy, rule="R19", whose=COORDINATOR),
    )


def outcome_of_session(ends: datetime, given: Given, policy: Policy) -> tuple[DueItem, ...]:
    """Somebody tells how it went, or it is asked for (R22)."""
    late = given.calendar.after(max(ends, given.at), policy.conference_working_days)
    return told_twice(Due.ESCALATE_CONFERENCE, late, given, policy, rule="R22", whose=COORDINATOR)


def plan(given: Given, policy: Policy) -> tuple[DueItem, ...]:
    """The plan is to be written up (R23)."""
    return told_twice(
        Due.ESCALATE_PLAN, given.within(policy.plan_working_days), given, policy, rule="R23", whose=COORDINATOR
    )

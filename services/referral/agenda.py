"""What the process asks for during the intake, and when, by the region's policy (R5, R10)."""

from datetime import datetime, timedelta

from contracts.deciding import Given
from contracts.policy import Policy
from contracts.process import Due, DueItem
from contracts.telling import MANAGER, told_twice
from services.referral.state import Case

CONTACT = "contact"
INTAKE = "intake"


def opening(case: Case, given: Given) -> tuple[DueItem, ...]:
    """Of a case that begins: the deadlines of the intake, and the end of keeping data without a yes."""
    lapse = DueItem(what=Due.LAPSE_CONSENT, at=lapses(case, given), rule="R5", whose="person-concerned")
    return (*intake(case, given), lapse)


def intake(case: Case, given: Given) -> tuple[DueItem, ...]:
    """What is awaited still: the first contact, and the end of the intake. Nobody is told a second time."""
    if case.accepted:
        return ()
    policy = given.policy(case.region, since=begun(case, given))
    contact = () if case.contacted else awaited(case, Due.ESCALATE_CONTACT, CONTACT, given, policy)
    return (*contact, *awaited(case, Due.ESCALATE_INTAKE, INTAKE, given, policy))


def awaited(case: Case, what: Due, name: str, given: Given, policy: Policy) -> tuple[DueItem, ...]:
    """One deadline, as far as it was not told yet."""
    items = told_twice(what, deadline(case, name, given), given, policy, rule="R10", whose=MANAGER)
    return items[case.escalated.get(name, 0) :]


def deadline(case: Case, name: str, given: Given) -> datetime:
    """In working days; the time in which the person considered does not count (R10)."""
    policy = given.policy(case.region, since=begun(case, given))
    days = policy.contact_working_days if name == CONTACT else policy.intake_working_days
    return given.calendar.after(begun(case, given) + case.considered, days)


def lapses(case: Case, given: Given) -> datetime:
    """When what was kept about somebody who never said yes is to go (R5)."""
    start = begun(case, given)
    return start + timedelta(weeks=given.policy(case.region, since=start).consent_weeks)


def begun(case: Case, given: Given) -> datetime:
    """When the case was opened; now, if it is being opened."""
    return case.opened or given.at

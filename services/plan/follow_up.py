"""A plan stands: it is handed to the circle, and followed up by a call, a contact and reviews (R27, R43)."""

from datetime import date

from contracts.base import Event
from contracts.deciding import Given
from contracts.notices import NoticeKind
from contracts.plan import FollowUpCallRecorded, FollowUpDue, PlanAccepted, RecordFollowUpCall
from contracts.process import Due
from contracts.telling import MANAGER, tell
from services.plan import agenda
from services.plan.standing import host
from services.plan.state import Case, FollowUp

DONE_BY = {"coordinator": Due.CALL_FAMILY, "regional-manager": Due.CONTACT_REFERRER}
"""Which contact is done when somebody tells that they made theirs."""


def begin(case: Case, version: int, reviews: tuple[date, ...], given: Given) -> list[Event]:
    """The plan stands. Everybody of the circle gets it as their own document."""
    accepted = PlanAccepted(
        version=version,
        with_meeting=case.with_meeting,
        reviews=reviews,
        agenda=agenda.follow_up(case, reviews, given),
    )
    return [accepted, *(tell(given, NoticeKind.PLAN, who, asked_by="circle", rule="R43") for who in case.circle)]


def call_family(case: Case, given: Given) -> list[Event]:
    """About four weeks after: whoever looks after the process is asked to call."""
    return contact(case, Due.CALL_FAMILY, NoticeKind.CALL_FAMILY, host(case), given)


def contact_referrer(case: Case, given: Given) -> list[Event]:
    """Between four and six weeks: the regional manager is asked to contact family and referrer."""
    return contact(case, Due.CONTACT_REFERRER, NoticeKind.CONTACT_REFERRER, MANAGER, given)


def contact(case: Case, what: Due, kind: NoticeKind, who: str, given: Given) -> list[Event]:
    """One contact is due, unless it was made already."""
    if case.follow_up is None or case.follow_up.next(what) is None:
        return []
    return [FollowUpDue(what=what), tell(given, kind, who, asked_by="process", rule="R27")]


def record_call(told: RecordFollowUpCall) -> list[Event]:
    """They spoke; about what is nobody's business here."""
    return [FollowUpCallRecorded(who=told.who)]


def after_accepted(case: Case, event: PlanAccepted) -> FollowUp:
    """What is asked for from now on; reviews are counted on."""
    return FollowUp(event.agenda, case.follow_up.held if case.follow_up else 0)


def after_due(case: Case, event: FollowUpDue) -> FollowUp | None:
    """What was asked for is not asked for twice."""
    asked = next((what for what in Due if what == event.what), None)
    return case.follow_up.without(asked) if case.follow_up and asked else case.follow_up


def after_call(case: Case, event: FollowUpCallRecorded) -> FollowUp | None:
    """A contact that was made need not be asked for."""
    return case.follow_up.without(DONE_BY[event.who]) if case.follow_up else None

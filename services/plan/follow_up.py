"""A plan stands: it is handed to the circle, and followed up by a call, a contact and reviews (R27, R43)."""

from contracts.base import Event
from contracts.deciding import Given
from contracts.notices import NoticeKind
from contracts.plan import FollowUpCallRecorded, FollowUpDue, PlanAccepted, RecordFollowUpCall
from contracts.process import Due
from contracts.states import replace
from contracts.telling import LEVELS, MANAGER, tell
from services.plan import agenda, pending
from services.plan.standing import host
from services.plan.state import Case, FollowUp, Plan

DONE_BY = {"coordinator": Due.CALL_FAMILY, "regional-manager": Due.CONTACT_REFERRER}
"""Which contact is done when somebody tells that they made theirs."""


def begin(case: Case, plan: Plan, given: Given) -> list[Event]:
    """The plan stands. Everybody of the circle gets it as their own document; who was absent is asked (R23)."""
    accepted = PlanAccepted(
        version=plan.version,
        with_meeting=case.with_meeting,
        reviews=plan.reviews,
        fallback=plan.fallback,
        agenda=agenda.follow_up(case, plan, given),
    )
    handed = [tell(given, NoticeKind.PLAN, who, asked_by="circle", rule="R43") for who in case.circle]
    return [accepted, *handed, *pending.ask(case, plan, given)]


def call_family(case: Case, given: Given) -> list[Event]:
    """About four weeks after: whoever looks after the process is asked to call; later the manager hears."""
    return contact(case, Due.CALL_FAMILY, NoticeKind.CALL_FAMILY, (host(case), MANAGER), given)


def contact_referrer(case: Case, given: Given) -> list[Event]:
    """Between four and six weeks: the regional manager contacts family and referrer; later the lead hears."""
    return contact(case, Due.CONTACT_REFERRER, NoticeKind.CONTACT_REFERRER, LEVELS, given)


def contact(case: Case, what: Due, kind: NoticeKind, whose: tuple[str, str], given: Given) -> list[Event]:
    """One contact is due, unless it was made already. Whoever is to make it is asked once; then somebody else hears."""
    if case.follow_up is None or case.follow_up.next(what) is None:
        return []
    again = what in case.follow_up.asked
    told = tell(given, kind, whose[again], asked_by="process", detail="not-told" if again else "", rule="R27")
    return [FollowUpDue(what=what, number=int(again)), told]


def record_call(told: RecordFollowUpCall) -> list[Event]:
    """They spoke; about what is nobody's business here."""
    return [FollowUpCallRecorded(who=told.who)]


def after_accepted(case: Case, event: PlanAccepted) -> FollowUp:
    """What is asked for from now on; reviews are counted on."""
    before = case.follow_up or FollowUp()
    return FollowUp(event.agenda, before.held, before.asked, event.fallback)


def after_due(case: Case, event: FollowUpDue) -> FollowUp | None:
    """What was asked for is not asked for twice."""
    asked = next((what for what in Due if what == event.what), None)
    if case.follow_up is None or asked is None:
        return case.follow_up
    left = case.follow_up.without(asked)
    return replace(left, asked=(*left.asked, asked)) if asked in agenda.CONTACTS else left


def after_call(case: Case, event: FollowUpCallRecorded) -> FollowUp | None:
    """A contact that was made need not be asked for."""
    return case.follow_up.after_contact(DONE_BY[event.who]) if case.follow_up else None

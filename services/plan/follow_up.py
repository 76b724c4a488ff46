"""A plan stands: it is handed to the circle, and followed up by a call, a contact and reviews (R27, R43)."""

from datetime import date, timedelta

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
ASKS = {Due.CALL_FAMILY: NoticeKind.CALL_FAMILY, Due.CONTACT_REFERRER: NoticeKind.CONTACT_REFERRER}
HEARS = dict(zip(ASKS, LEVELS, strict=True))
"""Who hears that nobody told of a contact."""


def begin(case: Case, plan: Plan, given: Given) -> list[Event]:
    """The plan stands. Everybody of the circle gets it as their own document; who was absent is asked (R23)."""
    accepted = PlanAccepted(
        version=plan.version,
        with_meeting=case.with_meeting,
        reviews=plan.reviews,
        fallback=plan.fallback,
        contact_by=given.today + timedelta(days=given.policy(case.region).contact_within_days),
        agenda=agenda.follow_up(case, plan, given),
    )
    handed = [tell(given, NoticeKind.PLAN, who, asked_by="circle", rule="R43") for who in case.circle]
    return [accepted, *handed, *pending.ask(case, plan, given)]


def call_family(case: Case, given: Given) -> list[Event]:
    """About four weeks after: whoever looks after the process is asked to call."""
    return ask(case, Due.CALL_FAMILY, host(case), given)


def contact_referrer(case: Case, given: Given) -> list[Event]:
    """Between four and six weeks: the regional manager is asked to contact family and referrer."""
    return ask(case, Due.CONTACT_REFERRER, MANAGER, given)


def ask(case: Case, what: Due, whom: str, given: Given) -> list[Event]:
    """One contact is due, unless it was made. Nobody is asked for it twice."""
    if case.follow_up is None or case.follow_up.next(what) is None:
        return []
    by = case.follow_up.contact_by
    late = by if by and by > given.today else None
    return [FollowUpDue(what=what, late=late), tell(given, ASKS[what], whom, asked_by="process", rule="R27")]


def next_due(case: Case) -> date | None:
    """The next day on which somebody else hears of a contact that nobody told of."""
    return None if case.ended or case.follow_up is None else min(case.follow_up.late.values(), default=None)


def tell_late(case: Case, today: date, given: Given) -> list[Event]:
    """A day began: of the coordinator's call the manager hears, of the manager's contact the region's lead; once."""
    if case.follow_up is None:
        return []
    late = [what for what, day in case.follow_up.late.items() if day <= today]
    return [event for what in late for event in not_told(what, given)]


def not_told(what: Due, given: Given) -> list[Event]:
    """Nobody told of a contact."""
    told = tell(given, ASKS[what], HEARS[what], asked_by="process", detail="not-told", rule="R27")
    return [FollowUpDue(what=what, number=1), told]


def record_call(told: RecordFollowUpCall) -> list[Event]:
    """They spoke; about what is nobody's business here."""
    return [FollowUpCallRecorded(who=told.who)]


def after_accepted(case: Case, event: PlanAccepted) -> FollowUp:
    """What is asked for from now on; reviews are counted on."""
    before = case.follow_up or FollowUp()
    return FollowUp(
        event.agenda, before.held, before.late, event.fallback, contact_by=before.contact_by or event.contact_by
    )


def after_due(case: Case, event: FollowUpDue) -> FollowUp | None:
    """What was asked for is not asked for twice."""
    asked = next((what for what in Due if what == event.what), None)
    if case.follow_up is None or asked is None:
        return case.follow_up
    if event.number and asked in ASKS:
        return replace(case.follow_up, late={one: day for one, day in case.follow_up.late.items() if one is not asked})
    left = case.follow_up.without(asked)
    return replace(left, late={**left.late, asked: event.late}) if event.late else left


def after_call(case: Case, event: FollowUpCallRecorded) -> FollowUp | None:
    """A contact that was made need not be asked for."""
    return case.follow_up.after_contact(DONE_BY[event.who]) if case.follow_up else None

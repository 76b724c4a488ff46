"""A deadline that passes is told once to the regional manager, then to the region's lead; it decides nothing (R10)."""

from contracts.base import Event
from contracts.deciding import Given
from contracts.notices import NoticeKind
from contracts.referral import DeadlineEscalated
from contracts.telling import LEVELS, tell
from services.referral.agenda import CONTACT, INTAKE, deadline
from services.referral.state import Case


def contact(case: Case, given: Given) -> list[Event]:
    """Nobody was spoken with in time."""
    return [] if case.contacted else escalate(case, CONTACT, given)


def intake(case: Case, given: Given) -> list[Event]:
    """The intake is not done in time."""
    return escalate(case, INTAKE, given)


def escalate(case: Case, what: str, given: Given) -> list[Event]:
    """Tell the next level; each hears once. Thinking it over is not lateness."""
    told = case.escalated.get(what, 0)
    late = given.at >= deadline(case, what, given)
    if case.accepted or case.considering() or not late or told >= len(LEVELS):
        return []
    to = LEVELS[told]
    return [
        DeadlineEscalated(what=what, level=told + 1, to=to),
        tell(given, NoticeKind.ESCALATION, to, asked_by="process", detail=what, rule="R10"),
    ]

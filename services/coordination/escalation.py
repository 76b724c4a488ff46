"""What takes too long is told once to the regional manager, then once to the region's lead (R10)."""

from contracts.base import Event
from contracts.coordination import CoordinationEscalated
from contracts.deciding import Given
from contracts.notices import NoticeKind
from contracts.telling import LEVELS, tell
from services.coordination.state import Case, Stage


def preparation(case: Case, given: Given) -> list[Event]:
    """Six weeks have passed; it decides nothing (R19)."""
    return escalate(case, "preparation", "R19", given) if case.stage is Stage.PREPARATION else []


def conference(case: Case, given: Given) -> list[Event]:
    """The date has passed and nobody told how it went (R22)."""
    passed = case.sitting is not None and case.sitting.ends < given.at
    return escalate(case, "conference", "R22", given) if case.stage is Stage.PREPARED and passed else []


def escalate(case: Case, what: str, rule: str, given: Given) -> list[Event]:
    """Tell the next level; each hears once."""
    told = case.escalated.get(what, 0)
    if told >= len(LEVELS):
        return []
    to = LEVELS[told]
    return [
        CoordinationEscalated(what=what, level=told + 1, to=to),
        tell(given, NoticeKind.ESCALATION, to, asked_by="process", detail=what, rule=rule),
    ]

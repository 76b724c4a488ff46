"""What takes too long is told once to the regional manager, then once to the region's lead (R10)."""

from contracts.base import Event
from contracts.deciding import Given
from contracts.notices import NoticeKind
from contracts.plan import PlanEscalated
from contracts.telling import LEVELS, tell
from services.plan.state import Case, Stage

AWAITED = (Stage.WRITING, Stage.WITHOUT_PLAN, Stage.REFUSED)
"""A plan, another version of it, or a choice how to go on."""


def plan(case: Case, given: Given) -> list[Event]:
    """No plan was written up, no way chosen, or the plan was not adjusted as its review wanted (R23, R25, R29)."""
    adjusting = case.stage is Stage.STANDS and case.follow_up is not None and case.follow_up.adjusting
    return escalate(case, "plan", "R23", given) if adjusting or case.stage in AWAITED else []


def judgement(case: Case, given: Given) -> list[Event]:
    """A bottom line was not judged; that decides nothing (R24)."""
    return escalate(case, "judgement", "R24", given) if case.stage is Stage.JUDGING else []


def escalate(case: Case, what: str, rule: str, given: Given) -> list[Event]:
    """Tell the next level; each hears once."""
    told = case.escalated.get(what, 0)
    if told >= len(LEVELS):
        return []
    to = LEVELS[told]
    return [
        PlanEscalated(what=what, level=told + 1, to=to),
        tell(given, NoticeKind.ESCALATION, to, asked_by="process", detail=what, rule=rule),
    ]

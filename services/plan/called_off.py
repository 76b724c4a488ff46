"""The case ended: who was asked to judge the plan hears that it is off, without the reason (R31)."""

from contracts.base import Event
from contracts.deciding import Given
from contracts.notices import NoticeKind
from contracts.telling import tell
from services.plan.state import Case, Stage


def call_off(case: Case, given: Given) -> list[Event]:
    """Calls, reviews and reminders simply stop: nobody was told of them yet."""
    if case.stage is not Stage.JUDGING or case.plan is None:
        return []
    waiting = [line.setter for name, line in case.bottom_lines.items() if name not in case.plan.judged]
    return [tell(given, NoticeKind.CALLED_OFF, who, rule="R31") for who in dict.fromkeys(waiting)]

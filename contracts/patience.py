"""What the process asks for when an agenda is used up, and when: it never falls silent (promise 4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from contracts.process import Due, DueItem, Phase

LONGEST = timedelta(weeks=12)
"""The longest that the process stays silent."""


@dataclass(frozen=True)
class Patience:
    """What is told about a phase in which nothing is due yet."""

    whose: str
    """A role, never a person."""
    rule: str
    again: Due
    """What is asked for, at growing distance."""
    after: timedelta = timedelta(weeks=1)

    def distance(self, times: int) -> timedelta:
        """How long to wait before speaking up once more: doubled each time, within limits."""
        return min(self.after * (1 << min(times, 10)), LONGEST)

    def asks(self, at: datetime) -> DueItem:
        """It as something on an agenda."""
        return DueItem(what=self.again, at=at, rule=self.rule, whose=self.whose)

    def next(self, used_up: datetime, now: datetime) -> DueItem:
        """The next asking after `now`, of an agenda that was used up at a moment."""
        at, times = used_up, 0
        while at <= now:
            at, times = at + self.distance(times), times + 1
        return self.asks(at)


SEARCH = Patience("coordinator", "R13", Due.FIND_COORDINATOR, timedelta(days=1))
JUDGEMENT = Patience("bottom-line-setter", "R24", Due.ESCALATE_JUDGEMENT)
OF_PHASE = {
    Phase.INTAKE: Patience("regional-manager", "R10", Due.ESCALATE_INTAKE),
    Phase.MATCHING: SEARCH,
    Phase.PREPARATION: Patience("coordinator", "R19", Due.ESCALATE_PREPARATION),
    Phase.CONFERENCE: Patience("coordinator", "R22", Due.ESCALATE_CONFERENCE),
    Phase.PLAN: Patience("coordinator", "R23", Due.ESCALATE_PLAN),
    Phase.FOLLOW_UP: Patience("regional-manager", "R27", Due.HOLD_REVIEW),
}


def patience(phase: Phase, *, searching: bool, judging: bool) -> Patience:
    """With what a case waits: while a coordinator is looked for, or the plan is judged, otherwise than the phase."""
    if searching:
        return SEARCH
    return JUDGEMENT if judging and phase is Phase.PLAN else OF_PHASE[phase]

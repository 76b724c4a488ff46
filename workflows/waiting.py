"""What a phase waits for when nobody said more: whose turn it is, by which rule, and what is asked for in the end."""

from dataclasses import dataclass
from datetime import timedelta

from contracts.process import Due, Milestone
from workflows.progress import CaseProgress, Phase

LONGEST = timedelta(weeks=12)
"""The longest that the process stays silent when an agenda is used up."""


@dataclass(frozen=True)
class Waiting:
    """What is told about a phase in which nothing is due yet."""

    whose: str
    """A role, never a person."""
    rule: str
    again: Due
    """What is asked for, at growing distance, when the agenda is used up (promise 4)."""
    after: timedelta = timedelta(weeks=1)

    def distance(self, patience: int) -> timedelta:
        """How long to wait before speaking up again: doubled each time, within limits."""
        return min(self.after * (1 << min(patience, 10)), LONGEST)


SEARCH = Waiting("coordinator", "R13", Due.FIND_COORDINATOR, timedelta(days=1))

WAITING = {
    Phase.INTAKE: Waiting("regional-manager", "R10", Due.ESCALATE_INTAKE),
    Phase.MATCHING: SEARCH,
    Phase.PREPARATION: Waiting("coordinator", "R19", Due.ESCALATE_PREPARATION),
    Phase.CONFERENCE: Waiting("coordinator", "R22", Due.ESCALATE_CONFERENCE),
    Phase.PLAN: Waiting("coordinator", "R23", Due.ESCALATE_PLAN),
    Phase.FOLLOW_UP: Waiting("regional-manager", "R27", Due.HOLD_REVIEW),
}
JUDGEMENT = Waiting("bottom-line-setter", "R24", Due.ESCALATE_JUDGEMENT)


def waiting(progress: CaseProgress) -> Waiting:
    """What the case waits for now."""
    if progress.search:
        return SEARCH
    if progress.phase is Phase.PLAN and progress.last is Milestone.PLAN_AGREED:
        return JUDGEMENT
    return WAITING[progress.phase]


ORDER = tuple(Phase)

LATEST_PHASE = {
    Milestone.OPENED: Phase.INTAKE,
    Milestone.WANTED: Phase.INTAKE,
    Milestone.ACCEPTED: Phase.INTAKE,
    Milestone.REOPENED: Phase.MATCHING,
    Milestone.PREPARED: Phase.PREPARATION,
    Milestone.PREPARATION_STOPPED: Phase.CONFERENCE,
    Milestone.POSTPONED: Phase.CONFERENCE,
    Milestone.ADJOURNED: Phase.CONFERENCE,
    Milestone.HELD: Phase.CONFERENCE,
    Milestone.NO_PLAN: Phase.CONFERENCE,
}
"""The last phase in which a milestone has a meaning; of the others: the follow-up."""


def belongs(milestone: Milestone, said: int | None, progress: CaseProgress) -> bool:
    """Whether a milestone is one of this round. A follow-up conference speaks of the round that it begins (R29)."""
    if milestone is Milestone.FOLLOW_UP_CONFERENCE:
        return said is None or said > progress.round
    return said in (None, progress.round)


def is_late(milestone: Milestone, said: int | None, progress: CaseProgress) -> bool:
    """Whether a milestone belongs to a phase or a round that is over."""
    if not belongs(milestone, said, progress):
        return said is not None and said <= progress.round
    return ORDER.index(LATEST_PHASE.get(milestone, Phase.FOLLOW_UP)) < ORDER.index(progress.phase)

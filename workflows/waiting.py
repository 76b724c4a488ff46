"""With what patience a case waits, and which milestones still mean something to it."""

from contracts.patience import Patience, patience
from contracts.process import Milestone, Phase
from workflows.progress import CaseProgress


def waiting(progress: CaseProgress) -> Patience:
    """What the case waits for now, when nobody said more."""
    judging = progress.last is Milestone.PLAN_AGREED
    return patience(progress.phase, searching=progress.search is not None, judging=judging)


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

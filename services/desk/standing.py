"""Where a case stands and what it waits for, folded from its milestones: ids, dates and words of fixed lists only."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from contracts.base import Event
from contracts.process import DueItem, Milestone


class Phase(StrEnum):
    """How far a case is, in the order of the brochure."""

    INTAKE = "intake"
    MATCHING = "matching"
    PREPARATION = "preparation"
    CONFERENCE = "conference"
    PLAN = "plan"
    FOLLOW_UP = "follow-up"


SEARCH = (
    Milestone.OFFERED,
    Milestone.OFFER_DECLINED,
    Milestone.POOL_EMPTY,
    Milestone.COORDINATOR_RELEASED,
)
"""While a coordinator is looked for, the phase rests and the search has an agenda of its own (R13, R41)."""

LEADS_TO = {
    Milestone.OPENED: Phase.INTAKE,
    Milestone.WANTED: Phase.INTAKE,
    Milestone.ACCEPTED: Phase.MATCHING,
    Milestone.PREPARED: Phase.CONFERENCE,
    Milestone.POSTPONED: Phase.CONFERENCE,
    Milestone.ADJOURNED: Phase.CONFERENCE,
    Milestone.PREPARATION_STOPPED: Phase.PLAN,
    Milestone.HELD: Phase.PLAN,
    Milestone.NO_PLAN: Phase.PLAN,
    Milestone.PLAN_AGREED: Phase.PLAN,
    Milestone.PLAN_REFUSED: Phase.PLAN,
    Milestone.PLAN_ACCEPTED: Phase.FOLLOW_UP,
    Milestone.REVIEWED: Phase.FOLLOW_UP,
    Milestone.FOLLOW_UP_CONFERENCE: Phase.PREPARATION,
    Milestone.REOPENED: Phase.PREPARATION,
}


@dataclass(frozen=True)
class Standing:
    """Where a case stands."""

    since: datetime
    """When what it waits for now began."""
    phase: Phase = Phase.INTAKE
    round: int = 1
    moved: Milestone = Milestone.OPENED
    """What it waits for follows from this milestone,"""
    searching: Milestone | None = None
    """or from this one, while a coordinator is looked for."""
    agenda: tuple[DueItem, ...] = ()
    search_agenda: tuple[DueItem, ...] = ()
    ended: str | None = None

    @property
    def waits_after(self) -> Milestone:
        """The milestone that says what it waits for."""
        return self.searching or self.moved

    def to_come(self, now: datetime) -> list[DueItem]:
        """What the process will ask for from now on, the next one first; nothing when the agenda is used up."""
        agenda = self.search_agenda if self.searching else self.agenda
        return sorted((item for item in agenda if item.at > now), key=lambda item: item.at)


def follow(standing: Standing | None, event: Event, at: datetime) -> Standing | None:
    """Where the case stands after an event. What is not a milestone, or comes too late, changes nothing."""
    milestone = event.milestone
    if standing is None:
        return Standing(since=at, agenda=event.agenda) if milestone is Milestone.OPENED else None
    if milestone is None or late(standing, event):
        return standing
    if milestone is Milestone.ENDED:
        return close(standing, str(getattr(event, "ending", "closed")), at)
    if milestone in SEARCH:
        return replace(standing, since=at, searching=milestone, search_agenda=event.agenda)
    if milestone is Milestone.COORDINATOR_ASSIGNED:
        return assigned(standing, event, at)
    phase = LEADS_TO.get(milestone)
    return standing if phase is None else moved(standing, event, milestone, phase, at)


def close(standing: Standing, ending: str, at: datetime) -> Standing:
    """Nothing waits any more (R31, R32)."""
    return replace(standing, since=at, ended=ending, searching=None, agenda=(), search_agenda=())


def late(standing: Standing, event: Event) -> bool:
    """Whether it belongs to a round that is over, or to a case that has ended.

    An ending never is: it may have been decided before the follow-up conference that it meets on its way was heard of.
    """
    said = getattr(event, "round", None)
    over = standing.ended is not None and event.milestone is not Milestone.REOPENED
    earlier = isinstance(said, int) and said < standing.round
    return over or (earlier and event.milestone is not Milestone.ENDED)


def assigned(standing: Standing, event: Event, at: datetime) -> Standing:
    """The search is over: preparation begins, or the phase goes on where it rested (R13, R41)."""
    found = replace(standing, since=at, searching=None, search_agenda=())
    if standing.phase not in (Phase.MATCHING, Phase.PREPARATION):
        return replace(found, agenda=event.agenda or standing.agenda)
    return replace(found, phase=Phase.PREPARATION, moved=Milestone.COORDINATOR_ASSIGNED, agenda=event.agenda)


def moved(standing: Standing, event: Event, milestone: Milestone, phase: Phase, at: datetime) -> Standing:
    """A milestone brings its agenda; one without keeps what is left, unless a phase begins with it."""
    said = getattr(event, "round", None)
    fresh = phase is not standing.phase or milestone in (Milestone.REOPENED, Milestone.FOLLOW_UP_CONFERENCE)
    return replace(
        standing,
        since=at,
        phase=phase,
        round=said if isinstance(said, int) else standing.round,
        moved=milestone,
        searching=Milestone.ACCEPTED if milestone is Milestone.ACCEPTED else None,
        agenda=event.agenda if event.agenda or fresh else standing.agenda,
        search_agenda=event.agenda if milestone is Milestone.ACCEPTED else (),
        ended=None,
    )

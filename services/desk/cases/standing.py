"""Where a case stands and what it waits for, folded from its milestones: ids, dates and words of fixed lists only."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from contracts.base import Event
from contracts.patience import patience
from contracts.plan import FollowUpCallRecorded
from contracts.process import Due, DueItem, Milestone, Phase
from contracts.referral import (
    AssistanceBegan,
    AssistanceEnded,
    CaseEnded,
    CaseLinked,
    CaseReopened,
    CaseTransferred,
    CaseUnlinked,
    ConsentCompleted,
    ConsentIncomplete,
    ContactMade,
    PersonLeft,
    SafetyMeasuresTaken,
    TransferDeclined,
    TransferOffered,
    WillingnessRecorded,
)
from contracts.rights import ProcessingRestricted, RestrictionLifted

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


RESTING = "processing"
"""What is kept rests (GDPR, article 18)."""
RESTS_IN = (Phase.MATCHING, Phase.PREPARATION)
"""Without a coordinator nobody prepares: what the preparation asks for rests until there is one again."""
AT_WORK = timedelta(minutes=1)
"""What has become due is asked for and answered within seconds; only what is not is overdue."""
STAND_STILL = (Due.ESCALATE_CONTACT, Due.ESCALATE_INTAKE)
"""The deadlines of the intake, while somebody considers (R10)."""
CALLED = {"coordinator": Due.CALL_FAMILY, "regional-manager": Due.CONTACT_REFERRER}


@dataclass(frozen=True)
class Standing:
    """Where a case stands."""

    since: datetime
    """When what it waits for now began."""
    phase: Phase = Phase.INTAKE
    round: int = 1
    moved: Milestone = Milestone.OPENED
    """The milestone that what it waits for follows from, unless a coordinator is looked for."""
    searching: Milestone | None = None
    """The one that it follows from while a coordinator is looked for."""
    agenda: tuple[DueItem, ...] = ()
    search_agenda: tuple[DueItem, ...] = ()
    ended: str | None = None
    held: tuple[str, ...] = ()
    """What holds it up beside: `consent` is missing (R5), `invitations` are paused, the `place` is hidden (R37),
    `processing` is restricted (GDPR, article 18)."""
    considering: tuple[str, ...] = ()
    """Who thinks it over, which is not lateness (R10)."""
    asked_region: str | None = None
    """Which region is asked to take it over (R4)."""
    asked_until: datetime | None = None
    """Until when that region can answer."""
    assisting: tuple[str, ...] = ()
    """Which regions act in it beside its owner (R4)."""
    linked: str | None = None
    """Which case it is the same as: it rests, and goes on there (R3)."""

    @property
    def waits_after(self) -> Milestone:
        """The milestone that says what it waits for."""
        return self.searching or self.moved

    @property
    def counting(self) -> list[DueItem]:
        """All that is asked for unless another milestone comes first, in order."""
        of_phase = () if self.searching and self.phase in RESTS_IN else self.agenda
        items = (*of_phase, *(self.search_agenda if self.searching else ()))
        still = STAND_STILL if self.considering else ()
        return sorted((item for item in items if item.what not in still), key=lambda item: item.at)

    def to_come(self, now: datetime) -> list[DueItem]:
        """What the process will ask for from now on, the next one first; nothing when the agenda is used up."""
        return [item for item in self.counting if item.at + AT_WORK > now]

    def overdue(self, now: datetime) -> list[DueItem]:
        """What did not come in time, each once, from its first moment."""
        late: dict[Due, DueItem] = {}
        for item in self.counting:
            if item.at + AT_WORK <= now:
                late.setdefault(item.what, item)
        return list(late.values())

    def again(self, now: datetime) -> DueItem:
        """What the process asks for by itself when its agenda is used up."""
        agenda = self.search_agenda if self.searching else self.agenda
        waits = patience(self.phase, searching=self.searching is not None, judging=self.moved is Milestone.PLAN_AGREED)
        return waits.next(max((self.since, *(item.at for item in agenda))), now)

    def thinking(self, person: str, *, considers: bool) -> "Standing":
        """It as it is once somebody considers, or does no longer."""
        others = tuple(one for one in self.considering if one != person)
        return replace(self, considering=(*others, person) if considers else others)

    def without(self, what: Due) -> "Standing":
        """It as it is once something that is on the agenda was done."""
        return replace(self, agenda=tuple(item for item in self.agenda if item.what is not what))


def follow(standing: Standing | None, event: Event, at: datetime) -> Standing | None:
    """Where the case stands after an event, and what holds it up."""
    followed = followed_along(standing, event, at)
    if followed is None:
        return None
    held = holding(followed.held, event)
    return followed if held is followed.held else replace(followed, held=held)


def holding(held: tuple[str, ...], event: Event) -> tuple[str, ...]:
    """What holds a case up after an event."""
    match event:
        case ConsentIncomplete():
            return (*(one for one in held if one != "consent"), "consent")
        case ConsentCompleted():
            return tuple(one for one in held if one != "consent")
        case SafetyMeasuresTaken():
            measures = {"invitations": event.pause, "place": event.hide}
            return (*(one for one in held if one not in measures), *(one for one in measures if measures[one]))
        case ProcessingRestricted():
            return (*held, RESTING)
        case RestrictionLifted():
            return tuple(one for one in held if one != RESTING)
    return held


def followed_along(standing: Standing | None, event: Event, at: datetime) -> Standing | None:
    """Where the case stands. What comes too late changes nothing."""
    milestone = event.milestone
    if standing is None:
        return Standing(since=at, agenda=event.agenda) if milestone is Milestone.OPENED else None
    if isinstance(event, CaseLinked | CaseUnlinked):
        standing = replace(standing, linked=event.case if isinstance(event, CaseLinked) else None)
    if milestone is None:
        return in_regions(noted(standing, event), event)
    if late(standing, event):
        return standing
    if isinstance(event, CaseEnded):
        return close(standing, event, at)
    if milestone in SEARCH:
        return replace(standing, since=at, searching=milestone, search_agenda=event.agenda)
    if milestone is Milestone.COORDINATOR_ASSIGNED:
        return assigned(standing, event, at)
    phase = LEADS_TO.get(milestone)
    return standing if phase is None else moved(standing, event, milestone, phase, at)


def noted(standing: Standing, event: Event) -> Standing:
    """What is no milestone moves nothing; but what was done is not awaited any more."""
    match event:
        case ContactMade():
            return standing.without(Due.ESCALATE_CONTACT)
        case FollowUpCallRecorded():
            return standing.without(CALLED[event.who])
        case WillingnessRecorded():
            return standing.thinking(event.person, considers=event.answer == "considering")
        case PersonLeft():
            return standing.thinking(event.person, considers=False)
    return standing


def in_regions(standing: Standing, event: Event) -> Standing:
    """Which regions have to do with it beside its owner: one that is asked to take it over, and who assists (R4)."""
    match event:
        case TransferOffered():
            return replace(standing, asked_region=event.to, asked_until=event.respond_by)
        case TransferDeclined():
            return replace(standing, asked_region=None, asked_until=None)
        case CaseTransferred():
            rest = tuple(one for one in standing.assisting if one != event.region)
            return replace(standing, asked_region=None, asked_until=None, assisting=rest)
        case AssistanceBegan():
            return replace(standing, assisting=(*standing.assisting, event.region))
        case AssistanceEnded():
            return replace(standing, assisting=tuple(one for one in standing.assisting if one != event.region))
    return standing


def close(standing: Standing, end: CaseEnded, at: datetime) -> Standing:
    """Nothing waits any more (R31, R32), in the round that the ending names: only a later one goes on (R29)."""
    return replace(
        standing,
        since=at,
        round=end.round,
        ended=end.ending.value,
        searching=None,
        agenda=(),
        search_agenda=(),
        asked_region=None,
        asked_until=None,
    )


def late(standing: Standing, event: Event) -> bool:
    """Whether it belongs to a round that is over, or to a case that has ended.

    The first ending never is: it may have been decided before the follow-up conference that it meets on its way was
    heard of. After it only a later round goes on, or ends, which can be heard of before it began.
    """
    said = getattr(event, "round", None)
    if standing.ended is not None:
        return not (isinstance(event, CaseReopened | CaseEnded) and event.round > standing.round)
    earlier = isinstance(said, int) and said < standing.round
    return earlier and not isinstance(event, CaseEnded)


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

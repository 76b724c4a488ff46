"""What is remembered of a case: ids, dates, recurrences, judgements and counts. No name, no text of the plan."""

from datetime import date
from enum import StrEnum
from typing import Any

from contracts.deciding import AMSTERDAM
from contracts.plan import ActionState
from contracts.process import Due, DueItem
from contracts.states import State, field, replace


class Stage(StrEnum):
    """How far the plan of this round is."""

    EARLY = "early"
    """The conference is still to come."""
    WRITING = "writing"
    """The circle makes its plan."""
    WITHOUT_PLAN = "without-plan"
    """The conference ended without a plan: people decide how to go on (R22)."""
    JUDGING = "judging"
    """Agreed; bottom lines are to be judged (R24)."""
    REFUSED = "refused"
    """A bottom line is not met: the circle chooses a way (R25)."""
    STANDS = "stands"
    """Accepted: it is followed up (R27)."""
    ELSEWHERE = "elsewhere"
    """The professional route was chosen: the ending follows from the referral service (R25)."""


class Terms(State, frozen=True):
    """Who does something, and when."""

    owner: str
    agreed: bool
    by: date | None = None
    recurrence: str | None = None
    starts: date | None = None
    remind: bool = False


class Action(State, frozen=True):
    """An agreed action, and what became of it (R23, R28)."""

    terms: Terms
    since: date
    """From when on it recurs."""
    returned: bool = False
    """The owner is gone: it is the circle's again (R32)."""
    reported: ActionState | None = None
    reminders: int = 0
    again: date | None = None
    """When its owner, who asked for it, is to be reminded; or the monitor hears that a pending one said nothing."""
    asked: bool = False
    """An owner who was absent was asked whether they agree (R23)."""
    monitor: str | None = None
    """Who keeps an eye on it, where that is not the monitor of the plan."""
    readers: tuple[str, ...] = ()
    """Whom it is for; nobody named: the whole circle (R43)."""

    @property
    def closed(self) -> bool:
        """Whether nothing more is expected of its owner."""
        return self.returned or (self.reported is ActionState.DONE and not self.terms.recurrence)


class Plan(State, frozen=True):
    """The latest version of the plan."""

    version: int
    monitor: str
    actions: dict[str, Action]
    reviews: tuple[date, ...] = ()
    fallback: date | None = None
    """When somebody asks after all, if no review was told of (R27)."""
    judged: dict[str, bool] = field(default_factory=dict)
    """Bottom lines that were judged: met or not."""

    def having(self, action: str, **changes: Any) -> "Plan":
        """The plan with something changed about one action; about others nothing is known."""
        known = self.actions.get(action)
        if known is None:
            return self
        return replace(self, actions={**self.actions, action: replace(known, **changes)})

    def silent_to(self, participant: str) -> "Plan":
        """The plan without reminders to somebody."""
        actions = {
            name: replace(action, again=None) if action.terms.owner == participant else action
            for name, action in self.actions.items()
        }
        return replace(self, actions=actions)


class BottomLine(State, frozen=True):
    """The version of a bottom line that stands, and who judges it (R24)."""

    version: int
    setter: str


class FollowUp(State, frozen=True):
    """What follows once a plan stands (R27): what is still to be asked for, and how many reviews were held."""

    agenda: tuple[DueItem, ...] = ()
    held: int = 0
    late: dict[Due, date] = field(default_factory=dict)
    """Calls and contacts that were asked for, and the day on which somebody else hears that nobody told of them."""
    fallback: date | None = None
    """The date on the agenda that is the circle's fallback, while no review was told of (R27)."""
    adjusting: bool = False
    """A review found that the plan is to be adjusted: its next version is awaited (R26, R29)."""
    contact_by: date | None = None
    """The day on which somebody else hears of a contact that was asked for and not told of."""

    def next(self, what: Due) -> DueItem | None:
        """The first of its kind that is still to be asked for."""
        return min((item for item in self.agenda if item.what is what), key=lambda item: item.at, default=None)

    def without(self, what: Due) -> "FollowUp":
        """What is left when the first of its kind was asked for, or is not needed any more."""
        gone = self.next(what)
        return replace(self, agenda=tuple(item for item in self.agenda if item is not gone))

    def after_contact(self, what: Due) -> "FollowUp":
        """What is left when a contact was made: it is not asked for again."""
        agenda = tuple(item for item in self.agenda if item.what is not what)
        return replace(self, agenda=agenda, late={one: day for one, day in self.late.items() if one is not what})

    def falls_back(self, item: DueItem) -> bool:
        """Whether this date is the circle's fallback."""
        return self.fallback is not None and item.at.astimezone(AMSTERDAM).date() == self.fallback


class Case(State, frozen=True):
    """All that the rules of the plan need to know of one case."""

    stage: Stage = Stage.EARLY
    ended: int = 0
    """Which round ended; 0 while none has."""
    round: int = 0
    restricted: bool = False
    """What is kept rests: it is not worked with (GDPR, article 18)."""
    region: str = ""
    assisting: frozenset[str] = frozenset()
    """Regions that act in the case beside its owner (R4)."""
    persons: tuple[str, ...] = ()
    coordinator: str | None = None
    had: frozenset[str] = frozenset()
    """The coordinators who have or had the case: what they saw in it they can tell."""
    questions: tuple[str, ...] = ()
    bottom_lines: dict[str, BottomLine] = field(default_factory=dict)
    circle: tuple[str, ...] = ()
    with_meeting: bool = True
    plan: Plan | None = None
    follow_up: FollowUp | None = None
    escalated: dict[str, int] = field(default_factory=dict)
    """What took too long, and to which level it was told."""

    def writing(self, round_: int, circle: tuple[str, ...], stage: Stage, *, with_meeting: bool = True) -> "Case":
        """The circle came together, or did without: it makes its plan (R20-R23)."""
        return replace(
            self, stage=stage, round=round_, circle=circle, with_meeting=with_meeting, follow_up=None, escalated={}
        )

    def next_round(self, number: int) -> "Case":
        """Back to preparation: the plan that was agreed stays as it is until the circle makes another (R29)."""
        return replace(self, stage=Stage.EARLY, ended=0, round=number, follow_up=None, escalated={})

    def without(self, participant: str) -> "Case":
        """The case after somebody left the circle: nothing is sent to them any more (R15, R16)."""
        return replace(
            self,
            circle=tuple(other for other in self.circle if other != participant),
            persons=tuple(other for other in self.persons if other != participant),
            plan=self.plan.silent_to(participant) if self.plan else None,
        )

    def unescalated(self, *what: str) -> dict[str, int]:
        """The levels that were told, but for what begins anew."""
        return {word: level for word, level in self.escalated.items() if word not in what}

"""The register of coordinators: where they work, what they speak, for whom else, and when they are away (R11-R13)."""

from collections.abc import Mapping, Sequence
from datetime import date

from contracts.base import Event, Id, Message, Part
from contracts.coordination import (
    AbsenceAnnounced,
    AbsenceEnded,
    AnnounceAbsence,
    CoordinatorRegistered,
    RegisterCoordinator,
)
from contracts.deciding import Given, Refused
from contracts.notices import NoticeDue, NoticeKind
from contracts.operations import DayTurned
from contracts.states import State, field, replace
from contracts.telling import MANAGER, tell


class Coordinator(State, frozen=True):
    """What the register holds of one coordinator, without their name."""

    regions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    employers: tuple[str, ...] = ()
    capacity: int = 0
    care_body: bool = False
    gender: str | None = None
    cultures: tuple[str, ...] = ()
    backgrounds: tuple[str, ...] = ()
    away_from: date | None = None
    away_until: date | None = None
    told: dict[str, str] = field(default_factory=dict)
    """The cases that wait for them, and which region heard of it."""


class Waiting(Part):
    """The cases of one region that somebody has or is asked for."""

    region: Id
    cases: tuple[Id, ...]

    def without(self, told: Mapping[str, str]) -> "Waiting":
        """Those that are news in this region."""
        return Waiting(region=self.region, cases=tuple(case for case in self.cases if told.get(case) != self.region))


class RegisterWithCases(RegisterCoordinator):
    """An entry of the register, with the cases that wait for them."""

    waiting: tuple[Waiting, ...] = ()


class AnnounceWithCases(AnnounceAbsence):
    """An absence, with the cases that wait for them."""

    waiting: tuple[Waiting, ...] = ()


class TurnWithCases(DayTurned):
    """The turn of a day, with the cases that wait for somebody."""

    waiting: tuple[Waiting, ...] = ()


def decide(coordinator: Coordinator, message: Message, given: Given) -> Sequence[Event]:
    """What somebody may ask of an entry, and what each morning brings."""
    match message:
        case RegisterWithCases():
            return enter(coordinator, message, given)
        case AnnounceWithCases():
            return away(coordinator, message, given)
        case TurnWithCases():
            return each_morning(coordinator, message, given)
    raise TypeError(f"No rule answers {type(message).__name__}.")


def enter(coordinator: Coordinator, wish: RegisterWithCases, given: Given) -> list[Event]:
    """Entering and changing are the same: the last word counts.

    Who works somewhere new can have a stake by that in a case that they have or are asked for: each region with one
    hears it, and looks (R12).
    """
    entered = CoordinatorRegistered(**wish.model_dump(exclude={"waiting"}))
    news = set(wish.employers) - set(coordinator.employers) or (wish.care_body and not coordinator.care_body)
    return [entered, *(works_elsewhere(here, given) for here in wish.waiting if news)]


def works_elsewhere(here: Waiting, given: Given) -> Event:
    """The manager of a region hears which of its cases are with somebody who works somewhere new."""
    return tell(
        given,
        NoticeKind.DEVIATION,
        MANAGER,
        asked_by="process",
        refers_to=here.cases,
        detail="new-employer",
        rule="R12",
        region=here.region,
    )


def away(coordinator: Coordinator, wish: AnnounceWithCases, given: Given) -> list[Event]:
    """Nobody asks them meanwhile; each region with a case that waits for them hears it: none waits unseen (R41).

    They can have a case where they do not work: its manager appointed them, or it moved.

    Raises:
        Refused: it is somebody else's absence; they are not in the register; or the days are over, or the wrong way.
    """
    if given.by.role == "coordinator" and given.by.id != given.stream:
        raise Refused("not-yourself", "Everybody announces their own absence.", rule="R41")
    if not coordinator.regions:
        raise Refused("unknown-coordinator", "This coordinator is not in the register.", rule="R41")
    if wish.last < max(wish.first, given.today):
        raise Refused("no-absence", "An absence ends after it began, and not before today.", rule="R41")
    cases = tuple(case for here in wish.waiting for case in here.cases)
    announced = AbsenceAnnounced(first=wish.first, last=wish.last, cases=cases)
    return [announced, *(tell_manager(here, given) for here in wish.waiting)]


def each_morning(coordinator: Coordinator, turn: TurnWithCases, given: Given) -> list[Event]:
    """While they are away a case can still come to them: by a late yes, a move, a new round. Its manager hears."""
    first, last = coordinator.away_from, coordinator.away_until
    if first is None or last is None or turn.day < first:
        return []
    if turn.day > last:
        return [AbsenceEnded()]
    news = [here.without(coordinator.told) for here in turn.waiting]
    return [tell_manager(here, given) for here in news if here.cases]


def next_due(coordinator: Coordinator) -> date | None:
    """The first day of an absence: from then on each morning is looked at, until it is over."""
    return coordinator.away_from


def tell_manager(here: Waiting, given: Given) -> Event:
    """The manager of a region hears which of its cases wait for somebody who is away."""
    return tell(
        given,
        NoticeKind.COORDINATOR_AWAY,
        MANAGER,
        asked_by="coordinator",
        refers_to=here.cases,
        detail=str(len(here.cases)),
        rule="R41",
        region=here.region,
    )


def evolve(coordinator: Coordinator, event: Event) -> Coordinator:
    """The coordinator as registered, and when they are away."""
    match event:
        case CoordinatorRegistered():
            said = set(Coordinator.__struct_fields__) & type(event).model_fields.keys()
            return replace(coordinator, **{name: getattr(event, name) for name in said})
        case AbsenceAnnounced():
            return replace(coordinator, away_from=event.first, away_until=event.last, told={})
        case AbsenceEnded():
            return replace(coordinator, away_from=None, away_until=None, told={})
        case NoticeDue(kind=NoticeKind.COORDINATOR_AWAY, region=str() as region):
            return replace(coordinator, told={**coordinator.told, **dict.fromkeys(event.refers_to, region)})
    return coordinator

"""The register of coordinators: where they work, what they speak, for whom else, and when they are away (R11-R13)."""

from collections.abc import Sequence
from datetime import date

from contracts.base import Event, Id, Message
from contracts.coordination import AbsenceAnnounced, AnnounceAbsence, CoordinatorRegistered, RegisterCoordinator
from contracts.deciding import Given, Refused
from contracts.notices import NoticeKind
from contracts.states import State, replace
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


class AnnounceWithCases(AnnounceAbsence):
    """An absence, with the cases that they have or are asked for, of each region."""

    waiting: dict[Id, tuple[Id, ...]]


def decide(coordinator: Coordinator, message: Message, given: Given) -> Sequence[Event]:
    """Entering and changing are the same: the last word counts."""
    match message:
        case RegisterCoordinator():
            return [CoordinatorRegistered(**message.model_dump())]
        case AnnounceWithCases():
            return away(coordinator, message, given)
    raise TypeError(f"No rule answers {type(message).__name__}.")


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
    cases = tuple(case for _, several in sorted(wish.waiting.items()) for case in several)
    announced = AbsenceAnnounced(first=wish.first, last=wish.last, cases=cases)
    return [announced, *(waiting(several, region, given) for region, several in sorted(wish.waiting.items()))]


def waiting(cases: tuple[str, ...], region: str, given: Given) -> Event:
    """The manager of a region hears which cases wait for somebody who is away."""
    return tell(
        given,
        NoticeKind.COORDINATOR_AWAY,
        MANAGER,
        asked_by="coordinator",
        refers_to=cases,
        detail=str(len(cases)),
        rule="R41",
        region=region,
    )


def evolve(coordinator: Coordinator, event: Event) -> Coordinator:
    """The coordinator as registered, and when they are away."""
    match event:
        case CoordinatorRegistered():
            said = set(Coordinator.__struct_fields__) & type(event).model_fields.keys()
            return replace(coordinator, **{name: getattr(event, name) for name in said})
        case AbsenceAnnounced():
            return replace(coordinator, away_from=event.first, away_until=event.last)
    return coordinator

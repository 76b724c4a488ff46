"""A conference of two sessions, and what is told of it."""

from contracts.base import Event
from contracts.coordination import (
    CompletePreparation,
    PreparationCompleted,
    RecordConference,
    Session,
    SessionPlanned,
)
from contracts.notices import NoticeDue, NoticeKind
from services.coordination.state import Case
from tests.rules.coordination_cases import (
    CONFERENCE,
    Told,
    assigned,
    attended,
    coming,
    days,
    given,
    refused,
    when,
)

CIRCLE = coming("els", "jan", "oma")
SATURDAY = days(33)


def meets(name: str, starts: object = CONFERENCE, *expected: str) -> Session:
    """A session for some of the circle."""
    return Session.model_validate({"session": name, "starts": starts, "minutes": 120, "expected": expected})


def two_sessions() -> tuple[Event, ...]:
    """In prison with the father, and on Saturday with everybody else."""
    return (
        *assigned(),
        *CIRCLE,
        SessionPlanned(session=meets("prison", CONFERENCE, "jan", "els")),
        SessionPlanned(session=meets("saturday", SATURDAY, "els", "oma", "mike")),
    )


def ready() -> tuple[Event, ...]:
    """Two sessions, and all is ready."""
    return (*two_sessions(), PreparationCompleted(session="prison", starts=CONFERENCE, round=1))


def missing(*events: Event) -> tuple[str, ...]:
    """What the coordinator hears is missing."""
    return refused(given(*events), CompletePreparation()).missing


def tell_of(case: Case, name: str, *there: str, outcome: str = "held") -> Told:
    """The coordinator tells of a session."""
    told = RecordConference(session=name, attendance=attended(*there), outcome=outcome)
    return when(case, told, at=days(34))


def details(told: Told) -> list[str]:
    """What the manager hears of."""
    return [one.detail for one in told.events if isinstance(one, NoticeDue) and one.kind is NoticeKind.DEVIATION]

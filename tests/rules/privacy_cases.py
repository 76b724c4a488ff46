"""Cases of the privacy service as the events of everybody tell them: given / when / then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from contracts.base import Actor, Event, Message
from contracts.coordination import CoordinatorAssigned, ParticipantInvited
from contracts.deciding import Given, Refused
from contracts.erasure import (
    ErasureRequested,
    NoteEpochClosed,
    NoteKeysDeleted,
    NoteReadBack,
    PlaceLegalHold,
    RequestErasure,
)
from contracts.people import Ending, PersonConcerned
from contracts.referral import CaseEnded, CaseOpened, LegalBasis, LegalBasisRecorded
from services.privacy.case import decide, evolve
from services.privacy.state import Kept

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CASE = "case-1"
MANAGER = Actor(id="manager-1", role="regional-manager", region="noord")
LEAD = Actor(id="lead-1", role="region-lead", region="noord")
ANNA = Actor(id="anna", role="coordinator")
ERASER = Actor(id="privacy", role="process")


def days(number: float) -> datetime:
    """So many days after Monday."""
    return MONDAY + timedelta(days=number)


def themself(name: str) -> Actor:
    """A person concerned speaks."""
    return Actor(id=name, role="person-concerned")


@dataclass(frozen=True)
class Told:
    """What came of a message."""

    case: Kept
    events: Sequence[Event]

    @property
    def kinds(self) -> list[str]:
        """The events by name."""
        return [type(event).__name__ for event in self.events]

    def one[E: Event](self, kind: type[E]) -> E:
        """The only event of a kind."""
        (event,) = [event for event in self.events if isinstance(event, kind)]
        return event


def when(case: Kept, message: Message, *, by: Actor = MANAGER, at: datetime = MONDAY, stream: str = CASE) -> Told:
    """Handle a message as the chassis does: an event of others is folded in first, then all that it causes."""
    if isinstance(message, Event):
        case = evolve(case, message)
    given = Given(stream=stream, message=f"{message!r}-{at.isoformat()}", at=at, by=by)
    events = list(decide(case, message, given))
    for event in events:
        case = evolve(case, event)
    return Told(case, events)


def refused(case: Kept, message: Message, *, by: Actor = MANAGER) -> str:
    """The reason of a refusal."""
    try:
        told = when(case, message, by=by)
    except Refused as refusal:
        return refusal.reason
    raise AssertionError(f"not refused: {told.kinds}")


def after(case: Kept, *messages: Message, by: Actor = MANAGER, at: datetime = MONDAY) -> Kept:
    """The case after messages that were all handled."""
    for message in messages:
        case = when(case, message, by=by, at=at).case
    return case


def opened(*persons: str) -> Kept:
    """A case about `mike`, unless others are named; `anna` has it, and `els` is invited."""
    about = tuple(PersonConcerned(person=one, name="Somebody", language="nl") for one in persons or ("mike",))
    return after(
        Kept(),
        CaseOpened(region="noord", persons=about, opened=MONDAY),
        CoordinatorAssigned(coordinator=ANNA.id, round=1),
        invited("els"),
    )


def invited(name: str) -> ParticipantInvited:
    """Somebody is asked to come."""
    return ParticipantInvited(participant=name, name="Somebody", role="aunt", language="nl", invited=MONDAY)


def ended(ending: Ending = Ending.CLOSED, *basis: LegalBasis, about: tuple[str, ...] = ()) -> Kept:
    """A case that has ended on Monday, kept on these grounds."""
    grounds = [LegalBasisRecorded(person=f"person-{number}", basis=one) for number, one in enumerate(basis)]
    return after(opened(*about), *grounds, CaseEnded(ending=ending, ended=MONDAY, round=1))


WHOLE = RequestErasure()
HOLD = PlaceLegalHold(hold="hold-1", reason="The court wants it")


def only(name: str) -> RequestErasure:
    """One of the case is to be forgotten."""
    return RequestErasure(subjects=(name,))


def requested(case: Kept | None = None, wish: RequestErasure = WHOLE) -> tuple[Kept, ErasureRequested]:
    """A case of which an erasure was requested, and the request."""
    told = when(case or ended(), wish)
    return told.case, told.one(ErasureRequested)


def deleted(request: ErasureRequested, *subjects: str) -> NoteKeysDeleted:
    """The eraser deleted keys: all that were asked for, unless some are named."""
    return NoteKeysDeleted(request=request.request, subjects=subjects or request.subjects, epoch=3)


def closed(request: ErasureRequested) -> NoteEpochClosed:
    """The eraser closed the epoch."""
    return NoteEpochClosed(request=request.request, epoch=4)


def read_back(request: ErasureRequested) -> NoteReadBack:
    """The eraser read back."""
    return NoteReadBack(request=request.request)

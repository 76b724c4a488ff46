"""Cases of the coordination service as their events tell them: given / when / then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.base import Actor, Event, Message
from contracts.coordination import (
    AnswerInvitation,
    Attendance,
    CoordinatorAssigned,
    CoordinatorOffered,
    InvitationAnswered,
    InviteParticipant,
    ParticipantInvited,
    PreparationCompleted,
    Session,
    SessionPlanned,
)
from contracts.deciding import Given, Refused
from contracts.notices import NoticeDue, NoticeKind
from contracts.people import Channel, CircleRole, Ending, Means
from contracts.referral import BottomLineSet, CaseAccepted, CaseEnded, ConsentCompleted
from services.coordination.case import decide, evolve
from services.coordination.matching import Candidate
from services.coordination.state import Case

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""The day on which most happens."""
CONFERENCE = MONDAY + timedelta(days=30)

MANAGER = Actor(id="manager-1", role="regional-manager", region="noord")
PROCESS = Actor(id="process", role="process")
SERVICE = Actor(id="referral", role="service")


def days(number: float) -> datetime:
    """So many days after Monday."""
    return MONDAY + timedelta(days=number)


def coordinator(name: str) -> Actor:
    """A coordinator speaks: their actor id is their coordinator id."""
    return Actor(id=name, role="coordinator", region="noord")


def given(*events: Event) -> Case:
    """A case to which this has happened."""
    case = Case()
    for event in events:
        case = evolve(case, event)
    return case


@dataclass(frozen=True)
class Told:
    """What came of a message: the case after it, its events, and the notices among them."""

    case: Case
    events: Sequence[Event]

    @property
    def facts(self) -> list[Event]:
        """Everything but the notices."""
        return [event for event in self.events if not isinstance(event, NoticeDue)]

    @property
    def notices(self) -> list[tuple[NoticeKind, str]]:
        """Who is told what kind of thing."""
        return [(event.kind, event.recipient) for event in self.events if isinstance(event, NoticeDue)]


def when(case: Case, message: Message, *, by: Actor = MANAGER, at: datetime = MONDAY, message_id: str = "m-1") -> Told:
    """Handle a message as the chassis does: an event of others is folded in first, then all that it causes."""
    if isinstance(message, Event):
        case = evolve(case, message)
    events = list(decide(case, message, Given(stream="case-1", message=message_id, at=at, by=by)))
    for event in events:
        case = evolve(case, event)
    return Told(case, events)


def refused(case: Case, message: Message, *, by: Actor = MANAGER, at: datetime = MONDAY) -> Refused:
    """The refusal of a message."""
    try:
        told = when(case, message, by=by, at=at)
    except Refused as refusal:
        return refusal
    raise AssertionError(f"not refused: {[type(event).__name__ for event in told.events]}")


# --- events to start from --------------------------------------------------------------------------------------------


def accepted(**changes: Any) -> tuple[Event, ...]:
    """A case that is wanted and accepted, of the person `mike` who speaks Dutch."""
    case = {"region": "noord", "round": 1, "languages": ("nl",), "employers": ("agency-1",), "persons": ("mike",)}
    return (ConsentCompleted(persons=("mike",)), CaseAccepted.model_validate({**case, **changes}))


def offered(name: str = "anna", by: datetime = MONDAY + timedelta(days=3)) -> Event:
    """A coordinator was asked."""
    return CoordinatorOffered(offer=f"offer-{name}", coordinator=name, respond_by=by, reasons=("region",))


def assigned(name: str = "anna") -> tuple[Event, ...]:
    """A case in preparation, with a coordinator."""
    return (*accepted(), offered(name), CoordinatorAssigned(coordinator=name, round=1))


def invited(name: str, language: str | None = "nl", at: datetime = MONDAY) -> Event:
    """Somebody was asked to come."""
    return ParticipantInvited(
        participant=name,
        name="Somebody",
        role=CircleRole.AUNT,
        language=language,
        channel=Channel.SPOKEN,
        invited=at,
    )


def coming(*names: str, language: str | None = "nl") -> tuple[Event, ...]:
    """They were asked, and said yes."""
    return tuple(
        event
        for name in names
        for event in (
            invited(name, language),
            InvitationAnswered(participant=name, answer="accepted", means=Means.SPOKEN),
        )
    )


def session(name: str = "session-1", starts: datetime = CONFERENCE) -> Session:
    """A session of four hours."""
    return Session(session=name, starts=starts, minutes=240, place="The community centre")


def prepared() -> tuple[Event, ...]:
    """A case that is ready for its conference."""
    return (
        *assigned(),
        *coming("els", "jan", "oma"),
        SessionPlanned(session=session()),
        PreparationCompleted(session="session-1", starts=CONFERENCE, round=1),
    )


def bottom_line(version: int = 1, setter: str = "worker-1", name: str = "line-1") -> BottomLineSet:
    """A bottom line of a child-protection worker."""
    return BottomLineSet(
        bottom_line=name,
        version=version,
        setter=setter,
        setter_name="A worker",
        mandate="child-protection",
        text="Not living with this man",
        ground="Safety",
    )


def ended(ending: Ending = Ending.WITHDRAWN, person: str | None = "mike") -> CaseEnded:
    """The referral service ended the case."""
    return CaseEnded(ending=ending, ended=MONDAY, round=1, person=person)


# --- messages ---


def invite(name: str, language: str | None = "nl") -> InviteParticipant:
    """Ask somebody to come."""
    return InviteParticipant(participant=name, name="Somebody", role=CircleRole.AUNT, language=language)


def says(name: str, answer: str) -> AnswerInvitation:
    """What they answered."""
    return AnswerInvitation(participant=name, answer=answer, means=Means.SPOKEN)


def attended(*circle: str, private: tuple[str, ...] | None = None, givers: tuple[str, ...] = ()) -> Attendance:
    """Who was there: the circle in all three parts, the givers in the first."""
    return Attendance(
        information=(*circle, *givers),
        private_time=circle if private is None else private,
        presentation=circle,
    )


def candidate(name: str, **changes: Any) -> Candidate:
    """A coordinator of the region with room for two."""
    usual = {"coordinator": name, "regions": ("noord",), "languages": ("nl",), "places": 2}
    return Candidate.model_validate({**usual, **changes})

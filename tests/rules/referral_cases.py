"""Cases of the referral service as their events tell them: given / when / then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from contracts.base import Actor, Event, Message
from contracts.coordination import Attendance, ConferenceHeld, CoordinatorAssigned
from contracts.deciding import Given, Refused
from contracts.notices import NoticeDue, NoticeKind
from contracts.people import Means, PersonConcerned, Reason, Referrer, ReferrerKind, Sector, Status
from contracts.policy import InForce
from contracts.process import Due, DueItem
from contracts.referral import (
    CaseAccepted,
    PermitSharing,
    Question,
    QuestionAdvice,
    QuestionsAgreed,
    RecordPermission,
    RecordWillingness,
    ReferCase,
    RequirePermission,
    SetBottomLine,
    Shared,
    StatusReported,
    WillingnessRecorded,
)
from services.referral.case import decide, evolve
from services.referral.state import Case

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""The day on which most happens."""
ADULT = date(1990, 5, 1)
FIFTEEN = date(2010, 5, 1)
ELEVEN = date(2014, 5, 1)

MANAGER = Actor(id="manager-1", role="regional-manager", region="noord")
PROCESS = Actor(id="process", role="process")
AGENCY = Actor(id="veilig-thuis", role="agency")
OTHERS = Actor(id="coordination", role="service")


def days(number: float) -> datetime:
    """So many days after Monday."""
    return MONDAY + timedelta(days=number)


def themself(name: str) -> Actor:
    """A person concerned speaks."""
    return Actor(id=name, role="person-concerned", region="noord")


def coordinator(name: str) -> Actor:
    """A coordinator speaks."""
    return Actor(id=name, role="coordinator", region="noord")


@dataclass(frozen=True)
class Told:
    """What came of a message: the case after it, its events, and the notices among them."""

    case: Case
    events: Sequence[Event]
    at: datetime = field(default=MONDAY)

    @property
    def facts(self) -> list[Event]:
        """Everything but the notices."""
        return [event for event in self.events if not isinstance(event, NoticeDue)]

    @property
    def kinds(self) -> list[str]:
        """The facts by name."""
        return [type(event).__name__ for event in self.facts]

    @property
    def notices(self) -> list[tuple[NoticeKind, str]]:
        """Who is told what kind of thing."""
        return [(event.kind, event.recipient) for event in self.events if isinstance(event, NoticeDue)]

    @property
    def statuses(self) -> list[tuple[str, Status]]:
        """Which referral has which status now."""
        return [(event.referral, event.status) for event in self.events if isinstance(event, StatusReported)]

    def one[E: Event](self, kind: type[E]) -> E:
        """The only event of a kind."""
        (event,) = [event for event in self.events if isinstance(event, kind)]
        return event

    def agenda(self, kind: type[Event]) -> list[tuple[Due, datetime]]:
        """What a milestone asks for next."""
        items: tuple[DueItem, ...] = self.one(kind).agenda
        return [(item.what, item.at) for item in items]


def when(
    case: Case,
    message: Message,
    *,
    by: Actor = MANAGER,
    at: datetime = MONDAY,
    policies: Mapping[str, InForce] | None = None,
) -> Told:
    """Handle a message as the chassis does: an event of others is folded in first, then all that it causes."""
    if isinstance(message, Event):
        case = evolve(case, message)
    given = Given(stream="case-1", message=f"m-{at.isoformat()}", at=at, by=by, policies=policies or {})
    events = list(decide(case, message, given))
    for event in events:
        case = evolve(case, event)
    return Told(case, events, at)


def refused(case: Case, message: Message, *, by: Actor = MANAGER, at: datetime = MONDAY) -> Refused:
    """The refusal of a message."""
    try:
        told = when(case, message, by=by, at=at)
    except Refused as refusal:
        return refusal
    raise AssertionError(f"not refused: {told.kinds}")


def after(case: Case, *messages: Message, by: Actor = MANAGER, at: datetime = MONDAY) -> Case:
    """The case after messages that were all handled; events of others among them are folded in."""
    for message in messages:
        case = when(case, message, by=by, at=at).case
    return case


# --- messages --------------------------------------------------------------------------------------------------------


def person(name: str, born: date | None = None, language: str = "nl") -> PersonConcerned:
    """Somebody whom the case is about."""
    return PersonConcerned(person=name, name="Somebody", birth_date=born, language=language)


def refer(
    *persons: PersonConcerned,
    kind: ReferrerKind = ReferrerKind.FAMILY,
    referral: str = "referral-1",
    referrer: str = "referrer-1",
    agency: str | None = None,
    **changes: Any,
) -> ReferCase:
    """A recommendation by a relative, unless said otherwise, about an adult called `mike`."""
    usual = {
        "referral": referral,
        "referrer": Referrer(referrer=referrer, kind=kind, name="Somebody else", contact="A number", agency=agency),
        "persons": persons or (person("mike", ADULT),),
        "region": "noord",
        "reasons": (Reason.ILLNESS,),
        "sector": Sector.HEALTH_CARE,
    }
    return ReferCase.model_validate({**usual, **changes})


def from_agency(referral: str = "referral-1", *persons: PersonConcerned) -> ReferCase:
    """A recommendation by an agency's system."""
    return refer(
        *persons, kind=ReferrerKind.AGENCY, agency=AGENCY.id, referral=referral, agency_reference="Dossier of Mike"
    )


def says(name: str, answer: str = "yes") -> RecordWillingness:
    """What a person concerned said."""
    return RecordWillingness(person=name, answer=answer, means=Means.SPOKEN)


def ask_holder(holder: str, name: str = "mike", capacity: str = "parent") -> RequirePermission:
    """Name somebody whose permission is needed."""
    return RequirePermission(person=name, holder=holder, name="A parent", capacity=capacity)


def permits(holder: str, name: str = "mike", *, granted: bool = True) -> RecordPermission:
    """What a holder answered."""
    return RecordPermission(person=name, holder=holder, granted=granted, means=Means.WRITTEN)


def share(by: str, *what: Shared, of: str = "mike") -> PermitSharing:
    """What a doctor may be given of somebody."""
    return PermitSharing(
        person=of, permitted_by=by, with_whom="doctor-1", name="A doctor", what=what, means=Means.SPOKEN
    )


# --- cases to start from ---------------------------------------------------------------------------------------------


def opened(wish: ReferCase | None = None) -> Case:
    """A case that was just referred."""
    return after(Case(), wish or refer())


def wanted(wish: ReferCase | None = None) -> Case:
    """Everybody whom it is about said yes."""
    case = opened(wish)
    return after(case, *(says(name) for name in case.persons))


def questions() -> QuestionsAgreed:
    """The question that was agreed."""
    asked = Question(question="question-1", text="Hoe kunnen de kinderen weer naar school?")
    return QuestionsAgreed(
        questions=(asked,),
        confirmed_by="mike",
        advice=(QuestionAdvice(question="question-1", checked=True),),
    )


def accepted(wish: ReferCase | None = None) -> Case:
    """The intake is done."""
    case = evolve(wanted(wish), questions())
    done = CaseAccepted(region="noord", round=1, languages=("nl",), persons=tuple(case.staying))
    return evolve(case, done)


LIMIT = "Mike woont niet bij deze man"


def line(text: str = LIMIT, setter: str = "worker-1", name: str = "line-1") -> SetBottomLine:
    """A child-protection worker's minimum, as the manager records it."""
    return SetBottomLine(
        bottom_line=name,
        setter=setter,
        setter_name="A worker",
        mandate="child-protection",
        text=text,
        ground="He was violent",
    )


# --- events of others ------------------------------------------------------------------------------------------------

ASSIGNED = CoordinatorAssigned(coordinator="anna", round=1)
HELD = ConferenceHeld(
    session="session-1",
    attendance=Attendance(information=("els",), private_time=("els",), presentation=("els",)),
    circle=("mike", "els"),
    round=1,
)
YES = WillingnessRecorded(person="mike", answer="yes", means=Means.SPOKEN, recorded=MONDAY)

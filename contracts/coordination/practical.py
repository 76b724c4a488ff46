"""What is to be arranged: date and place, interpreters, who informs, what everybody is to know (R7, R17, R18)."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.base import CASE, Command, Erased, Event, Fact, Id, Moment, Part, Personal, Text
from contracts.people import Channel, LanguageTag


class Mode(StrEnum):
    """How a session is held (R17)."""

    IN_PERSON = "in-person"
    VIDEO = "video"
    PHONE = "phone"


class PracticalMatter(StrEnum):
    """What somebody can need so that they can come, or so that it is safe and their own (R17)."""

    CHILD_CARE = "child-care"
    TRANSPORT = "transport"
    FOOD = "food"
    ACCESSIBILITY = "accessibility"
    CUSTOMS = "customs"
    FORM_OF_ADDRESS = "form-of-address"
    SAFETY = "safety"
    PERMISSION = "permission"
    """Of an institution: a prison or a hospital that has to let somebody go or take part."""
    OTHER = "other"


class Session(Part):
    """Where and when the circle meets; it chooses both (R17)."""

    session: Id
    starts: Moment
    minutes: Annotated[int, Field(ge=15, le=1440)] = 240
    place: Annotated[Text | Erased | None, Personal(of=CASE)] = None
    mode: Mode = Mode.IN_PERSON
    expected: tuple[Id, ...] = ()
    """Who is asked to this one, where there are several; empty is everybody."""
    remote: tuple[Id, ...] = ()
    """Who joins by video or phone although the others meet."""
    place_spoken: bool = False
    """The place is told by the coordinator alone: no notice names it."""


class AddInformationGiver(Command, service="coordination"):
    """A professional who informs in the first part, and is asked for it ahead (R18)."""

    giver: Id
    name: Annotated[Text | Erased, Personal(of="giver")]
    language: LanguageTag | None = None
    """Without one what is known of them, otherwise Dutch."""
    channel: Channel | None = None
    """Without one what is known of them, otherwise somebody tells them."""
    contact: Annotated[Text | Erased | None, Personal(of="giver")] = None
    agency: Id | None = None
    """For whom they work: a coordinator who works there too has a stake (R12), and if its system referred, it hears
    that they are asked (R18)."""


class RecordInformation(Fact, service="coordination"):
    """Whether a giver's information was received and explained to the circle; never its content (R18)."""

    giver: Id
    received: bool
    explained: bool
    received_on: date | None = None
    """The day of recording, if nothing is said."""
    explained_on: date | None = None


class PlanSession(Command, service="coordination"):
    """Date, place and mode that the circle chose (R17, R19)."""

    session: Session


class DropSession(Command, service="coordination"):
    """One of several sessions is not needed, or one that was planned is off again (R17)."""

    session: Id


class NeedMatter(Command, service="coordination"):
    """Something is needed: child care, transport, a prison's permission (R17). Until it is settled nothing is ready."""

    matter: Id
    kind: PracticalMatter
    for_whom: Id | None = None
    """Who needs it, if it is one person: it is needed no longer once they do not come."""
    note: Annotated[Text | Erased | None, Personal(of=CASE)] = None


class SettleMatter(Fact, service="coordination"):
    """What became of it: arranged, not needed after all, or refused, and then it is still missing (R17)."""

    matter: Id
    outcome: Annotated[str, Field(pattern="^(arranged|not-needed|refused)$")]


class KeepApart(Command, service="coordination"):
    """Two people who must not meet, or may again: sessions are planned so that they do not (R17)."""

    one: Id
    other: Id
    apart: bool = True


class ArrangeInterpreter(Fact, service="coordination"):
    """An interpreter for a language is arranged (R17, R19)."""

    language: LanguageTag


class ExplainBottomLine(Fact, service="coordination"):
    """The coordinator explained a bottom line to somebody invited, who so knows it before the conference (R7)."""

    bottom_line: Id
    version: int
    participants: tuple[Id, ...]


class InformationGiverAdded(Event, service="coordination"):
    """A professional informs in the first part (R18)."""

    giver: Id
    name: Annotated[Text | Erased, Personal(of="giver")]
    language: LanguageTag | None = None
    channel: Channel | None = None
    contact: Annotated[Text | Erased | None, Personal(of="giver")] = None
    asked_on: date | None = None
    agency: Id | None = None


class InformationWanted(Event, service="coordination"):
    """What an agency's professional knows is asked for, or for another date (R18). The referral service tells it."""

    giver: Id
    agency: Id
    conference: Moment | None = None
    """When they are expected; nothing before the circle has chosen."""


class InformationRecorded(Event, service="coordination"):
    """Whether it was received and explained (R18)."""

    giver: Id
    received: bool
    explained: bool
    received_on: date | None = None
    explained_on: date | None = None


class SessionPlanned(Event, service="coordination"):
    """Date, place and mode are set (R17)."""

    session: Session


class SessionDropped(Event, service="coordination"):
    """A session that was planned is off (R17)."""

    session: Id


class MatterNeeded(Event, service="coordination"):
    """Something practical is needed (R17)."""

    matter: Id
    kind: PracticalMatter
    for_whom: Id | None = None
    note: Annotated[Text | Erased | None, Personal(of=CASE)] = None


class MatterSettled(Event, service="coordination"):
    """What became of it (R17)."""

    matter: Id
    outcome: str


class KeptApart(Event, service="coordination"):
    """Two people must not meet, or may again (R17). Inside only: no notice says it."""

    one: Id
    other: Id
    apart: bool


class InterpreterArranged(Event, service="coordination"):
    """An interpreter is arranged (R17)."""

    language: LanguageTag


class BottomLineExplained(Event, service="coordination"):
    """These people know this version of the bottom line (R7)."""

    bottom_line: Id
    version: int
    participants: tuple[Id, ...]

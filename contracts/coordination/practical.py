"""What is to be arranged: date and place, interpreters, who informs, what everybody is to know (R7, R17, R18)."""

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


class Session(Part):
    """Where and when the circle meets; it chooses both (R17)."""

    session: Id
    starts: Moment
    minutes: Annotated[int, Field(ge=15, le=1440)] = 240
    place: Annotated[Text | Erased | None, Personal(of=CASE)] = None
    mode: Mode = Mode.IN_PERSON


class AddInformationGiver(Command, service="coordination"):
    """A professional who informs in the first part, and is asked for it ahead (R18)."""

    giver: Id
    name: Annotated[Text | Erased, Personal(of="giver")]
    language: LanguageTag = "nl"
    channel: Channel = Channel.MAIL
    contact: Annotated[Text | Erased | None, Personal(of="giver")] = None


class RecordInformation(Fact, service="coordination"):
    """Whether a giver's information was received and explained to the circle; never its content (R18)."""

    giver: Id
    received: bool
    explained: bool


class PlanSession(Command, service="coordination"):
    """Date, place and mode that the circle chose (R17, R19)."""

    session: Session


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
    language: LanguageTag
    channel: Channel
    contact: Annotated[Text | Erased | None, Personal(of="giver")] = None


class InformationRecorded(Event, service="coordination"):
    """Whether it was received and explained (R18)."""

    giver: Id
    received: bool
    explained: bool


class SessionPlanned(Event, service="coordination"):
    """Date, place and mode are set (R17)."""

    session: Session


class InterpreterArranged(Event, service="coordination"):
    """An interpreter is arranged (R17)."""

    language: LanguageTag


class BottomLineExplained(Event, service="coordination"):
    """These people know this version of the bottom line (R7)."""

    bottom_line: Id
    version: int
    participants: tuple[Id, ...]

"""Complaints: to somebody else than whom they are about, not visible to them, holding nothing up (R41)."""

from datetime import date
from typing import Annotated, Literal

from contracts.base import CASE, Command, Erased, Event, Fact, Id, Personal, Text

AboutWhom = Literal["coordinator", "regional-manager", "region-lead", "other"]


class RaiseComplaint(Fact, service="coordination", stream="complaint"):
    """Somebody complains (R41). The envelope's subject is the complaint, never the case: its timeline shows nothing."""

    case: Id
    by: Id
    about: AboutWhom
    whom: Id | None = None
    """Who it is about, if it is one person."""
    text: Annotated[Text | Erased, Personal(of=CASE)]
    """Of the envelope's subject, which here is the complaint."""


class SettleComplaint(Command, service="coordination", stream="complaint"):
    """Whoever it went to says what came of it (R41)."""

    outcome: Literal["upheld", "partly-upheld", "not-upheld", "taken-back"]
    answer: Annotated[Text | Erased, Personal(of=CASE)]


class ComplaintRaised(Event, service="coordination", stream="complaint"):
    """A complaint, and to which role it went (R41)."""

    case: Id
    by: Id
    about: AboutWhom
    whom: Id | None = None
    to: Literal["regional-manager", "region-lead"]
    region: Id | None = None
    answer_by: date
    text: Annotated[Text | Erased, Personal(of=CASE)]


class ComplaintOverdue(Event, service="coordination", stream="complaint"):
    """Nobody settled it in time: somebody else hears it too (promise 4)."""

    to: str
    again: date


class ComplaintSettled(Event, service="coordination", stream="complaint"):
    """What came of a complaint (R41)."""

    outcome: str
    answer: Annotated[Text | Erased, Personal(of=CASE)]

"""Safety: a signal, what the manager does at once, and what they decide (R37). No status ever tells of it."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from contracts.base import CASE, Command, Erased, Event, Fact, Id, Personal, Text
from contracts.people import Means


class Danger(StrEnum):
    """What a signal is about (R37)."""

    THREAT = "threat"
    ABUSE = "abuse"
    ADDRESS_LEAKED = "address-leaked"
    OTHER = "other"


class Authority(StrEnum):
    """To whom a manager can report (R37)."""

    VEILIG_THUIS = "veilig-thuis"
    POLICE = "police"
    CHILD_PROTECTION = "child-protection"
    OTHER = "other"


class SafetyOutcome(StrEnum):
    """What a manager decides on a signal (R37)."""

    NO_ACTION = "no-action"
    MEASURES = "measures"
    REPORTED = "reported"


class RaiseSafetySignal(Fact, service="referral"):
    """Anyone in a case tells, themself or through staff, that somebody is not safe (R37)."""

    signal: Id
    danger: Danger
    about: Annotated[Text | Erased, Personal(of=CASE)]
    raised_by: Id | None = None
    means: Means = Means.SPOKEN


class TakeSafetyMeasures(Command, service="referral"):
    """What stands from now on: invitations paused or not, place and addresses hidden or not (R37)."""

    pause: bool
    hide: bool


class DecideOnSignal(Command, service="referral"):
    """What a manager decides on a signal; to report it to an authority is a decision of people (R37)."""

    signal: Id
    outcome: SafetyOutcome
    authority: Authority | None = None
    reasons: Annotated[Text | Erased, Personal(of=CASE)]


class SafetySignalRaised(Event, service="referral"):
    """Somebody is not safe; the regional manager hears at once (R37)."""

    signal: Id
    danger: Danger
    about: Annotated[Text | Erased, Personal(of=CASE)]
    raised_by: Id | None = None
    means: Means
    decide_by: date
    """From this day on the region's lead hears, unless somebody decided."""


class SafetyMeasuresTaken(Event, service="referral"):
    """What stands now. Coordination pauses invitations, the desk hides place and addresses (R37)."""

    pause: bool
    hide: bool


class SafetySignalDecided(Event, service="referral"):
    """What a manager decided on a signal (R37)."""

    signal: Id
    outcome: SafetyOutcome
    authority: Authority | None = None
    reasons: Annotated[Text | Erased, Personal(of=CASE)]


class SafetySignalEscalated(Event, service="referral"):
    """Nobody decided on a signal in time: the region's lead is told (R37)."""

    signal: Id
    to: str

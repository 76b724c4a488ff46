"""Conflicts of interest of whoever gives permission for somebody: flagged, and a manager decides (R5)."""

from enum import StrEnum
from typing import Annotated

from contracts.base import CASE, Command, Erased, Event, Id, Personal, Text


class Interest(StrEnum):
    """Why a representative may not be free in what they answer (R5)."""

    REFERRER = "referrer"
    """They referred as well."""
    SETTER = "bottom-line-setter"
    """They set a bottom line as well."""
    PRESSURE = "under-pressure"
    """Of somebody in the case."""
    OTHER = "other"


class ConflictOutcome(StrEnum):
    """What the manager does about it (R5). A permission that the law asks for only a court can replace."""

    GOES_ON = "goes-on"
    HEARD_APART = "heard-apart"
    ANOTHER_ASKED = "another-asked"
    COURT_ASKED = "court-asked"


class FlagConflict(Command, service="referral"):
    """Somebody saw that a representative is under pressure, or has an interest of their own (R5)."""

    who: Id
    why: Interest
    of: Id | None = None
    """Whose pressure it is, if they are in the case."""
    note: Annotated[Text | Erased | None, Personal(of=CASE)] = None


class DecideConflict(Command, service="referral"):
    """What the manager does about a conflict of interest (R5)."""

    who: Id
    outcome: ConflictOutcome
    reasons: Annotated[Text | Erased, Personal(of=CASE)]


class ConflictFlagged(Event, service="referral"):
    """A representative may have two interests; a manager is to decide what to do (R5)."""

    who: Id
    why: Interest
    of: Id | None = None
    note: Annotated[Text | Erased | None, Personal(of=CASE)] = None


class ConflictDecided(Event, service="referral"):
    """What the manager does about it (R5)."""

    who: Id
    outcome: ConflictOutcome
    reasons: Annotated[Text | Erased, Personal(of=CASE)]

"""Bottom lines for a safe plan (R7)."""

from typing import Annotated

from pydantic import Field

from contracts.base import CASE, Command, Erased, Event, Id, Personal, Text


class SetBottomLine(Command, service="referral"):
    """A minimum requirement for a safe plan; it states a limit, never the solution (R7). A known id revises it."""

    bottom_line: Id
    setter: Id
    setter_name: Annotated[Text | Erased, Personal(of="setter")]
    mandate: Annotated[str, Field(pattern="^(child-protection|probation|guardianship|other)$")]
    text: Annotated[Text | Erased, Personal(of=CASE)]
    ground: Annotated[Text | Erased, Personal(of=CASE)]
    agency: Id | None = None
    """For whom the setter works: a coordinator who works there too has a stake (R12)."""


class BottomLineSet(Event, service="referral"):
    """A bottom line, or a new version of it (R7)."""

    bottom_line: Id
    version: int
    setter: Id
    setter_name: Annotated[Text | Erased, Personal(of="setter")]
    mandate: str
    text: Annotated[Text | Erased, Personal(of=CASE)]
    ground: Annotated[Text | Erased, Personal(of=CASE)]
    advice: str | None = None
    """Why its text asks for another look: it may prescribe a solution. It advises, it never rejects."""
    agency: Id | None = None


class LiftBottomLine(Command, service="referral"):
    """A bottom line is taken off the table by who set it, through the manager's record (R7)."""

    bottom_line: Id
    setter: Id


class BottomLineLifted(Event, service="referral"):
    """A bottom line no longer counts; everybody invited is told (R7)."""

    bottom_line: Id
    version: int

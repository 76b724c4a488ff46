"""A coordinator's hours and expenses for a case, approved by the manager, billed by number without names (R42)."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.base import Command, Event, Id

Cents = Annotated[int, Field(ge=0, le=1_000_000)]
Minutes = Annotated[int, Field(ge=0, le=1440)]


class WorkKind(StrEnum):
    """What the time or the money was for (R42)."""

    PREPARATION = "preparation"
    CONFERENCE = "conference"
    FOLLOW_UP = "follow-up"
    TRAVEL = "travel"
    ROOM = "room"
    FOOD = "food"
    INTERPRETER = "interpreter"
    CHILD_CARE = "child-care"
    CANCELLED_LATE = "cancelled-late"
    """Arranged already when the conference was called off."""
    OTHER = "other"


class ClaimWork(Command, service="coordination"):
    """A coordinator claims hours or expenses, also after the case ended (R42). No text: it goes to the payer."""

    entry: Id
    coordinator: Id
    on: date
    kind: WorkKind
    minutes: Minutes = 0
    cents: Cents = 0
    """Expenses, in euro cents."""


class ApproveWork(Command, service="coordination"):
    """The manager approves what was claimed, or turns it down (R42)."""

    entries: Annotated[tuple[Id, ...], Field(min_length=1)]
    approved: bool = True


class BillWork(Command, service="coordination"):
    """Whatever is approved and was not billed goes onto one bill (R42)."""

    bill: Id


class WorkClaimed(Event, service="coordination"):
    """Hours or expenses that wait for the manager (R42)."""

    entry: Id
    coordinator: Id
    on: date
    kind: WorkKind
    minutes: int
    cents: int


class WorkApproved(Event, service="coordination"):
    """What the manager decided about it (R42)."""

    entries: tuple[Id, ...]
    approved: bool


class WorkBilled(Event, service="coordination"):
    """A bill of the case, for whoever pays: the number of the case and sums, without names (R42)."""

    bill: Id
    entries: tuple[Id, ...]
    minutes: int
    cents: int

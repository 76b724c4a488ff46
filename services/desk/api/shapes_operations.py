"""What operators ask the desk for, and what it answers them."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from contracts.access import Act
from contracts.base import Id


class Group(BaseModel):
    """Dead letters of one defect."""

    fingerprint: str
    topic: str
    asked: str | None
    reason: str
    dead: int
    parked: int
    """A case stands still behind each of them."""
    handled: int
    first: datetime
    last: datetime
    owners: list[str]
    example: str | None
    """One to look at."""


class Groups(BaseModel):
    """All groups."""

    groups: list[Group]


class Replaying(BaseModel):
    """What came of some letters of a group, from their effect."""

    asked: int
    handled: int
    failed: int
    silent: int
    """Their owner has not spoken of them yet."""
    left: int
    """How many wait after these."""
    after: str


class OperationIn(BaseModel):
    """What an operator does."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    act: Act
    about: str
    parts: tuple[Id, ...] = ()
    """Of whom it is asked; by default of all whom it concerns."""
    reason: Id | None = None
    dry_run: bool = False
    """Say what would be asked of whom, and ask nobody."""


class OperationOut(BaseModel):
    """What was asked of whom."""

    act: Act
    about: str
    parts: list[str]
    asked: bool
    """Not in a dry run, and not for what operators do themselves: that is only written down."""


class Told(BaseModel):
    """What every part says of itself to operators; nothing of a part that does not."""

    parts: dict[str, dict[str, Any] | None]

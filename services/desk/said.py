"""What a notice says, in plain: gathered for the moment in which it is written, then gone."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Matter:
    """What a notice is about: the words of a bottom line, or an agreed action with who does it and when (R23)."""

    what: str
    who: str | None = None
    by: date | None = None
    recurrence: str | None = None
    """A recurrence rule (RFC 5545)."""


@dataclass(frozen=True)
class Said:
    """What a notice says, whatever its language."""

    case: str
    asked_by: str = "regional-manager"
    name: str | None = None
    about: tuple[str, ...] = ()
    coordinator: str | None = None
    when: datetime | None = None
    place: str | None = None
    hidden: bool = False
    """Whether the place is told by word of mouth only, for somebody is not safe (R37)."""
    by: datetime | None = None
    detail: str = ""
    matters: tuple[Matter, ...] = ()
    informal: bool = False

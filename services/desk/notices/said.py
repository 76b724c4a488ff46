"""What a notice says, in plain: gathered for the moment in which it is written, then gone."""

from dataclasses import dataclass
from datetime import date, datetime

from contracts.sentences import NextStep


@dataclass(frozen=True)
class Matter:
    """What a notice is about: the words of a bottom line, or an agreed action with who does it and when (R23)."""

    what: str
    who: str | None = None
    by: date | None = None
    recurrence: str | None = None
    """A recurrence rule (RFC 5545)."""
    dates: tuple[date, ...] = ()
    """The first dates of it."""
    pending: bool = False
    """Whoever is to do it has not said yes yet (R23)."""
    returned: bool = False
    """It is the circle's again (R32)."""
    monitor: str | None = None
    """Who keeps an eye on it, where that is somebody else than for the rest."""


@dataclass(frozen=True)
class Reply:
    """What a plan says to a question, or to a bottom line (R23, R24)."""

    question: str
    answer: str | None = None
    why_not: str | None = None


@dataclass(frozen=True)
class Document:
    """A plan as one reader gets it: what is not for them is not in it (R43)."""

    version: int
    agreed_on: date
    agreed_by: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    replies: tuple[Reply, ...] = ()
    bottom_lines: tuple[Reply, ...] = ()
    actions: tuple[Matter, ...] = ()
    requests: tuple[str, ...] = ()
    monitor: str | None = None
    dissent: str | None = None
    reviews: tuple[date, ...] = ()
    fallback: date | None = None


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
    plan: str = ""
    """The circle's plan in the words of the language (R43)."""
    next_step: NextStep | None = None
    """What follows on a status (R30)."""
    informal: bool = False

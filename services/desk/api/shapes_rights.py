"""What somebody can ask for of what is kept about them, as OpenAPI describes it."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel


class KeptOut(BaseModel):
    """One thing that happened, as far as it is theirs."""

    event: str
    type: str
    service: str
    at: datetime
    by: str
    """In which role somebody brought it about."""
    what: str
    rule: str | None
    told: bool
    """Whether it is something that they were told."""
    data: dict[str, Any]
    """By its place in the event; names of others in texts of people stand between double brackets."""
    superseded: list[str]
    """Places of which another value stands by now: it was put right."""


class RecipientOut(BaseModel):
    """Who was or may be given what."""

    who: str
    what: list[str]
    at: datetime


class ReadingOut(BaseModel):
    """Somebody looked at data of these kinds in the case."""

    at: datetime
    role: str
    kinds: list[str]


class KindOut(BaseModel):
    """A kind of data: what for, on which ground, for how long."""

    kind: str
    purpose: str
    basis: str
    retention: str
    special: bool
    """Whether it can be of a special category (GDPR, articles 9 and 10)."""


class Copy(BaseModel):
    """What is kept about somebody in a case."""

    case: str
    subject: str
    made: datetime
    reviewed_by: str | None
    """Who looked at the names of others; before that nobody is handed it."""
    role: str
    erased: bool
    kept: list[KeptOut]
    kinds: list[KindOut]
    legal_bases: list[str]
    recipients: list[RecipientOut]
    read: list[ReadingOut]


class TextOut(BaseModel):
    """A text, by where it stands; never what it says."""

    event: str
    type: str
    place: str
    about: str
    """Whose key seals it: the case's, or somebody's."""
    at: datetime
    by: str
    """In which role somebody wrote it."""
    rectified: bool
    """Whether something else stands there by now."""
    text: str | None
    """Only where it was asked for."""


class Redactions(BaseModel):
    """Where the name of somebody may still stand."""

    case: str
    subject: str
    compared: bool
    """No: their name could not be compared any more, and it is every text of the case."""
    texts: list[TextOut]

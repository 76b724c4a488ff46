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
    legal_bases: list[str]
    recipients: list[RecipientOut]
    read: list[ReadingOut]

"""What an agency says: a referral, or that it takes one back. The fields are those of the published contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

NAMESPACE = "nl.eigenkrachtconferenties"

Reason = Literal[
    "parenting",
    "disability",
    "illness",
    "divorce",
    "school-drop-out",
    "eviction",
    "nuisance",
    "domestic-violence",
    "finding-work",
    "other",
]
Sector = Literal["youth-care", "health-care", "education", "probation", "housing", "work", "other"]


@dataclass(frozen=True)
class Person:
    """Somebody whom a referral is about: only what is needed to reach them, to route and to notice duplicates."""

    name: str
    birth_date: date | None = None
    postcode: str | None = None
    contact: str | None = None
    language: str = "nl"


@dataclass(frozen=True)
class Referral:
    """A recommendation of a conference for somebody. Nothing goes on before they say that they want it."""

    reference: str
    region: str
    persons: Sequence[Person]
    reasons: Sequence[Reason]
    sector: Sector
    contact_name: str | None = None
    suggested_question: str | None = None


@dataclass(frozen=True)
class Retraction:
    """The agency takes a referral back: its status stream ends."""

    reference: str


Message = Referral | Retraction | Mapping[str, Any]
"""One of the above, or the same as JSON has it."""
KINDS: Mapping[type, str] = {Referral: "referral-submitted", Retraction: "referral-retracted"}


def kind_of(message: Message) -> str:
    """What kind of message it is; JSON is a referral where nothing else is said."""
    return KINDS.get(type(message), KINDS[Referral])


def as_json(message: Message) -> dict[str, Any]:
    """As it is sent: what has no value is left out."""
    data = asdict(message) if isinstance(message, (Referral, Retraction)) else message
    plain: dict[str, Any] = plain_value(data)
    return plain


def plain_value(value: Any) -> Any:
    """A value as JSON knows it."""
    if isinstance(value, Mapping):
        return {name: plain_value(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, (list, tuple)):
        return [plain_value(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value

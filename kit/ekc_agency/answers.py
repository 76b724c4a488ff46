"""What an agency hears back: statuses, rejections, and whatever else the contract may bring later."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ekc_agency.messages import NAMESPACE


@dataclass(frozen=True)
class Answer:
    """One message. A kind that this release of the kit does not know comes as this, with its data."""

    id: str
    """The same message has the same id, should it come twice."""
    kind: str
    referral: str
    """The back office's id of the referral, the same in all its statuses. Of a rejection it says nothing."""
    time: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Status(Answer):
    """Where a referral is now. That is all that is told of it."""

    status: str
    reason: str | None
    """Why a referral was declined, where it may be told."""
    since: datetime
    message: str | None
    """In the first status: the id with which the agency published the referral."""
    offset: int | None


@dataclass(frozen=True)
class Rejection(Answer):
    """A message that could not be handled: which one and why (RFC 9457). Nothing of it became a case."""

    message: str | None
    topic: str
    offset: int
    problem: str
    """A stable word for programs."""
    detail: str


def read(value: bytes) -> Answer:
    """An answer as it came."""
    event = json.loads(value)
    data: Mapping[str, Any] = event.get("data") or {}
    kind = str(event["type"])
    told = (str(event["id"]), kind, str(event.get("subject", "")), moment(event["time"]), data)
    if kind == f"{NAMESPACE}.status-changed.v1":
        about = (data["status"], data.get("reason"), moment(data["since"]), data.get("message"), data.get("offset"))
        return Status(*told, *about)
    if kind == f"{NAMESPACE}.message-rejected.v1":
        return Rejection(*told, data.get("message"), data["topic"], data["offset"], data["problem"], data["detail"])
    return Answer(*told)


def moment(text: str) -> datetime:
    """A moment (RFC 3339); Python 3.10 does not know the Z."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))

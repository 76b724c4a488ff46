"""What an agency hears back: statuses, rejections, and whatever else the contract may bring later."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ekc_agency.messages import NAMESPACE

SAID_AGAIN = f"{NAMESPACE}.message-rejected.v2"
"""What version 1 says too, in other fields: whoever reads both hears each rejection twice."""


@dataclass(frozen=True)
class Answer:
    """One message. A kind that this release of the kit does not know comes as this, with its data."""

    id: str
    """The same message has the same id, should it come twice."""
    kind: str
    referral: str
    """The back office's id of the referral, the same in all its statuses. Of a rejection it says nothing."""
    time: datetime
    sentences: Mapping[str, str]
    """For people, in `nl` and `en`: what it means, what follows and by when, whom to call; or empty."""
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
    places: Sequence[Mapping[str, str]]
    """What is wrong where: a `pointer` (RFC 6901) into the message or an `attribute` of the event, and a `detail`."""


def read(value: bytes) -> Answer:
    """An answer as it came."""
    event = json.loads(value)
    data: Mapping[str, Any] = event.get("data") or {}
    kind = str(event["type"])
    about, sentences = str(event.get("subject", "")), data.get("sentences") or {}
    told = (str(event["id"]), kind, about, moment(event["time"]), sentences, data)
    if kind == f"{NAMESPACE}.status-changed.v1":
        since = moment(data["since"])
        return Status(*told, data["status"], data.get("reason"), since, data.get("message"), data.get("offset"))
    if kind == f"{NAMESPACE}.message-rejected.v1":
        which = (data.get("message"), data["topic"], data["offset"])
        return Rejection(*told, *which, data["problem"], data["detail"], data.get("errors") or ())
    return Answer(*told)


def moment(text: str) -> datetime:
    """A moment (RFC 3339); Python 3.10 does not know the Z."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))

"""What agencies publish and hear back: JSON in the event's `data`, as a JWE unless plain text was agreed."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from contracts.base import Id, Inbound, Moment, Outbound, Part, Refusal, Text
from contracts.people import DeclineReason, LanguageTag, Reason, Sector, Status

OwnId = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")]
"""An id of the agency's own. It can hold a name, so it is data and never a key."""


class ReferredPerson(Part):
    """Somebody whom a referral is about: only what is needed to reach them, to route and to notice duplicates (R5)."""

    name: Text
    birth_date: date | None = None
    postcode: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3} ?[A-Z]{2}$")] | None = None
    contact: Text | None = None
    language: LanguageTag = "nl"


class ReferralSubmitted(Inbound, service="agency", stream="referral", name="referral-submitted"):
    """An agency recommends a conference for somebody (R1). Nothing goes on before they say that they want it (R5)."""

    reference: OwnId
    """The agency's own reference: by it the referral is known again (`ReferralRetracted`). It can hold a name, so it
    never comes back: the first status says which message brought the referral, and each has our id of it."""
    region: Id
    persons: Annotated[tuple[ReferredPerson, ...], Field(min_length=1, max_length=20)]
    reasons: Annotated[tuple[Reason, ...], Field(min_length=1)]
    sector: Sector
    contact_name: Text | None = None
    suggested_question: Text | None = None
    """A suggestion only: it becomes a conference question when the person concerned confirms it (R6)."""


class ReferralRetracted(Inbound, service="agency", stream="referral", name="referral-retracted"):
    """The agency takes its referral back: its status stream ends; the case only if nobody said yes yet (R30)."""

    reference: OwnId


class StatusChanged(Outbound, service="agency", stream="referral", name="status-changed"):
    """All that an agency hears: the status of its referral, never the content, the circle or the reasons (R30).

    The envelope's `subject` is our id of the referral, the same in all its statuses. The first one, `received`, also
    says which message of the agency brought it; the agency keeps `subject` beside its own reference from then on.
    """

    message: str | None = None
    """The CloudEvents `id` of the agency's message, where it is a UUID; another id could hold a name."""
    offset: int | None = None
    """The offset of the agency's message on its topic."""
    status: Status
    reason: DeclineReason | None = None
    since: Moment


class MessageRejected(Outbound, service="agency", stream="referral", name="message-rejected"):
    """A message that could not be handled: which one, and why. It holds none of its content.

    Version 2 says it in the words of RFC 9457. Both are published until every agency reads that (docs/decisions/042).
    """

    message: str | None = None
    """The CloudEvents `id` of the rejected message, where it could be read."""
    topic: str
    offset: int
    problem: Id
    title: str
    detail: str


class MessageRejectedV2(Outbound, service="agency", stream="referral", name="message-rejected", version=2):
    """A message that could not be handled: which one, and why, as a problem with its place (RFC 9457, RFC 6901).

    It holds none of its content.
    """

    message: str | None = None
    """The CloudEvents `id` of the rejected message, where it could be read and is a UUID."""
    topic: str
    offset: int
    problem: Refusal

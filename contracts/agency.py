"""What agencies publish and hear back: JSON in the event's `data`, as a JWE unless plain text was agreed."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts.base import Id, Inbound, Moment, Outbound, Part, Text
from contracts.people import DeclineReason, LanguageTag, Reason, Sector, Status

OwnId = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")]
"""An id of the agency's own. It can hold a name, so it is data and never a key."""

Coordinate = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]
"""32 bytes in base64url (RFC 7518 section 6.2.1)."""


class ReferredPerson(Part):
    """Somebody whom a referral is about: only what is needed to reach them, to route and to notice duplicates (R5)."""

    name: Text
    """To ask for the right person. What they are called is enough; no initials of all first names, no number."""
    birth_date: date | None = None
    """Age decides whose consent the law asks for (R5); with the name it shows that somebody was referred before (R3)."""
    postcode: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3} ?[A-Z]{2}$")] | None = None
    """With the name it shows that somebody was referred before (R3). Not the address: leave it out if it is secret."""
    contact: Text | None = None
    """How they can be reached, as they want it: a phone number, a way through somebody. It is the first thing done."""
    language: LanguageTag = "nl"
    """The language that they want to be spoken to in (R15), as BCP 47 has it."""


class ReferralSubmitted(Inbound, service="agency", stream="referral", name="referral-submitted"):
    """An agency recommends a conference for somebody (R1). Nothing goes on before they say that they want it (R5)."""

    reference: OwnId
    """The agency's own reference: by it the referral is known again (`ReferralRetracted`). It can hold a name, so it
    never comes back: the first status says which message brought the referral, and each has our id of it."""
    region: Id
    """Where the people live: its manager takes the referral up (R4). The names are agreed with the agency."""
    persons: Annotated[tuple[ReferredPerson, ...], Field(min_length=1, max_length=20)]
    """Whom it is about (R38), and nobody else: not the parents, not the circle. Who belongs to it they say themselves."""
    reasons: Annotated[tuple[Reason, ...], Field(min_length=1)]
    """Why, in words of a list (R2): enough to choose who takes it up. What happened they tell themselves."""
    sector: Sector
    """The field that the agency works in (R2): it says who may pay (R8)."""
    contact_name: Text | None = None
    """The agency's own professional, to be asked when the person concerned cannot be reached (R10)."""
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
    """A message that could not be handled: which one, and why (RFC 9457 problem). It holds none of its content."""

    message: str | None = None
    """The CloudEvents `id` of the rejected message, where it could be read."""
    topic: str
    offset: int
    problem: Id
    title: str
    detail: str


class EncryptionKey(Part):
    """A public key as a JWK (RFC 7517): an elliptic curve key on P-256, to encrypt to and for nothing else."""

    kid: Id
    """Its name. Whoever encrypts to it writes it into the header of the JWE (RFC 7516 section 4.1.6)."""
    kty: Literal["EC"] = "EC"
    crv: Literal["P-256"] = "P-256"
    x: Coordinate
    y: Coordinate
    use: Literal["enc"] = "enc"
    alg: Literal["ECDH-ES+A256KW"] = "ECDH-ES+A256KW"


class KeysPublished(Outbound, service="agency", stream="organisation", name="keys-published"):
    """The key that every agency encrypts to from now on. The data is a JWK set (RFC 7517 section 5).

    The last one on the topic counts. A key that it replaces is accepted for weeks more, and then no longer.
    """

    keys: Annotated[tuple[EncryptionKey, ...], Field(min_length=1)]

"""What agencies publish and hear back: JSON in the event's `data`, as a JWE unless plain text was agreed."""

from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from contracts.base import Id, Inbound, Moment, Outbound, Part, Text
from contracts.people import DeclineReason, LanguageTag, Reason, Sector, Status
from contracts.sentences import Sentences

OwnId = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")]
"""An id of the agency's own. It can hold a name, so it is data and never a key."""

Coordinate = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]
"""32 bytes in base64url (RFC 7518 section 6.2.1)."""


class ReferredPerson(Part):
    """Somebody whom a referral is about: only what is needed to reach them, to route and to notice duplicates (R5)."""

    name: Text
    """To ask for the right person. What they are called is enough; no initials of all first names, no number."""
    birth_date: date | None = None
    """Age decides whose consent the law asks for (R5); with the name it shows who was referred before (R3)."""
    postcode: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3} ?[A-Z]{2}$")] | None = None
    """With the name it shows who was referred before (R3). Not the address; leave it out if that is secret."""
    contact: Text | None = None
    """How they can be reached, as they want it: a phone number, a way through somebody. It is the first thing done."""
    language: LanguageTag = "nl"
    """The language that they want to be spoken to in (R15), as BCP 47 has it."""


class ReferralContent(Inbound):
    """What an agency says of a referral."""

    reference: OwnId
    """The agency's own reference: by it the referral is known again, when it is corrected (`ReferralCorrected`) or
    taken back (`ReferralRetracted`). It can hold a name, so it never comes back: the first status says which message
    brought the referral, and each has our id of it."""
    region: Id
    """Where the people live: its manager takes the referral up (R4). The names are agreed with the agency."""
    persons: Annotated[tuple[ReferredPerson, ...], Field(min_length=1, max_length=20)]
    """Whom it is about (R38), and nobody else: not the parents, not the circle. They say who belongs to it."""
    reasons: Annotated[tuple[Reason, ...], Field(min_length=1)]
    """Why, in words of a list (R2): enough to choose who takes it up. What happened they tell themselves."""
    sector: Sector
    """The field that the agency works in (R2): it says who may pay (R8)."""
    contact_name: Text | None = None
    """The agency's own professional, to be asked when the person concerned cannot be reached (R10)."""
    suggested_question: Text | None = None
    """A suggestion only: it becomes a conference question when the person concerned confirms it (R6)."""


class ReferralSubmitted(ReferralContent, service="agency", stream="referral", name="referral-submitted"):
    """An agency recommends a conference for somebody (R1). Nothing goes on before they say that they want it (R5)."""


class ReferralCorrected(ReferralContent, service="agency", stream="referral", name="referral-corrected"):
    """The whole referral once more, as it should have been: it takes the place of what was said before (R30).

    Possible until somebody whom it is about has said yes. Each of the persons is known by the place in the list: the
    second stays the second, whatever is corrected about them; who is added comes last, and who is left out at the end
    is not meant any more. Answered by `CorrectionTaken`, or `MessageRejected`.
    """


class ReferralRetracted(Inbound, service="agency", stream="referral", name="referral-retracted"):
    """The agency takes its referral back: its status stream ends; the case only if nobody said yes yet (R30)."""

    reference: OwnId
    """The reference with which the agency published it."""


class StatusChanged(Outbound, service="agency", stream="referral", name="status-changed"):
    """What has become of a referral: its status, never the content, the circle or the reasons (R30).

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
    sentences: Sentences | None = None
    """For people: what it means, what follows and by when, whom to call."""


class CorrectionTaken(Outbound, service="agency", stream="referral", name="correction-taken"):
    """A correction took the place of what the agency had said. No status: each of those comes once (R30)."""

    message: str | None = None
    """The CloudEvents `id` of the correction, where it is a UUID."""
    offset: int
    """The offset of the correction on the agency's topic."""
    since: Moment
    sentences: Sentences


class InformationAsked(Outbound, service="agency", stream="referral", name="information-asked"):
    """A professional of the agency was asked to inform the conference that its referral led to (R18).

    Neither who it is nor what is asked: the coordinator asks the professional personally. It comes again with another
    date when the conference gets one, or moves.
    """

    since: Moment
    conference: Moment | None = None
    """When the conference is, if the circle has chosen that already."""
    by: date | None = None
    """The day by which the information is needed, so that the circle hears of it ahead."""
    sentences: Sentences


class Place(Part):
    """Where in a message something is wrong, and what is; never what stands there."""

    pointer: str | None = None
    """A JSON Pointer (RFC 6901) into the data as the agency wrote it, before it was encrypted: `/persons/0/name`."""
    attribute: str | None = None
    """The context attribute of the CloudEvent, where it is not in the data: `source`."""
    detail: str


class MessageRejected(Outbound, service="agency", stream="referral", name="message-rejected"):
    """A message that could not be handled: which one, and why (RFC 9457 problem). It holds none of its content.

    It has no `status`, which would be that of an HTTP response: there is none. `docs/agencies/errors.md` says
    of each problem what it means and what to do. Version 2 is beside it (docs/decisions/042).
    """

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True, validate_by_alias=True)

    message: str | None = None
    """The CloudEvents `id` of the rejected message, where it could be read."""
    topic: str
    offset: int
    problem: Id
    """The last word of `type`."""
    problem_type: Annotated[str | None, Field(alias="type")] = None
    """The problem as a URI, always the same for the same problem (RFC 9457)."""
    title: str
    detail: str
    errors: tuple[Place, ...] = ()
    """Each place that is wrong, as far as it is known which."""


class MessageRejectedV2(Outbound, service="agency", stream="referral", name="message-rejected", version=2):
    """A message that could not be handled: which one, and why, in the words of RFC 9457 and no others.

    Version 1 had a word of its own for the problem before it had `type`, which a reader of it cannot rely on.
    """

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True, validate_by_alias=True)

    message: str | None = None
    """The CloudEvents `id` of the rejected message, where it could be read."""
    topic: str
    offset: int
    problem_type: Annotated[str, Field(alias="type")]
    """The problem as a URI, always the same for the same problem (RFC 9457)."""
    title: str
    detail: str
    errors: tuple[Place, ...]
    """Each place that is wrong, as far as it is known which."""


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

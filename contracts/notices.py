"""Notices: what people are told, in their own language and over the channel they chose, and what comes back (R44)."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import StringConstraints

from contracts.base import Command, Erased, Event, Fact, Id, Moment, Personal
from contracts.people import Address, Channel, LanguageTag, Means
from contracts.sentences import NextStep

type Letter = Annotated[str, StringConstraints(min_length=1, max_length=10_000, pattern=r"^[^\x00]*$")]
"""The words of a notice: a whole plan is one (R43). Sealed it still fits into an event of 64 KB."""


class NoticeKind(StrEnum):
    """What a notice says; the desk's catalogues give the words."""

    REFERRAL_RECEIVED = "referral-received"
    STATUS = "status"
    CONSENT_ASKED = "consent-asked"
    OFFER = "offer"
    OFFER_WITHDRAWN = "offer-withdrawn"
    ASSIGNED = "assigned"
    INVITATION = "invitation"
    REMINDER = "reminder"
    BOTTOM_LINE = "bottom-line"
    CONFERENCE_MOVED = "conference-moved"
    CALLED_OFF = "called-off"
    """Told to everyone waiting, without the reason (R31)."""
    PLAN = "plan"
    JUDGEMENT_ASKED = "judgement-asked"
    JUDGEMENT = "judgement"
    CALL_FAMILY = "call-family"
    CONTACT_REFERRER = "contact-referrer"
    REVIEW = "review"
    ACTION_REMINDER = "action-reminder"
    ACTION_ASKED = "action-asked"
    """Whoever was absent is asked whether they agree to what they are to do (R23)."""
    ESCALATION = "escalation"
    POOL_EMPTY = "pool-empty"
    DEVIATION = "deviation"
    SAFETY = "safety"
    UNDELIVERED = "undelivered"
    """To the coordinator: somebody is to be reached in another way (R40)."""
    COORDINATOR_GONE = "coordinator-gone"
    COORDINATOR_AWAY = "coordinator-away"
    COMPLAINT = "complaint"
    WORK_CLAIMED = "work-claimed"
    CONSENT_CHANGED = "consent-changed"
    """A birthday changed whose consent is needed (R5): the regional manager hears."""
    HELD_UP = "held-up"
    """Nobody may be invited for now, or may be again: a consent is missing (R5), or somebody is not safe (R37)."""
    POSSIBLE_DUPLICATE = "possible-duplicate"
    """Two cases may be about the same people: a regional manager decides (R3)."""
    TRANSFER = "transfer"
    """A region is asked to take a case over, or hears what became of its question (R4)."""


FOLLOWED = frozenset({NoticeKind.INVITATION, NoticeKind.REMINDER, NoticeKind.BOTTOM_LINE, NoticeKind.CONFERENCE_MOVED})
"""What somebody has to tell them if it did not arrive: the service of the circle knows who can reach them (R40)."""


class NoticeDue(Event, service="notices"):
    """Somebody is to be told something; which service asks is in the envelope's `source`.

    It holds ids only: the desk knows names, addresses, languages and channels from everybody's events.
    """

    notice: Id
    kind: NoticeKind
    recipient: Id
    """A subject, or a role where staff are told: `regional-manager`, `region-lead`."""
    asked_by: str = ""
    """The role on whose behalf it is sent."""
    refers_to: tuple[Id, ...] = ()
    """What it is about: a bottom line, an action, a session, an offer."""
    when: Moment | None = None
    respond_by: Moment | None = None
    detail: str = ""
    """A word of a fixed list that the template turns into words (a status, a deadline's name), or a number: no text."""
    rule: str = ""
    region: Id | None = None
    """Of which region the staff are meant; without one, of the region that owns the case (R4)."""
    next_step: NextStep | None = None
    """Beside a status: what follows on it, by the region's policy (R30)."""


class NoticeSent(Event, service="desk"):
    """The notice left the desk: kept and shown, or handed to its channel."""

    notice: Id
    kind: NoticeKind
    recipient: Id
    channel: Channel
    language: LanguageTag
    text: Annotated[Letter | Erased, Personal(of="recipient_key")]
    recipient_key: Id
    """The subject whose key protects the text: the recipient, or the case where the recipient is a role."""
    rule: str = ""


class NoticeWithheld(Event, service="desk"):
    """The notice was not sent: the case had ended, or was being withdrawn, before it could be (R31)."""

    notice: Id
    kind: NoticeKind
    why: Literal["ended", "recipient-left"]


class ChooseHowToBeTold(Command, service="desk"):
    """Somebody wants to be told in another language, over another channel, or addressed in another form (R44).

    It stands until they choose again, whatever others write of them; what is left out stays as it was.
    """

    recipient: Id
    language: LanguageTag | None = None
    channel: Channel | None = None
    address: Address | None = None


class HowToBeToldChosen(Event, service="desk"):
    """How somebody wants to be told (R44)."""

    recipient: Id
    language: LanguageTag | None = None
    channel: Channel | None = None
    address: Address | None = None


class ReportDelivery(Fact, service="desk"):
    """What became of a notice. Undelivered is neither silence nor a reminder (R40)."""

    notice: Id
    outcome: Literal["delivered", "bounced", "answered"]
    means: Means = Means.SPOKEN


class NoticeDelivered(Event, service="desk"):
    """A notice arrived, bounced or was answered (R44)."""

    notice: Id
    outcome: Literal["delivered", "bounced", "answered"]
    means: Means | None = None
    """How that is known (R40)."""

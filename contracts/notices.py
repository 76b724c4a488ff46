"""Notices: what people are told, in their own language and over the channel they chose, and what comes back (R44)."""

from enum import StrEnum
from typing import Annotated, Literal

from contracts.base import CASE, Erased, Event, Fact, Id, Moment, Part, Personal, Text
from contracts.people import Channel, LanguageTag, Means


class NoticeKind(StrEnum):
    """What a notice says; the desk's templates give the words."""

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
    ESCALATION = "escalation"
    POOL_EMPTY = "pool-empty"
    DEVIATION = "deviation"
    SAFETY = "safety"


class Recipient(Part):
    """Who is told. Staff are named by their role and region; their address is the desk's business."""

    recipient: Id
    """A subject, or a role: `regional-manager`, `region-lead`."""
    name: Annotated[Text | Erased | None, Personal(of="recipient")] = None
    address: Annotated[Text | Erased | None, Personal(of="recipient")] = None
    language: LanguageTag = "nl"
    channel: Channel = Channel.SPOKEN


class NoticeDue(Event, service="notices"):
    """Somebody is to be told something; which service asks is in the envelope's `source`."""

    notice: Id
    kind: NoticeKind
    to: Recipient
    asked_by: str = ""
    """The role on whose behalf it is sent."""
    about: Annotated[Text | Erased | None, Personal(of=CASE)] = None
    """What it is about, in the case's own words (a bottom line, an action, a question)."""
    when: Moment | None = None
    place: Annotated[Text | Erased | None, Personal(of=CASE)] = None
    respond_by: Moment | None = None
    rule: str = ""


class NoticeSent(Event, service="desk"):
    """The notice left the desk: kept and shown, or handed to its channel."""

    notice: Id
    kind: NoticeKind
    recipient: Id
    channel: Channel
    language: LanguageTag
    text: Annotated[Text | Erased, Personal(of="recipient_key")]
    recipient_key: Id
    """The subject whose key protects the text: the recipient, or the case where the recipient is a role."""
    rule: str = ""


class NoticeWithheld(Event, service="desk"):
    """The notice was not sent: the case had ended, or was being withdrawn, before it could be (R31)."""

    notice: Id
    kind: NoticeKind
    why: Literal["ended", "recipient-left"]


class ReportDelivery(Fact, service="desk"):
    """What became of a notice. Undelivered is neither silence nor a reminder (R40)."""

    notice: Id
    outcome: Literal["delivered", "bounced", "answered"]
    means: Means = Means.SPOKEN


class NoticeDelivered(Event, service="desk"):
    """A notice arrived, bounced or was answered (R44)."""

    notice: Id
    outcome: Literal["delivered", "bounced", "answered"]

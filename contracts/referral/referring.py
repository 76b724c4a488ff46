"""Somebody is referred, which opens a case or joins one; a referrer takes it back (R1-R3, R30)."""

from typing import Annotated

from pydantic import Field

from contracts.base import CASE, Command, Erased, Event, Id, Moment, Personal, Text
from contracts.people import PersonConcerned, Reason, Referrer, Sector
from contracts.process import Milestone
from contracts.referral.consent import ConsentNeeded


class ReferCase(Command, service="referral"):
    """Refer somebody, or oneself (R1). The envelope's subject is the id of the new case."""

    referral: Id
    referrer: Referrer
    persons: Annotated[tuple[PersonConcerned, ...], Field(min_length=1)]
    region: Id
    reasons: Annotated[tuple[Reason, ...], Field(min_length=1)]
    sector: Sector
    suggested_question: Annotated[Text | Erased | None, Personal(of=CASE)] = None
    agency_reference: Annotated[str | Erased | None, Personal(of=CASE)] = None


class RetractReferral(Command, service="referral"):
    """A referrer takes the referral back: its status stream ends (R30)."""

    referral: Id


class ReferralReceived(Event, service="referral"):
    """A referral arrived for this case. Several can belong to one case (R3)."""

    referral: Id
    referrer: Referrer
    reasons: tuple[Reason, ...]
    sector: Sector
    suggested_question: Annotated[Text | Erased | None, Personal(of=CASE)] = None
    agency_reference: Annotated[str | Erased | None, Personal(of=CASE)] = None
    self_referral: bool


class CaseOpened(Event, service="referral", milestone=Milestone.OPENED):
    """A case begins. Nothing goes on before every person concerned wants it (R5)."""

    region: Id
    persons: tuple[PersonConcerned, ...]
    opened: Moment
    consent: tuple[ConsentNeeded, ...] = ()
    """By age on that day."""


class ReferralClosed(Event, service="referral"):
    """The status stream of one referral ends (R30)."""

    referral: Id

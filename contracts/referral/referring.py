"""Somebody is referred, which opens a case or joins one; a referrer corrects it, or takes it back (R1-R3, R30)."""

from typing import Annotated

from pydantic import Field

from contracts.base import CASE, Command, Erased, Event, Id, Moment, Personal, Text
from contracts.people import PersonConcerned, Reason, Referrer, Sector
from contracts.process import Milestone
from contracts.referral.consent import ConsentNeeded
from contracts.sentences import NextStep


class Referring(Command):
    """What a referral says."""

    referral: Id
    referrer: Referrer
    persons: Annotated[tuple[PersonConcerned, ...], Field(min_length=1)]
    region: Id
    reasons: Annotated[tuple[Reason, ...], Field(min_length=1)]
    sector: Sector
    suggested_question: Annotated[Text | Erased | None, Personal(of=CASE)] = None
    agency_reference: Annotated[str | Erased | None, Personal(of=CASE)] = None


class ReferCase(Referring, service="referral"):
    """Refer somebody, or oneself (R1). The envelope's subject is the id of the new case."""


class CorrectReferral(Referring, service="referral"):
    """A referral as it should have been, in the place of what was said before (R30)."""


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


class ReferralCorrected(Event, service="referral"):
    """What a referral says took the place of what it said before; what staff found out since stays (R30)."""

    referral: Id
    referrer: Referrer
    persons: tuple[PersonConcerned, ...]
    """Who is in the case still; of who left it nothing is said."""
    region: Id
    """Where it should have gone. The case stays where it is until another region takes it over (R4)."""
    reasons: tuple[Reason, ...]
    sector: Sector
    suggested_question: Annotated[Text | Erased | None, Personal(of=CASE)] = None
    agency_reference: Annotated[str | Erased | None, Personal(of=CASE)] = None
    consent: tuple[ConsentNeeded, ...] = ()
    """By age on that day."""
    next_step: NextStep

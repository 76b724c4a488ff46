"""The intake: first contact, funding, and that the case is accepted or declined (R8-R10)."""

from enum import StrEnum

from contracts.base import Command, Event, Fact, Id
from contracts.people import DeclineReason, LanguageTag, Means
from contracts.process import Milestone


class Payer(StrEnum):
    """Who decides on funding (R8)."""

    MUNICIPALITY = "municipality"
    PROVINCE = "province"
    INSTITUTION = "institution"


class Funding(StrEnum):
    """The decision on funding (R8)."""

    COVERED = "covered-by-agreement"
    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"
    NOT_NEEDED = "not-needed"


class RecordContact(Fact, service="referral"):
    """The regional manager spoke with the person, or with the referrer if only they can be reached (R10)."""

    with_person: bool
    means: Means


class DecideFunding(Fact, service="referral"):
    """What the payer decided. A refusal closes nothing by itself (R8)."""

    payer: Payer
    decision: Funding
    agency: Id | None = None
    """Which one it is: a coordinator who works there has a stake (R12), and a bill goes there (R42)."""


class ExplainFunding(Fact, service="referral"):
    """The conversation told a person concerned how it is funded (R8)."""

    person: Id
    means: Means


class AcceptCase(Command, service="referral"):
    """The intake is done: the case is accepted (R9)."""


class DeclineCase(Command, service="referral"):
    """The case is declined, with a reason of the list (R9, R30)."""

    reason: DeclineReason


class ContactMade(Event, service="referral"):
    """The first contact was there (R10)."""

    with_person: bool
    means: Means


class FundingDecided(Event, service="referral"):
    """What the payer decided (R8)."""

    payer: Payer
    decision: Funding
    deviations: tuple[str, ...] = ()
    """`not-in-agreement`: said to be covered, and the region's policy says otherwise."""
    agency: Id | None = None


class FundingExplained(Event, service="referral"):
    """The conversation informed about funding (R8)."""

    person: Id
    means: Means


class CaseAccepted(Event, service="referral", milestone=Milestone.ACCEPTED):
    """The intake is done (R9). Carries what the match of a coordinator needs, and no more (R11)."""

    region: Id
    round: int
    languages: tuple[LanguageTag, ...]
    employers: tuple[Id, ...] = ()
    """The agencies in the case: whoever works there is not independent (R12)."""
    persons: tuple[Id, ...]

"""On which ground data is kept, with whom what may be shared, and that what was kept is to go (R5)."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from contracts.base import Command, Erased, Event, Id, Personal, Text
from contracts.people import Means


class LegalBasis(StrEnum):
    """The ground on which a person's data is kept (GDPR, article 6, paragraph 1)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal-obligation"
    VITAL_INTEREST = "vital-interest"
    PUBLIC_TASK = "public-task"
    LEGITIMATE_INTEREST = "legitimate-interest"


class Shared(StrEnum):
    """What somebody may be given (R5)."""

    CONTACT = "contact"
    QUESTIONS = "questions"
    INFORMATION = "information"
    CIRCLE = "circle"
    PLAN = "plan"


class RecordLegalBasis(Command, service="referral"):
    """On which ground the data of a person concerned is kept (R5)."""

    person: Id
    basis: LegalBasis


class PermitSharing(Command, service="referral"):
    """What may be shared with somebody: all of it, from now on. With nothing in it nothing is shared any more (R5)."""

    person: Id
    permitted_by: Id
    """The person themself, or a holder where the law lets holders decide."""
    with_whom: Id
    name: Annotated[Text | Erased, Personal(of="with_whom")]
    what: tuple[Shared, ...]
    means: Means


class LegalBasisRecorded(Event, service="referral"):
    """On which ground the data of a person concerned is kept (R5)."""

    person: Id
    basis: LegalBasis


class SharingPermitted(Event, service="referral"):
    """What may be shared with somebody, in the place of what was permitted before (R5)."""

    person: Id
    permitted_by: Id
    with_whom: Id
    name: Annotated[Text | Erased, Personal(of="with_whom")]
    what: tuple[Shared, ...]
    means: Means


class ErasureAsked(Event, service="referral"):
    """Nobody said yes: what was kept of these subjects is to be erased by a day (R5)."""

    subjects: tuple[Id, ...]
    due: date

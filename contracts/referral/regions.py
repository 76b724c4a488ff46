"""In which region a case is: handed to another that accepts it, helped by a second one (R4, R32)."""

from enum import StrEnum

from contracts.base import Command, Event, Id, Moment


class TransferReason(StrEnum):
    """Why a case is handed to another region. Moving is no ending: the case goes along (R32)."""

    MOVED = "moved"
    CLOSER_THERE = "closer-there"
    """The person, or most of the circle, lives there."""
    OTHER = "other"


class OfferTransfer(Command, service="referral"):
    """Ask another region to take the case over. Until it accepts, nothing changes (R4)."""

    to: Id
    reason: TransferReason


class AnswerTransfer(Command, service="referral"):
    """What the region that was asked says (R4)."""

    accepted: bool


class LetRegionAssist(Command, service="referral"):
    """A second region may act in the case beside its owner (R4)."""

    region: Id


class EndAssistance(Command, service="referral"):
    """A second region is not needed any more (R4)."""

    region: Id


class TransferOffered(Event, service="referral"):
    """Another region is asked to take the case over; without an answer by then the question lapses (R4)."""

    to: Id
    reason: TransferReason
    respond_by: Moment


class TransferDeclined(Event, service="referral"):
    """The other region said no, or nothing in time: the case stays where it is (R4)."""

    to: Id
    lapsed: bool


class CaseTransferred(Event, service="referral"):
    """The case has another owner from here on (R4). During the intake it is an outcome of it (R9)."""

    region: Id
    before: Id
    reason: TransferReason


class AssistanceBegan(Event, service="referral"):
    """A second region acts in the case too (R4)."""

    region: Id


class AssistanceEnded(Event, service="referral"):
    """A second region acts in the case no more (R4)."""

    region: Id

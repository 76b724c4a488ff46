"""Two referrals that may be about the same people: noticed, decided by a person, linked, undone (R3)."""

from enum import StrEnum

from contracts.base import Command, Event, Id, Moment, Part
from contracts.people import Ending, ReferrerKind, Sector, Status
from contracts.process import Milestone


class Likeness(StrEnum):
    """What two people can have in common; never the thing itself."""

    BORN_AND_NAME = "birth-date-and-name"
    HOME_AND_NAME = "postcode-and-name"
    BORN_AND_HOME = "birth-date-and-postcode"
    NAME = "name"
    """Within a region, where no birth date contradicts it."""


class SameCase(Command, service="referral"):
    """This case is about the same as another one: its referrals belong there. Nothing is merged (R3)."""

    case: Id


class DifferentCase(Command, service="referral"):
    """It is not: the two cases go on by themselves (R3)."""

    case: Id


class UndoSameCase(Command, service="referral"):
    """It was not the same case after all: this one goes on by itself again (R3)."""


class PossibleDuplicateNoticed(Event, service="referral"):
    """Another case may be about the same people; a regional manager decides (R3)."""

    case: Id
    region: Id
    """Where the other case is."""
    alike: tuple[Likeness, ...]
    decide_by: Moment


class CasesDiffer(Event, service="referral"):
    """A regional manager decided that two cases are different (R3)."""

    case: Id


class LinkedReferral(Part):
    """A referral whose statuses come from another case than the one that it opened: ids and words of lists only."""

    referral: Id
    referrer: Id
    kind: ReferrerKind
    agency: Id | None = None
    sector: Sector | None = None
    sharing: tuple[Status, ...] | None = None
    told: tuple[Status, ...] = ()


class CaseLinked(Event, service="referral"):
    """This case is the same as another one: it rests, and its referrals hear from there (R3, R30)."""

    case: Id
    referrals: tuple[LinkedReferral, ...]


class CaseUnlinked(Event, service="referral", milestone=Milestone.OPENED):
    """It was another case after all: its intake begins anew from this day (R3, R10)."""

    case: Id
    opened: Moment


class ReferralLinked(Event, service="referral"):
    """A referral that had opened a case of its own belongs to this one, with a status stream of its own (R3)."""

    of: Id
    """The case that it had opened."""
    linked: LinkedReferral


class ReferralUnlinked(Event, service="referral"):
    """It belongs to its own case again (R3)."""

    of: Id
    referral: Id


class LinkNews(StrEnum):
    """What one of two linked cases tells the other."""

    LINKED = "linked"
    UNLINKED = "unlinked"
    RETRACTED = "retracted"
    """A referrer took a linked referral back."""
    LEFT = "left"
    """One of several persons concerned is out of it, or a permission that the law asks for is refused."""
    ENDED = "ended"


class LinkTold(Event, service="referral"):
    """What happened to a case, told to the one that it is linked with: on a topic that only this service reads (R3)."""

    of: Id
    """The case that tells it."""
    news: LinkNews
    referrals: tuple[LinkedReferral, ...] = ()
    ending: Ending | None = None


class LinkEarlierCase(Command, service="referral"):
    """A person concerned wishes that a case of years ago is looked at beside this one (R29)."""

    case: Id
    wished_by: Id


class EarlierCaseLinked(Event, service="referral"):
    """A case that had ended is known beside this one, because a person concerned wishes it (R29)."""

    case: Id
    wished_by: Id

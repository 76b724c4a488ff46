"""What people ask for, with what the service knows of other cases (`lookups.py`). They stay inside the service."""

from contracts.base import Id, Part
from contracts.referral import CorrectReferral, Likeness, LinkEarlierCase, ReferCase, SameCase


class Alike(Part):
    """A case that may be about the same people."""

    case: Id
    region: Id
    by: tuple[Likeness, ...]


class OtherCase(Part):
    """What is known of another case."""

    region: Id
    ended: bool = False
    linked: bool = False
    """Whether it is itself the same as a third one."""


class ReferAmong(ReferCase):
    """A referral, with the cases that may be about the same people."""

    alike: tuple[Alike, ...] = ()


class CorrectAmong(CorrectReferral):
    """A correction, with the cases that may be about the same people as it names now."""

    alike: tuple[Alike, ...] = ()


class SameAs(SameCase):
    """That two cases are the same, with what is known of the other one."""

    other: OtherCase | None = None


class LinkKnown(LinkEarlierCase):
    """The wish to link an earlier case, with what is known of it."""

    other: OtherCase | None = None

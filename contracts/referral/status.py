"""What a referrer may hear, and hears: status only (R30)."""

from contracts.base import Command, Event, Id, Moment
from contracts.people import DeclineReason, Status
from contracts.sentences import NextStep


class RecordSharing(Command, service="referral"):
    """Which statuses the person lets a referrer hear (R30)."""

    referral: Id
    statuses: tuple[Status, ...]


class SharingRecorded(Event, service="referral"):
    """Which statuses a referrer may hear (R30)."""

    referral: Id
    statuses: tuple[Status, ...]


class StatusReported(Event, service="referral"):
    """A status that a referrer hears, because it is allowed (R30)."""

    referral: Id
    status: Status
    reason: DeclineReason | None = None
    since: Moment
    next_step: NextStep | None = None
    """What follows on it, by the region's policy: the same for everybody who has this status on this day."""


class InformationTold(Event, service="referral"):
    """An agency hears that its professional is asked for information, and for when (R18)."""

    referral: Id
    conference: Moment | None = None
    since: Moment
    next_step: NextStep

"""What takes too long is told to the regional manager, then to the region's lead (R10)."""

from contracts.base import DueNow, Event, Moment


class EscalateContact(DueNow, service="referral"):
    """No first contact in time: tell the regional manager, then the region's lead (R10)."""

    level: int = 1


class EscalateIntake(DueNow, service="referral"):
    """The intake is not done in time (R10)."""

    level: int = 1


class DeadlineEscalated(Event, service="referral"):
    """A deadline passed: told once to the manager and then to the region's lead. It decides nothing (R10)."""

    what: str
    level: int
    to: str
    again: Moment | None = None
    """When the next level hears of it, where the day brings it and not the process."""

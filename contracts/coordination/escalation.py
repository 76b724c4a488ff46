"""What takes too long is told to the regional manager, then to the region's lead (R10)."""

from contracts.base import DueNow, Event


class EscalatePreparation(DueNow, service="coordination"):
    """Preparation takes longer than the region's policy (R10, R19)."""

    level: int = 1


class EscalateConference(DueNow, service="coordination"):
    """The date has passed and nobody told how it went (promise 4)."""

    level: int = 1


class CoordinationEscalated(Event, service="coordination"):
    """Something takes too long; told once to each level (R10)."""

    what: str
    level: int
    to: str

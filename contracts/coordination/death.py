"""Somebody of the circle died: every message to them stops (R32). Of a person concerned the referral service hears."""

from contracts.base import Event, Fact, Id


class ReportParticipantDeath(Fact, service="coordination", passes_parked=True):
    """A participant, or somebody who was to inform, died (R32)."""

    participant: Id


class ParticipantDied(Event, service="coordination", passes_parked=True):
    """Nothing is sent to them any more, and what they had to do is the circle's again (R32)."""

    participant: Id
    deviations: tuple[str, ...] = ()
    """What was not as it should be: recorded, and told to the regional manager (R39)."""

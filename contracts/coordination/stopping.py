"""Preparation stops, perhaps with a plan already made; and all that was open is called off (R20, R31)."""

from enum import StrEnum
from typing import Annotated

from contracts.base import CASE, Command, Erased, Event, Id, Personal, Text
from contracts.process import Milestone


class StopReason(StrEnum):
    """Why preparation stops (R20)."""

    PLAN_MADE = "plan-made"
    """A plan was made without a meeting: a success."""
    SITUATION_CHANGED = "situation-changed"
    NETWORK_TOO_SMALL = "network-too-small"
    NETWORK_TOO_VULNERABLE = "network-too-vulnerable"
    CONSENT_WITHDRAWN = "consent-withdrawn"
    """Somebody whose permission is needed, or the person concerned, wants it no longer: a withdrawal (R31)."""
    OTHER = "other"


class StopPreparation(Command, service="coordination"):
    """Preparation stops, with a reason (R20)."""

    reason: StopReason
    note: Annotated[Text | Erased | None, Personal(of=CASE)] = None


class PreparationStopped(Event, service="coordination"):
    """Preparation stopped (R20). The referral service ends the case."""

    reason: StopReason
    round: int
    note: Annotated[Text | Erased | None, Personal(of=CASE)] = None


class PlanWithoutMeeting(Event, service="coordination", milestone=Milestone.PREPARATION_STOPPED):
    """A plan is made without a meeting: a success, counted as one (R20). The plan service goes on."""

    round: int
    circle: tuple[Id, ...]


class CalledOff(Event, service="coordination"):
    """Invitations, offers and reminders that were open when the case ended: all off (R31)."""

    offers: tuple[Id, ...]
    invitations: tuple[Id, ...]

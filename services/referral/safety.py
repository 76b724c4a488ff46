"""Somebody is not safe: the manager hears at once, can pause and hide, and decides (R37). No status tells of it."""

from datetime import date, timedelta

from contracts.base import Event
from contracts.deciding import Given, Refused
from contracts.notices import NoticeKind
from contracts.referral import (
    DecideOnSignal,
    RaiseSafetySignal,
    SafetyMeasuresTaken,
    SafetyOutcome,
    SafetySignalDecided,
    SafetySignalEscalated,
    SafetySignalRaised,
    TakeSafetyMeasures,
)
from contracts.telling import LEVELS, MANAGER, tell
from services.referral.state import Case

LEAD = LEVELS[-1]


def raise_signal(case: Case, told: RaiseSafetySignal, given: Given) -> list[Event]:
    """A fact: it is never refused, not even after the end of the case (R39)."""
    patience = timedelta(days=given.policy(case.region).safety_days)
    decide_by = given.today + patience
    return [
        SafetySignalRaised(**told.model_dump(), decide_by=decide_by),
        tell(given, NoticeKind.SAFETY, MANAGER, refers_to=(told.signal,), rule="R37"),
    ]


def take_measures(case: Case, wish: TakeSafetyMeasures, given: Given) -> list[Event]:
    """Invitations pause and places hide, or not any more; the coordinator hears only whether they may invite.

    Raises:
        Refused: it stands like that already.
    """
    if (wish.pause, wish.hide) == (case.paused, case.hidden):
        raise Refused("stands-already", "These measures stand already.", rule="R37")
    event = SafetyMeasuresTaken(pause=wish.pause, hide=wish.hide)
    if wish.pause == case.paused or case.coordinator is None:
        return [event]
    detail = "safety" if wish.pause else "safety-over"
    return [event, tell(given, NoticeKind.HELD_UP, case.coordinator, detail=detail, rule="R37")]


def decide(case: Case, wish: DecideOnSignal) -> list[Event]:
    """A person decides, with reasons; to whom it is reported is part of that decision.

    Raises:
        Refused: there is no such signal, or it does not say to whom it is reported.
    """
    if wish.signal not in case.signals:
        raise Refused("no-signal", "There is no such safety signal.", rule="R37")
    if (wish.outcome is SafetyOutcome.REPORTED) != (wish.authority is not None):
        raise Refused("authority-unclear", "A report names the authority, and nothing else does.", rule="R37")
    return [SafetySignalDecided(**wish.model_dump())]


def escalate(case: Case, today: date, given: Given) -> list[Event]:
    """A day began: whatever nobody decided on in time the region's lead hears, once, also after the end of the case."""
    late = [signal for signal, by in case.signals.items() if by and by <= today]
    return [event for signal in late for event in escalated(signal, given)]


def escalated(signal: str, given: Given) -> list[Event]:
    """Told to the region's lead."""
    return [
        SafetySignalEscalated(signal=signal, to=LEAD),
        tell(given, NoticeKind.SAFETY, LEAD, asked_by="process", refers_to=(signal,), detail="undecided", rule="R37"),
    ]

"""Agreed actions: who agrees to them, what becomes of them, and who is reminded (R23, R28, R32)."""

from datetime import date
from enum import StrEnum

from contracts.base import Command, Event, Fact, Id
from contracts.people import Means


class ActionState(StrEnum):
    """What is reported of an agreed action (R28)."""

    DONE = "done"
    NOT_DONE = "not-done"
    CHANGED = "changed"


class ReportAction(Fact, service="plan"):
    """Done, not done or changed, told by owner or monitor (R28)."""

    action: Id
    state: ActionState
    by: Id


class AnswerAction(Command, service="plan"):
    """Whoever is to do something says yes or no to it themselves, by whatever means (R23, R40)."""

    action: Id
    by: Id
    agreed: bool
    means: Means


class ActionAsked(Event, service="plan"):
    """Who was absent when the circle agreed is asked, once, whether they agree to what they are to do (R23)."""

    action: Id
    owner: Id
    again: date
    """When the monitor hears, if nothing was said."""


class ActionAnswered(Event, service="plan"):
    """The owner of an action agreed to it, or did not (R23)."""

    action: Id
    by: Id
    agreed: bool
    means: Means
    again: date | None = None
    """When an owner who asked for it is reminded first (R28)."""


class ActionReported(Event, service="plan"):
    """What became of an action (R28)."""

    action: Id
    state: ActionState
    by: Id
    again: date | None = None
    """When an owner who asked for it is reminded next: only of an action that recurs (R28)."""
    deviations: tuple[str, ...] = ()
    """What was not as it should be: recorded, and told to the regional manager (R39)."""


class ActionReturned(Event, service="plan"):
    """The owner is gone; the action is the circle's again (R32)."""

    action: Id


class ActionDue(Event, service="plan"):
    """The date of an action has come for an owner who asked to be reminded (R28)."""

    action: Id
    owner: Id
    on: date
    """The date that had come."""
    reminder: int
    again: date | None = None
    """When to look again."""


class MonitorTold(Event, service="plan"):
    """The owner was reminded often enough: the circle's own monitor hears, and nobody else (R28)."""

    action: Id
    monitor: Id

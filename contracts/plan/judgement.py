"""A bottom line is judged by its setter; after a no there are three ways on (R24, R25)."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from contracts.base import CASE, Command, DueNow, Erased, Event, Id, Personal, Text
from contracts.process import Milestone


class AfterRefusal(StrEnum):
    """The three ways on after a plan did not meet a bottom line (R25)."""

    REVISE = "revise"
    FOLLOW_UP_CONFERENCE = "follow-up-conference"
    PROFESSIONAL_ROUTE = "professional-route"


class JudgeBottomLine(Command, service="plan"):
    """Its setter judges whether the plan meets a bottom line, with reasons (R24)."""

    bottom_line: Id
    version: int
    """Of the plan."""
    setter: Id
    met: bool
    reasons: Annotated[Text | Erased, Personal(of=CASE)]


class DecideAfterRefusal(Command, service="plan"):
    """How the circle goes on after a refusal (R25)."""

    way: AfterRefusal


class EscalateJudgement(DueNow, service="plan"):
    """A bottom line was not judged in time (R24)."""

    level: int = 1


class BottomLineJudged(Event, service="plan"):
    """One bottom line, met or not, by its setter (R24)."""

    bottom_line: Id
    version: int
    setter: Id
    met: bool
    reasons: Annotated[Text | Erased, Personal(of=CASE)]


class PlanAccepted(Event, service="plan", milestone=Milestone.PLAN_ACCEPTED):
    """The plan stands: every bottom line met, or none was set (R24). Follow-up begins (R27)."""

    version: int
    with_meeting: bool
    reviews: tuple[date, ...]
    fallback: date | None = None
    """When somebody asks after all, if no review was told of by then (R27)."""
    contact_by: date | None = None
    """The day on which somebody else hears of a call or a contact that nobody told of (R27)."""


class PlanRefused(Event, service="plan", milestone=Milestone.PLAN_REFUSED):
    """The plan does not meet these bottom lines (R25)."""

    version: int
    failed: tuple[Id, ...]


class WayChosen(Event, service="plan"):
    """How it goes on after a refusal (R25)."""

    way: AfterRefusal

"""The circle's plan: what it answers, who does what, who agreed (R23, R26, R43)."""

from datetime import date
from typing import Annotated

from pydantic import Field

from contracts.base import CASE, Command, DueNow, Erased, Event, Id, Part, Personal, Text
from contracts.process import Milestone

Readers = Annotated[tuple[Id, ...], Field(max_length=200)]
"""Whom a part of the plan is for: these of the circle; nobody named: the whole circle (R43)."""


class AgreedAction(Part):
    """Who does what, by when or how often (R23)."""

    action: Id
    owner: Id
    """A participant who agreed to it, or was absent and is still to be asked."""
    what: Annotated[Text | Erased, Personal(of=CASE)]
    by: date | None = None
    recurrence: Annotated[str, Field(pattern="^FREQ=", max_length=200)] | None = None
    """How often: a recurrence rule (RFC 5545 section 3.3.10)."""
    starts: date | None = None
    agreed: bool
    """The owner agreed themself; who was absent is pending (R23)."""
    remind: bool = False
    """Only who asked for it is reminded (R28)."""
    monitor: Id | None = None
    """Who of the circle keeps an eye on it, where that is not the monitor of the whole plan (R23)."""
    readers: Readers = ()


class PlannedAction(AgreedAction):
    """An agreed action with its dates."""

    dates: tuple[date, ...] = ()
    """The first dates of an action that recurs."""


class AnsweredQuestion(Part):
    """How the plan answers a question of the intake, or why not (R23)."""

    question: Id
    answer: Annotated[Text | Erased | None, Personal(of=CASE)] = None
    why_not: Annotated[Text | Erased | None, Personal(of=CASE)] = None
    readers: Readers = ()


class MetBottomLine(Part):
    """The part of the plan that answers one bottom line; all that its setter sees (R24)."""

    bottom_line: Id
    answer: Annotated[Text | Erased, Personal(of=CASE)]
    readers: Readers = ()
    """Whom of the circle it is for, besides its setter (R43)."""


class AgreePlan(Command, service="plan"):
    """The circle agreed on its plan, or on a new version of it (R23, R26), as written up by the coordinator."""

    plan: Id
    answers: Annotated[tuple[AnsweredQuestion, ...], Field(min_length=1)]
    actions: Annotated[tuple[AgreedAction, ...], Field(min_length=1)]
    bottom_lines: tuple[MetBottomLine, ...] = ()
    monitor: Id
    """Who of the circle keeps an eye on it."""
    agreed_on: date
    present: Annotated[tuple[Id, ...], Field(min_length=1)]
    agreed_by: tuple[Id, ...] | None = None
    """Who of those present agreed to the plan; without it all of them did."""
    dissent: Annotated[Text | Erased | None, Personal(of=CASE)] = None
    requests: Annotated[tuple[Text, ...] | Erased, Personal(of=CASE)] = ()
    """Professional help that the circle asks for: a request, not an action."""
    reviews_after_months: tuple[Annotated[int, Field(ge=1, le=60)], ...] | None = None
    """The circle's own choice of review cycle (R27); without one the region's policy."""
    review_dates: Annotated[tuple[date, ...], Field(max_length=60)] | None = None
    """The dates that the circle set itself, in place of a cycle (R27)."""
    fallback: date | None = None
    """When somebody asks after all, if no review was told of by then (R27)."""


class EscalatePlan(DueNow, service="plan"):
    """The conference was held, and no plan was written up in time (promise 4)."""

    level: int = 1


class PlanAgreed(Event, service="plan", milestone=Milestone.PLAN_AGREED):
    """A version of the plan, agreed by the circle (R23, R26)."""

    plan: Id
    version: int
    answers: tuple[AnsweredQuestion, ...]
    actions: tuple[PlannedAction, ...]
    bottom_lines: tuple[MetBottomLine, ...]
    monitor: Id
    agreed_on: date
    present: tuple[Id, ...]
    agreed_by: tuple[Id, ...] = ()
    dissent: Annotated[Text | Erased | None, Personal(of=CASE)] = None
    requests: Annotated[tuple[Text, ...] | Erased, Personal(of=CASE)] = ()
    with_meeting: bool
    reviews: tuple[date, ...] = ()
    fallback: date | None = None


class PlanEscalated(Event, service="plan"):
    """Something takes too long; told once to each level (R10)."""

    what: str
    level: int
    to: str

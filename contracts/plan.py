"""Messages of the plan service: the plan, its judgement and its follow-up (R23-R29, R42, R43)."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.base import CASE, Command, DueNow, Erased, Event, Fact, Id, Part, Personal, Text
from contracts.process import Milestone


class ReviewOutcome(StrEnum):
    """What a review leads to (R29)."""

    ON_TRACK = "on-track"
    ADJUST = "adjust"
    FOLLOW_UP_CONFERENCE = "follow-up-conference"
    CLOSE = "close"


class AfterRefusal(StrEnum):
    """The three ways on after a plan did not meet a bottom line (R25)."""

    REVISE = "revise"
    FOLLOW_UP_CONFERENCE = "follow-up-conference"
    PROFESSIONAL_ROUTE = "professional-route"


class ActionState(StrEnum):
    """What is reported of an agreed action (R28)."""

    DONE = "done"
    NOT_DONE = "not-done"
    CHANGED = "changed"


class AgreedAction(Part):
    """Who does what, by when or how often (R23)."""

    action: Id
    owner: Id
    """A participant who agreed to it."""
    what: Annotated[Text | Erased, Personal(of=CASE)]
    by: date | None = None
    recurrence: Annotated[str, Field(pattern="^FREQ=", max_length=200)] | None = None
    """How often: a recurrence rule (RFC 5545 section 3.3.10)."""
    starts: date | None = None
    agreed: bool
    """The owner agreed themself; who was absent is pending (R23)."""
    remind: bool = False
    """Only who asked for it is reminded (R28)."""


class AnsweredQuestion(Part):
    """How the plan answers a question of the intake, or why not (R23)."""

    question: Id
    answer: Annotated[Text | Erased | None, Personal(of=CASE)] = None
    why_not: Annotated[Text | Erased | None, Personal(of=CASE)] = None


class MetBottomLine(Part):
    """The part of the plan that answers one bottom line; all that its setter sees (R24)."""

    bottom_line: Id
    answer: Annotated[Text | Erased, Personal(of=CASE)]


# --- asked by people ------------------------------------------------------------------------------------------------


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
    dissent: Annotated[Text | Erased | None, Personal(of=CASE)] = None
    requests: Annotated[tuple[Text, ...] | Erased, Personal(of=CASE)] = ()
    """Professional help that the circle asks for: a request, not an action."""
    reviews_after_months: tuple[Annotated[int, Field(ge=1, le=60)], ...] | None = None
    """The circle's own choice of review cycle (R27); without one the region's policy."""


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


class RecordFollowUpCall(Fact, service="plan"):
    """The coordinator called the family, or the manager spoke with family and referrer (R27)."""

    who: Annotated[str, Field(pattern="^(coordinator|regional-manager)$")]


class RecordReview(Fact, service="plan"):
    """A review was held, and what came of it (R29)."""

    outcome: ReviewOutcome


class ReportAction(Fact, service="plan"):
    """Done, not done or changed, told by owner or monitor (R28)."""

    action: Id
    state: ActionState
    by: Id


# --- asked by the process -------------------------------------------------------------------------------------------


class EscalateJudgement(DueNow, service="plan"):
    """A bottom line was not judged in time (R24)."""

    level: int = 1


class EscalatePlan(DueNow, service="plan"):
    """The conference was held, and no plan was written up in time (promise 4)."""

    level: int = 1


class CallFamily(DueNow, service="plan"):
    """About four weeks after, the coordinator calls (R27)."""


class ContactReferrer(DueNow, service="plan"):
    """Four to six weeks after, the manager contacts family and referrer (R27)."""


class HoldReview(DueNow, service="plan"):
    """A review date of the circle has come (R27)."""


# --- decided --------------------------------------------------------------------------------------------------------


class PlanAgreed(Event, service="plan", milestone=Milestone.PLAN_AGREED):
    """A version of the plan, agreed by the circle (R23, R26)."""

    plan: Id
    version: int
    answers: tuple[AnsweredQuestion, ...]
    actions: tuple[AgreedAction, ...]
    bottom_lines: tuple[MetBottomLine, ...]
    monitor: Id
    agreed_on: date
    present: tuple[Id, ...]
    dissent: Annotated[Text | Erased | None, Personal(of=CASE)] = None
    requests: Annotated[tuple[Text, ...] | Erased, Personal(of=CASE)] = ()
    with_meeting: bool
    reviews: tuple[date, ...] = ()


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


class PlanRefused(Event, service="plan", milestone=Milestone.PLAN_REFUSED):
    """The plan does not meet these bottom lines (R25)."""

    version: int
    failed: tuple[Id, ...]


class WayChosen(Event, service="plan"):
    """How it goes on after a refusal (R25)."""

    way: AfterRefusal


class FollowUpDue(Event, service="plan"):
    """A call, a contact or a review is due, and who was told (R27)."""

    what: str
    number: int = 0


class FollowUpCallRecorded(Event, service="plan"):
    """It was done (R27)."""

    who: str


class ReviewHeld(Event, service="plan", milestone=Milestone.REVIEWED):
    """A review and its outcome (R29). `close` makes the referral service end the case."""

    number: int
    outcome: ReviewOutcome


class ReviewNoted(Event, service="plan"):
    """A review as it was told, that moves nothing: no plan was being followed up, or the case had ended (R39)."""

    outcome: ReviewOutcome
    deviations: tuple[str, ...]


class FollowUpConferenceWanted(Event, service="plan", milestone=Milestone.FOLLOW_UP_CONFERENCE):
    """Back to preparation: same case, next round, the circle carried over (R29)."""

    round: int


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


class PlanEscalated(Event, service="plan"):
    """Something takes too long; told once to each level (R10)."""

    what: str
    level: int
    to: str


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

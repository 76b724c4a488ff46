"""Cases of the plan service as their events tell them: given / when / then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from contracts.base import Actor, Event, Message
from contracts.coordination import Attendance, ConferenceHeld, CoordinatorAssigned, PlanWithoutMeeting
from contracts.deciding import Given, Refused
from contracts.notices import NoticeDue, NoticeKind
from contracts.people import Ending
from contracts.plan import (
    AgreedAction,
    AgreePlan,
    AnsweredQuestion,
    JudgeBottomLine,
    MetBottomLine,
    PlanAccepted,
    PlanAgreed,
)
from contracts.policy import Policy
from contracts.process import DueItem
from contracts.referral import BottomLineSet, CaseAccepted, CaseEnded, Question, QuestionsAgreed
from services.plan.case import decide, evolve
from services.plan.state import Case

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""The day on which the plan is written up."""
TODAY = date(2026, 3, 2)

MANAGER = Actor(id="manager-1", role="regional-manager", region="noord")
ANNA = Actor(id="anna", role="coordinator", region="noord")
PROCESS = Actor(id="process", role="process")


def days(number: float) -> datetime:
    """So many days after Monday."""
    return MONDAY + timedelta(days=number)


def setter(name: str = "worker-1") -> Actor:
    """The setter of a bottom line speaks."""
    return Actor(id=name, role="bottom-line-setter")


def given(*events: Event) -> Case:
    """A case to which this has happened."""
    case = Case()
    for event in events:
        case = evolve(case, event)
    return case


@dataclass(frozen=True)
class Told:
    """What came of a message: the case after it, its events, and the notices among them."""

    case: Case
    events: Sequence[Event]

    @property
    def facts(self) -> list[Event]:
        """Everything but the notices."""
        return [event for event in self.events if not isinstance(event, NoticeDue)]

    @property
    def notices(self) -> list[tuple[NoticeKind, str]]:
        """Who is told what kind of thing."""
        return [(event.kind, event.recipient) for event in self.events if isinstance(event, NoticeDue)]


def when(
    case: Case, message: Message, *, by: Actor = ANNA, at: datetime = MONDAY, policy: Policy | None = None
) -> Told:
    """Handle a message as the chassis does: an event of others is folded in first, then all that it causes."""
    if isinstance(message, Event):
        case = evolve(case, message)
    around = Given(stream="case-1", message="m-1", at=at, by=by, policies={"noord": policy or Policy()})
    events = list(decide(case, message, around))
    for event in events:
        case = evolve(case, event)
    return Told(case, events)


def refused(case: Case, message: Message, *, by: Actor = ANNA, at: datetime = MONDAY) -> Refused:
    """The refusal of a message."""
    try:
        told = when(case, message, by=by, at=at)
    except Refused as refusal:
        return refusal
    raise AssertionError(f"not refused: {[type(event).__name__ for event in told.events]}")


# --- events to start from --------------------------------------------------------------------------------------------


def accepted() -> tuple[Event, ...]:
    """A case of the person `mike`, with two questions and the coordinator `anna`."""
    return (
        CaseAccepted(region="noord", round=1, languages=("nl",), persons=("mike",)),
        QuestionsAgreed(questions=(question("school"), question("home")), confirmed_by="mike"),
        CoordinatorAssigned(coordinator="anna", round=1),
    )


def question(name: str) -> Question:
    """A question of the intake."""
    return Question(question=name, text="What is needed?")


def bottom_line(name: str = "line-1", version: int = 1, by: str = "worker-1") -> BottomLineSet:
    """A bottom line of a child-protection worker."""
    return BottomLineSet(
        bottom_line=name,
        version=version,
        setter=by,
        setter_name="A worker",
        mandate="child-protection",
        text="Not living with this man",
        ground="Safety",
    )


def held(*circle: str, number: int = 1) -> ConferenceHeld:
    """The conference was held; Mike, Els and Jan were there unless somebody else is named."""
    who = circle or ("mike", "els", "jan")
    there = Attendance(information=who, private_time=who, presentation=who)
    return ConferenceHeld(session=f"session-{number}", attendance=there, circle=who, round=number)


def without_meeting() -> PlanWithoutMeeting:
    """A plan was made without a meeting."""
    return PlanWithoutMeeting(round=1, circle=("mike", "els", "jan"))


def agreed(*lines: str, version: int = 1, **changes: Any) -> PlanAgreed:
    """A version of the plan."""
    wish = plan(*lines, **changes)
    fields = wish.model_dump(exclude={"reviews_after_months", "review_dates"})
    by = wish.agreed_by or wish.present
    return PlanAgreed.model_validate({**fields, "agreed_by": by, "version": version, "with_meeting": True})


def stands(*agenda: DueItem, version: int = 1, contact_by: date | None = None, **changes: Any) -> tuple[Event, ...]:
    """A plan that stands, with what is still to be asked for."""
    follows = PlanAccepted(version=version, with_meeting=True, reviews=(), agenda=agenda, contact_by=contact_by)
    return (*accepted(), held(), agreed(version=version, **changes), follows)


def ended(ending: Ending = Ending.WITHDRAWN) -> CaseEnded:
    """The referral service ended the case."""
    return CaseEnded(ending=ending, ended=MONDAY, round=1)


# --- messages ---


def action(name: str = "drive", owner: str = "els", **changes: Any) -> AgreedAction:
    """Els drives along, by the end of the month."""
    usual = {"action": name, "owner": owner, "what": "Drive along", "by": date(2026, 3, 31), "agreed": True}
    return AgreedAction.model_validate({**usual, **changes})


def plan(*lines: str, **changes: Any) -> AgreePlan:
    """A plan that answers both questions and these bottom lines."""
    usual = {
        "plan": "plan-1",
        "answers": tuple(AnsweredQuestion(question=name, answer="Together") for name in ("school", "home")),
        "actions": (action(),),
        "bottom_lines": tuple(MetBottomLine(bottom_line=line, answer="He moves out") for line in lines),
        "monitor": "jan",
        "agreed_on": TODAY,
        "present": ("mike", "els", "jan"),
    }
    return AgreePlan.model_validate({**usual, **changes})


def judges(met: bool, line: str = "line-1", version: int = 1, by: str = "worker-1") -> JudgeBottomLine:
    """What the setter says of it."""
    return JudgeBottomLine(bottom_line=line, version=version, setter=by, met=met, reasons="Because")

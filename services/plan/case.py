"""One case, from its conference to the last review: which rule answers which message."""

from collections.abc import Sequence
from datetime import date

from contracts.base import Command, DueNow, Event, Fact, Message
from contracts.coordination import ParticipantDied, ParticipantWithdrew
from contracts.deciding import Given
from contracts.operations import DayTurned
from contracts.plan import (
    AgreePlan,
    AnswerAction,
    CallFamily,
    ContactReferrer,
    DecideAfterRefusal,
    EscalateJudgement,
    EscalatePlan,
    HoldReview,
    JudgeBottomLine,
    RecordFollowUpCall,
    RecordReview,
    ReportAction,
)
from contracts.referral import BottomLineSet, CaseEnded, PersonLeft
from services.plan import (
    actions,
    agreement,
    called_off,
    escalation,
    follow_up,
    judgement,
    pending,
    reminders,
    reviews,
    standing,
    ways,
)
from services.plan.evolution import evolve
from services.plan.state import Case

__all__ = ["Case", "decide", "evolve"]


def decide(case: Case, message: Message, given: Given) -> Sequence[Event]:
    """What follows from a message. After the end a fact is recorded still; what is due causes nothing (R31, R39)."""
    match message:
        case Event():
            return react(case, message, given)
        case Fact():
            standing.check_teller(case, given)
            return record(case, message, given)
        case DueNow():
            return [] if case.ended or case.restricted else do_what_is_due(case, message, given)
        case Command():
            standing.check(case, message, given)
            return ask(case, message, given)
    raise nobody_answers(message)


def react(case: Case, event: Event, given: Given) -> list[Event]:
    """What follows from what another service decided; the state holds it already."""
    match event:
        case CaseEnded():
            return called_off.call_off(case, given)
        case BottomLineSet() if not case.ended:
            return judgement.ask_again(case, event.bottom_line, given)
        case ParticipantWithdrew() | ParticipantDied() if not case.ended:
            return actions.give_back(case, event.participant, given)
        case PersonLeft() if not case.ended:
            return actions.give_back(case, event.person, given)
    return []


def ask(case: Case, command: Command, given: Given) -> list[Event]:
    """What people ask for."""
    match command:
        case AgreePlan():
            return agreement.agree(case, command, given)
        case JudgeBottomLine():
            return judgement.judge(case, command, given)
        case DecideAfterRefusal():
            return ways.choose(case, command)
        case AnswerAction():
            return pending.answer(case, command, given)
    raise nobody_answers(command)


def record(case: Case, fact: Fact, given: Given) -> list[Event]:
    """What happened, as it was."""
    match fact:
        case RecordFollowUpCall():
            return follow_up.record_call(fact)
        case RecordReview():
            return reviews.record(case, fact, given)
        case ReportAction():
            return actions.report(case, fact, given)
    raise nobody_answers(fact)


def next_due(case: Case) -> date | None:
    """The next day on which something of the plan falls due: an action, or a contact that nobody told of."""
    return min(filter(None, (reminders.next_due(case), follow_up.next_due(case))), default=None)


def do_what_is_due(case: Case, due: DueNow, given: Given) -> list[Event]:
    """What the process asks for when its moment has come, and what a new day brings."""
    match due:
        case EscalatePlan():
            return escalation.plan(case, given)
        case EscalateJudgement():
            return escalation.judgement(case, given)
        case CallFamily():
            return follow_up.call_family(case, given)
        case ContactReferrer():
            return follow_up.contact_referrer(case, given)
        case HoldReview():
            return reviews.hold(case, given)
        case DayTurned():
            return [*reminders.remind(case, due.day, given), *follow_up.tell_late(case, due.day, given)]
    raise nobody_answers(due)


def nobody_answers(message: Message) -> TypeError:
    """A message that reaches the rules without a rule is a mistake and never silent."""
    return TypeError(f"No rule answers {type(message).__name__}.")

"""One case, from accepted to its conference: which rule answers which message."""

from collections.abc import Sequence

from contracts.base import Command, DueNow, Event, Fact, Message
from contracts.coordination import (
    AddInformationGiver,
    AnswerInvitation,
    AnswerOffer,
    ArrangeInterpreter,
    CompletePreparation,
    DrawUpCircle,
    EscalateConference,
    EscalatePreparation,
    ExplainBottomLine,
    InviteParticipant,
    LapseOffer,
    PlanSession,
    PostponeConference,
    RecordConference,
    RecordInformation,
    ReleaseCoordinator,
    RemindCircle,
    StopPreparation,
    VetoParticipant,
    WithdrawParticipant,
)
from contracts.deciding import Given
from contracts.plan import FollowUpConferenceWanted
from contracts.referral import BottomLineSet, CaseEnded, CaseReopened, CaseTransferred
from services.coordination import (
    appointment,
    bottom_lines,
    called_off,
    circle,
    conference,
    escalation,
    offers,
    practical,
    readiness,
    standing,
    stopping,
)
from services.coordination.evolution import evolve
from services.coordination.matching import AppointKnown, FindAmong
from services.coordination.state import Case

__all__ = ["Case", "decide", "evolve"]


def decide(case: Case, message: Message, given: Given) -> Sequence[Event]:
    """What follows from a message. After the end a fact is recorded still; what is due causes nothing (R31, R39)."""
    match message:
        case Event():
            return react(case, message, given)
        case Fact():
            return record(case, message, given)
        case DueNow():
            return [] if case.ended else do_what_is_due(case, message, given)
        case Command():
            standing.check(case, message, given)
            return search(case, message, given)
    raise nobody_answers(message)


def react(case: Case, event: Event, given: Given) -> list[Event]:
    """What follows from what another service decided; the state holds it already."""
    match event:
        case BottomLineSet() if not case.ended:
            return bottom_lines.tell_invited(case, event, given)
        case CaseEnded():
            return called_off.call_off(case, event, given)
        case FollowUpConferenceWanted() | CaseReopened() if not case.ended:
            return appointment.go_on(case, given)
        case CaseTransferred() if not case.ended:
            return appointment.look_here(case, given)
    return []


def record(case: Case, fact: Fact, given: Given) -> list[Event]:
    """What happened, as it was."""
    match fact:
        case RecordConference():
            return conference.record(case, fact, given)
        case RecordInformation():
            return practical.record_information(fact)
        case ArrangeInterpreter():
            return practical.arrange_interpreter(fact)
        case ExplainBottomLine():
            return bottom_lines.explain(fact)
    raise nobody_answers(fact)


def do_what_is_due(case: Case, due: DueNow, given: Given) -> list[Event]:
    """What the process asks for when its moment has come."""
    match due:
        case FindAmong():
            return offers.find(case, due, given)
        case LapseOffer():
            return offers.lapse(case, given)
        case RemindCircle():
            return circle.remind(case, given)
        case EscalatePreparation():
            return escalation.preparation(case, given)
        case EscalateConference():
            return escalation.conference(case, given)
    raise nobody_answers(due)


def search(case: Case, command: Command, given: Given) -> list[Event]:
    """What people ask for: about the coordinator."""
    match command:
        case AnswerOffer():
            return offers.answer(case, command, given)
        case AppointKnown():
            return appointment.appoint(case, command, given)
        case ReleaseCoordinator():
            return appointment.release(case, command, given)
    return gather(case, command, given)


def gather(case: Case, command: Command, given: Given) -> list[Event]:
    """About the circle."""
    match command:
        case DrawUpCircle():
            return circle.draw_up(case, command)
        case InviteParticipant():
            return circle.invite(case, command, given)
        case AnswerInvitation():
            return circle.answer(case, command)
        case WithdrawParticipant():
            return circle.withdraw(case, command)
        case VetoParticipant():
            return circle.veto(case, command)
    return prepare(case, command, given)


def prepare(case: Case, command: Command, given: Given) -> list[Event]:
    """About the conference to come."""
    match command:
        case AddInformationGiver():
            return practical.add_giver(case, command, given)
        case PlanSession():
            return practical.plan_session(case, command, given)
        case CompletePreparation():
            return readiness.complete(case, given)
        case PostponeConference():
            return practical.postpone(case, command, given)
        case StopPreparation():
            return stopping.stop(case, command, given)
    raise nobody_answers(command)


def nobody_answers(message: Message) -> TypeError:
    """A message that reaches the rules without a rule, or without its look-up, is a mistake and never silent."""
    return TypeError(f"No rule answers {type(message).__name__}.")

"""One case, from accepted to its conference: which rule answers which message."""

from collections.abc import Sequence

from contracts.base import Command, DueNow, Event, Fact, Message
from contracts.coordination import (
    AddInformationGiver,
    AnswerInvitation,
    AnswerOffer,
    ApproveWork,
    ArrangeInterpreter,
    BillWork,
    ClaimWork,
    CompletePreparation,
    DrawUpCircle,
    DropSession,
    EscalateConference,
    EscalatePreparation,
    ExplainBottomLine,
    InviteParticipant,
    KeepApart,
    LapseOffer,
    LiftVeto,
    NeedMatter,
    PlanSession,
    PostponeConference,
    RecordConference,
    RecordInformation,
    ReleaseCoordinator,
    RemindCircle,
    ReportParticipantDeath,
    SettleMatter,
    StopPreparation,
    VetoParticipant,
    WishForCoordinator,
    WithdrawParticipant,
)
from contracts.deciding import Given
from contracts.erasure import ErasureRequested
from contracts.notices import NoticeDelivered
from contracts.operations import DayTurned
from contracts.plan import FollowUpConferenceWanted
from contracts.referral import (
    BottomLineLifted,
    BottomLineSet,
    CaseEnded,
    CaseReopened,
    CaseTransferred,
    FundingDecided,
    ReferralLinked,
)
from services.coordination import (
    apart,
    appointment,
    bottom_lines,
    called_off,
    circle,
    conference,
    death,
    escalation,
    needs,
    offers,
    practical,
    reaching,
    readiness,
    standing,
    stopping,
    vetoes,
    work,
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
            standing.check_teller(case, given)
            return record(case, message, given)
        case DayTurned():
            return work.each_morning(case, message.day, given)
        case DueNow():
            return [] if case.ended or case.restricted else do_what_is_due(case, message, given)
        case Command():
            standing.check(case, message, given)
            return search(case, message, given)
    raise nobody_answers(message)


def react(case: Case, event: Event, given: Given) -> list[Event]:
    """What follows from what another service decided; the state holds it already."""
    match event:
        case BottomLineSet() if not case.ended:
            told = bottom_lines.tell_invited(case, event, given)
            return [*told, *appointment.joined(case, event.agency, given)]
        case FundingDecided() if not case.ended:
            return appointment.joined(case, event.agency, given)
        case ReferralLinked() if not case.ended:
            return appointment.joined(case, event.linked.agency, given)
        case NoticeDelivered():
            return reaching.came_back(case, event, given)
        case BottomLineLifted() if not case.ended:
            return bottom_lines.tell_lifted(case, event, given)
        case CaseEnded():
            return called_off.call_off(case, event, given)
        case FollowUpConferenceWanted() | CaseReopened() if not case.ended:
            return appointment.go_on(case, given)
        case ErasureRequested() if not case.ended:
            return circle.let_go(case, event)
        case CaseTransferred() if not case.ended:
            return appointment.look_here(case, given)
    return []


def record(case: Case, fact: Fact, given: Given) -> list[Event]:
    """What happened, as it was."""
    match fact:
        case ReportParticipantDeath():
            return death.record(case, fact, given)
        case RecordConference():
            return conference.record(case, fact, given)
        case RecordInformation():
            return practical.record_information(fact, given)
        case SettleMatter():
            return needs.settle(fact)
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
    """What people ask for: about the coordinator, and their work."""
    match command:
        case AnswerOffer():
            return offers.answer(case, command, given)
        case AppointKnown():
            return appointment.appoint(case, command, given)
        case ReleaseCoordinator():
            return appointment.release(case, command, given)
        case WishForCoordinator():
            return appointment.wish_for(case, command, given)
        case ClaimWork():
            return work.claim(case, command, given)
        case ApproveWork():
            return work.approve(case, command)
        case BillWork():
            return work.bill(case, command)
    return gather(case, command, given)


def gather(case: Case, command: Command, given: Given) -> list[Event]:
    """About the circle."""
    match command:
        case DrawUpCircle():
            return circle.draw_up(case, command)
        case InviteParticipant():
            return circle.invite(case, command, given)
        case AnswerInvitation():
            return circle.answer(case, command, given)
        case WithdrawParticipant():
            return circle.withdraw(case, command)
        case VetoParticipant():
            return vetoes.veto(case, command, given)
        case LiftVeto():
            return vetoes.lift(case, command, given)
        case KeepApart():
            return apart.keep(case, command)
    return prepare(case, command, given)


def prepare(case: Case, command: Command, given: Given) -> list[Event]:
    """About the conference to come."""
    match command:
        case AddInformationGiver():
            added = practical.add_giver(case, command, given)
            return [*added, *appointment.joined(case, command.agency, given)]
        case PlanSession():
            return practical.plan_session(case, command, given)
        case DropSession():
            return practical.drop_session(case, command, given)
        case NeedMatter():
            return needs.need(case, command)
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

"""One case, from referral to its ending: which rule answers which message."""

from collections.abc import Sequence
from functools import reduce

from contracts.base import Command, DueNow, Event, Fact, Message
from contracts.coordination import (
    ConferenceHeld,
    ConferenceWithoutPlan,
    CoordinatorAssigned,
    InformationWanted,
    PreparationStopped,
    StopReason,
)
from contracts.deciding import Given
from contracts.operations import DayTurned
from contracts.people import Ending, Status
from contracts.plan import AfterRefusal, PlanAccepted, ReviewHeld, ReviewOutcome, WayChosen
from contracts.referral import (
    AcceptCase,
    AgreeQuestions,
    AnswerTransfer,
    CorrectReferral,
    DecideConflict,
    DecideFunding,
    DecideOnSignal,
    DeclineCase,
    DifferentCase,
    EndAssistance,
    EscalateContact,
    EscalateIntake,
    ExplainFunding,
    FlagConflict,
    GiveUpReaching,
    LapseConsent,
    LetRegionAssist,
    LiftBottomLine,
    LinkTold,
    OfferTransfer,
    PermitSharing,
    ProposeQuestion,
    RaiseSafetySignal,
    RecordContact,
    RecordCourtDecision,
    RecordLegalBasis,
    RecordPermission,
    RecordSharing,
    RecordWillingness,
    ReferCase,
    ReopenCase,
    ReportDeath,
    RequirePermission,
    RetractReferral,
    SetBottomLine,
    TakeSafetyMeasures,
    UndoSameCase,
    WithdrawCase,
)
from contracts.rights import LiftRestriction, RectifyPerson, RectifyText, RestrictProcessing
from services.referral import (
    bottom_line,
    by_age,
    conflicts,
    consent,
    correcting,
    days,
    duplicates,
    earlier,
    ending,
    escalation,
    informing,
    intake,
    keeping,
    permission,
    rectifying,
    referring,
    regions,
    restriction,
    safety,
    standing,
    status,
)
from services.referral.evolution import evolve
from services.referral.looked_up import LinkKnown, SameAs
from services.referral.state import Case

__all__ = ["Case", "decide", "evolve"]


def decide(case: Case, message: Message, given: Given) -> Sequence[Event]:
    """What follows from a message, after the birthdays that have come, and whether every consent is there then (R5)."""
    birthdays = by_age.birthdays(case, message, given)
    case = reduce(evolve, birthdays, case)
    events = answer(case, message, given)
    return [*birthdays, *events, *consent.settle(reduce(evolve, events, case), given)]


def answer(case: Case, message: Message, given: Given) -> list[Event]:
    """After the end a fact is recorded still; what is due causes nothing (R31, R39)."""
    match message:
        case Event():
            return react(case, message, given)
        case Fact():
            standing.check_teller(case, message, given)
            return record(case, message, given)
        case DayTurned():
            return days.turn(case, message.day, given)
        case DueNow():
            return do_what_is_due(case, message, given) if goes_on(case) else []
        case Command():
            standing.check(case, message, given)
            return ask(case, message, given)
    raise nobody_answers(message)


def goes_on(case: Case) -> bool:
    """Whether the process has anything to ask of it: it has not ended, and nothing makes it rest (R3)."""
    return case.opened is not None and not (case.ended or case.linked or case.restricted)


def react(case: Case, event: Event, given: Given) -> list[Event]:
    """What follows from what another service decided; the state holds it already."""
    match event:
        case CoordinatorAssigned():
            return status.report(case, Status.COORDINATOR_ASSIGNED, given)
        case ConferenceHeld():
            return status.report(case, Status.CONFERENCE_HELD, given)
        case ConferenceWithoutPlan():
            return status.report(case, Status.NO_PLAN, given)
        case PlanAccepted():
            return status.report(case, Status.PLAN_MADE, given)
        case InformationWanted():
            return informing.tell_agency(case, event, given)
        case PreparationStopped():
            withdrawn = event.reason is StopReason.CONSENT_WITHDRAWN
            return ending.end(case, Ending.WITHDRAWN if withdrawn else Ending.STOPPED, given)
        case ReviewHeld(outcome=ReviewOutcome.CLOSE) | WayChosen(way=AfterRefusal.PROFESSIONAL_ROUTE):
            return ending.end(case, Ending.CLOSED, given)
        case LinkTold():
            return duplicates.hear(case, event, given)
    return []


def record(case: Case, fact: Fact, given: Given) -> list[Event]:
    """What happened, as it was."""
    match fact:
        case RecordContact():
            return intake.record_contact(fact)
        case DecideFunding():
            return intake.record_funding(case, fact, given)
        case ExplainFunding():
            return intake.explain_funding(fact)
        case RaiseSafetySignal():
            return safety.raise_signal(case, fact, given)
        case ReportDeath():
            return ending.record_death(case, fact, given)
    raise nobody_answers(fact)


def do_what_is_due(case: Case, due: DueNow, given: Given) -> list[Event]:
    """What the process asks for when its moment has come."""
    match due:
        case EscalateContact():
            return escalation.contact(case, given)
        case EscalateIntake():
            return escalation.intake(case, given)
        case LapseConsent():
            return consent.lapse(case, given)
    raise nobody_answers(due)


def ask(case: Case, command: Command, given: Given) -> list[Event]:
    """What people ask for: about the referral, and who wants it."""
    match command:
        case ReferCase():
            return referring.refer(case, command, given)
        case CorrectReferral():
            return correcting.correct(case, command, given)
        case RetractReferral():
            return ending.retract(case, command, given)
        case RecordSharing():
            return status.record_sharing(case, command)
        case RecordWillingness():
            return consent.record_willingness(case, command, given)
        case RequirePermission():
            return permission.require(case, command, given)
        case RecordPermission():
            return permission.record(case, command, given)
        case RecordCourtDecision():
            return permission.replace_by_court(case, command)
    return look_after(case, command, given)


def look_after(case: Case, command: Command, given: Given) -> list[Event]:
    """About what protects people: conflicts of interest, what is kept and shared, safety."""
    match command:
        case FlagConflict():
            return conflicts.flag(case, command, given)
        case DecideConflict():
            return conflicts.decide(case, command)
        case RecordLegalBasis():
            return keeping.record_basis(case, command)
        case PermitSharing():
            return keeping.permit_sharing(case, command)
        case TakeSafetyMeasures():
            return safety.take_measures(case, command, given)
        case DecideOnSignal():
            return safety.decide(case, command)
    return look_after_data(case, command, given)


def look_after_data(case: Case, command: Command, given: Given) -> list[Event]:
    """About what is kept, for whoever it is about (GDPR, articles 16 and 18)."""
    match command:
        case RectifyPerson():
            return rectifying.rectify(case, command, given)
        case RectifyText():
            return rectifying.rectify_text(command)
        case RestrictProcessing():
            return restriction.restrict(case, command, given)
        case LiftRestriction():
            return restriction.lift(case)
    return conclude(case, command, given)


def conclude(case: Case, command: Command, given: Given) -> list[Event]:
    """About the intake and its outcome, and the case's life."""
    match command:
        case ProposeQuestion():
            return intake.propose_question(case, command)
        case AgreeQuestions():
            return intake.agree_questions(case, command)
        case SetBottomLine():
            return bottom_line.set_line(case, command, given)
        case LiftBottomLine():
            return bottom_line.lift(case, command, given)
        case AcceptCase():
            return intake.accept(case, given)
        case DeclineCase():
            return ending.decline(case, command, given)
        case GiveUpReaching():
            return ending.give_up(case, given)
        case WithdrawCase():
            return ending.withdraw(case, command, given)
        case ReopenCase():
            return ending.reopen(case, command)
    return hand_over(case, command, given)


def hand_over(case: Case, command: Command, given: Given) -> list[Event]:
    """About the region that has the case."""
    match command:
        case OfferTransfer():
            return regions.offer(case, command, given)
        case AnswerTransfer():
            return regions.answer(case, command, given)
        case LetRegionAssist():
            return regions.let_assist(case, command, given)
        case EndAssistance():
            return regions.end_assistance(case, command, given)
    return compare(case, command, given)


def compare(case: Case, command: Command, given: Given) -> list[Event]:
    """About other cases of the same people."""
    match command:
        case SameAs():
            return duplicates.join(case, command, given)
        case DifferentCase():
            return duplicates.differ(case, command)
        case UndoSameCase():
            return duplicates.undo(case, given)
        case LinkKnown():
            return earlier.link(case, command)
    raise nobody_answers(command)


def nobody_answers(message: Message) -> TypeError:
    """A message that reaches the rules without a rule, or without its look-up, is a mistake and never silent."""
    return TypeError(f"No rule answers {type(message).__name__}.")

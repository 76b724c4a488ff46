"""One case: what each event changes."""

from contracts.base import Event
from contracts.coordination import (
    ConferenceHeld,
    ConferenceWithoutPlan,
    CoordinatorAssigned,
    CoordinatorReleased,
    PlanWithoutMeeting,
)
from contracts.plan import FollowUpConferenceWanted
from contracts.referral import (
    AssistanceBegan,
    AssistanceEnded,
    BottomLineLifted,
    BottomLineSet,
    CaseAccepted,
    CaseEnded,
    CaseLinked,
    CaseOpened,
    CaseReopened,
    CasesDiffer,
    CaseTransferred,
    CaseUnlinked,
    ConflictDecided,
    ConflictFlagged,
    ConsentChanged,
    ConsentCompleted,
    ConsentIncomplete,
    ContactMade,
    DeadlineEscalated,
    PermissionRecorded,
    PermissionReplaced,
    PermissionRequired,
    PersonLeft,
    PossibleDuplicateNoticed,
    QuestionsAgreed,
    ReferralClosed,
    ReferralCorrected,
    ReferralLinked,
    ReferralReceived,
    ReferralUnlinked,
    SafetyMeasuresTaken,
    SafetySignalDecided,
    SafetySignalEscalated,
    SafetySignalRaised,
    SharingRecorded,
    StatusReported,
    TransferDeclined,
    TransferOffered,
    WillingnessRecorded,
)
from contracts.rights import ProcessingRestricted, RestrictionLifted
from contracts.states import replace
from services.referral import bottom_line, by_age, consent, correcting, duplicates, permission, referring, regions
from services.referral.state import Case


def evolve(case: Case, event: Event) -> Case:
    """The case after an event of this service or of another; each function below knows one part of the case."""
    for change in (of_referrals, of_consent, of_protection, of_intake, of_life, of_regions, of_links, of_others):
        changed = change(case, event)
        if changed is not case:
            return changed
    return case


def of_referrals(case: Case, event: Event) -> Case:
    """Who referred, and what they heard."""
    match event:
        case ReferralReceived():
            return replace(case, referrals={**case.referrals, event.referral: referring.referral_of(event)})
        case ReferralCorrected():
            return correcting.after_corrected(case, event)
        case SharingRecorded():
            return case.hearing(event.referral, sharing=event.statuses)
        case StatusReported():
            return case.hearing(event.referral, told=case.referrals[event.referral].told | {event.status})
        case ReferralClosed():
            return case.hearing(event.referral, closed=True)
    return case


def of_consent(case: Case, event: Event) -> Case:
    """Who wants it, and who permits it."""
    changed = of_answers(case, event)
    return case if changed is case else consent.noted(changed)


def of_answers(case: Case, event: Event) -> Case:
    """What each of them said, and what follows from it."""
    match event:
        case WillingnessRecorded():
            return consent.after_willingness(case, event)
        case PermissionRequired():
            return permission.after_required(case, event)
        case PermissionRecorded() | PermissionReplaced():
            return permission.after_recorded(case, event)
        case ConsentChanged():
            return by_age.after_changed(case, event)
        case ConsentCompleted():
            return replace(case, wanted=True)
        case ConsentIncomplete():
            return replace(case, wanted=False)
        case PersonLeft():
            return case.without(event.person)
    return case


def of_protection(case: Case, event: Event) -> Case:
    """What is to be looked after: conflicts of interest, safety, and that data rests."""
    match event:
        case ConflictFlagged():
            return replace(case, conflicts={**case.conflicts, event.who: False})
        case ConflictDecided():
            return replace(case, conflicts={**case.conflicts, event.who: True})
        case SafetySignalRaised():
            return replace(case, signals={**case.signals, event.signal: event.decide_by})
        case SafetySignalDecided() | SafetySignalEscalated():
            return replace(case, signals={**case.signals, event.signal: None})
        case SafetyMeasuresTaken():
            return replace(case, paused=event.pause, hidden=event.hide)
        case ProcessingRestricted():
            return replace(case, restricted=True)
        case RestrictionLifted():
            return replace(case, restricted=False)
    return case


def of_intake(case: Case, event: Event) -> Case:
    """What the conversation brought."""
    match event:
        case ContactMade():
            return replace(case, contacted=True, attempts=case.attempts + (not event.with_person))
        case QuestionsAgreed():
            return replace(case, questions=True)
        case BottomLineSet():
            return replace(case, bottom_lines=bottom_line.after_set(case, event))
        case BottomLineLifted():
            return bottom_line.after_lifted(case, event)
        case DeadlineEscalated():
            return replace(
                case,
                escalated={**case.escalated, event.what: event.level},
                decide_by=duplicates.when_again(case, event),
            )
    return case


def of_life(case: Case, event: Event) -> Case:
    """Opened, accepted, ended, reopened."""
    match event:
        case CaseOpened():
            persons = referring.persons_of(event, *case.referrals.values())
            return consent.noted(replace(case, opened=event.opened, region=event.region, persons=persons))
        case CaseAccepted():
            return replace(case, accepted=True)
        case CaseEnded():
            return case.over(event.ending)
        case CaseReopened():
            return case.next_round(event.round)
    return case


def of_regions(case: Case, event: Event) -> Case:
    """Whose case it is, who is asked to take it over, who assists (R4)."""
    match event:
        case TransferOffered():
            return replace(case, transfer=regions.after_offered(event))
        case TransferDeclined():
            return replace(case, transfer=None)
        case CaseTransferred():
            return replace(case, region=event.region, transfer=None, assisting=case.assisting - {event.region})
        case AssistanceBegan():
            return replace(case, assisting=case.assisting | {event.region})
        case AssistanceEnded():
            return replace(case, assisting=case.assisting - {event.region})
    return case


def of_links(case: Case, event: Event) -> Case:
    """Which cases are the same, or may be (R3)."""
    match event:
        case PossibleDuplicateNoticed():
            return replace(case, alike=case.alike | {event.case}, decide_by=event.decide_by)
        case CasesDiffer():
            return replace(case, alike=case.alike - {event.case})
        case CaseLinked():
            return duplicates.after_linked(case, event)
        case CaseUnlinked():
            return duplicates.after_unlinked(case, event)
        case ReferralLinked():
            referral = duplicates.referral_of(event.of, event.linked)
            return replace(case, referrals={**case.referrals, event.linked.referral: referral})
        case ReferralUnlinked():
            rest = {name: one for name, one in case.referrals.items() if name != event.referral}
            return replace(case, referrals=rest)
    return case


def of_others(case: Case, event: Event) -> Case:
    """Facts of coordination and plan."""
    match event:
        case CoordinatorAssigned():
            return replace(case, coordinator=event.coordinator, had=case.had | {event.coordinator})
        case CoordinatorReleased():
            return replace(case, coordinator=None)
        case ConferenceHeld() | ConferenceWithoutPlan() | PlanWithoutMeeting():
            return replace(case, met=True)
        case FollowUpConferenceWanted() if not case.ended and event.round > case.round:
            return case.next_round(event.round)
    return case

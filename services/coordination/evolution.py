"""One case: what each event changes."""

from dataclasses import replace

from contracts.base import Event
from contracts.coordination import (
    BottomLineExplained,
    CalledOff,
    CircleDrawnUp,
    ConferenceAdjourned,
    ConferenceHeld,
    ConferencePostponed,
    ConferenceWithoutPlan,
    CoordinationEscalated,
    CoordinatorAssigned,
    CoordinatorOffered,
    CoordinatorReleased,
    InformationGiverAdded,
    InformationRecorded,
    InterpreterArranged,
    InvitationAnswered,
    OfferDeclined,
    ParticipantInvited,
    ParticipantReminded,
    ParticipantVetoed,
    ParticipantWithdrew,
    PlanWithoutMeeting,
    PreparationCompleted,
    PreparationStopped,
    SessionPlanned,
)
from contracts.plan import FollowUpConferenceWanted
from contracts.referral import (
    AssistanceBegan,
    AssistanceEnded,
    BottomLineSet,
    CaseAccepted,
    CaseEnded,
    CaseReopened,
    CaseTransferred,
    ConsentCompleted,
    ConsentIncomplete,
    PersonLeft,
    ReferralLinked,
)
from services.coordination import bottom_lines, offers, practical
from services.coordination.state import Case, Giver, Participant, Stage


def evolve(case: Case, event: Event) -> Case:
    """The case after an event: of other services, of its region, the search, the preparation, the conference."""
    for change in (of_others, of_regions, of_search, of_circle, of_preparation, of_conference):
        changed = change(case, event)
        if changed is not case:
            return changed
    return case


def of_others(case: Case, event: Event) -> Case:
    """Facts of referral and plan."""
    match event:
        case CaseAccepted():
            return replace(
                case,
                stage=Stage.PREPARATION,
                round=event.round,
                region=event.region,
                languages=event.languages,
                employers=frozenset(event.employers),
                persons=event.persons,
            )
        case ConsentCompleted():
            return replace(case, wanted=True, persons=event.persons)
        case ConsentIncomplete():
            return replace(case, wanted=False)
        case BottomLineSet():
            return replace(case, bottom_lines=bottom_lines.after_set(case, event))
        case PersonLeft():
            return case.without(event.person)
        case ReferralLinked():
            return replace(case, employers=case.employers | set(filter(None, (event.linked.agency,))))
        case CaseEnded():
            return replace(case, ended=event.round)
        case FollowUpConferenceWanted() if not case.ended:
            return case.next_round(event.round)
        case CaseReopened() if event.round > case.ended:
            return case.next_round(event.round)
    return case


def of_regions(case: Case, event: Event) -> Case:
    """Whose case it is, and who assists (R4)."""
    match event:
        case CaseTransferred():
            return replace(case, region=event.region, assisting=case.assisting - {event.region})
        case AssistanceBegan():
            return replace(case, assisting=case.assisting | {event.region})
        case AssistanceEnded():
            return replace(case, assisting=case.assisting - {event.region})
    return case


def of_search(case: Case, event: Event) -> Case:
    """The search for a coordinator."""
    match event:
        case CoordinatorOffered():
            return replace(case, search=offers.after_offered(case.search, event))
        case OfferDeclined():
            return replace(case, search=offers.after_declined(case.search, event))
        case CoordinatorAssigned():
            escalated = {what: level for what, level in case.escalated.items() if what != "preparation"}
            return replace(case, search=offers.after_assigned(case.search, event), escalated=escalated)
        case CoordinatorReleased():
            return replace(case, search=offers.after_released(case.search, event))
        case CalledOff():
            return replace(case, search=replace(case.search, open=None))
    return case


def of_circle(case: Case, event: Event) -> Case:
    """Who is wanted, asked, coming, out."""
    people = case.circle
    match event:
        case CircleDrawnUp() | ParticipantInvited():
            asked = event.invited if isinstance(event, ParticipantInvited) else None
            member = Participant(event.role, event.language, asked)
            people = replace(people, members={**people.members, event.participant: member})
        case InvitationAnswered():
            people = people.having(event.participant, answer=event.answer)
        case ParticipantReminded():
            people = people.having(event.participant, asked=event.reminded, reminders=event.reminder)
        case ParticipantWithdrew():
            people = people.having(event.participant, withdrew=True)
        case ParticipantVetoed():
            people = replace(people, vetoed=people.vetoed | {event.participant})
    return case if people is case.circle else replace(case, circle=people)


def of_preparation(case: Case, event: Event) -> Case:
    """What is arranged, known and ready."""
    match event:
        case InformationGiverAdded():
            return replace(case, givers={**case.givers, event.giver: Giver()})
        case InformationRecorded():
            return replace(case, givers=practical.after_information(case, event))
        case InterpreterArranged():
            return replace(case, interpreters=case.interpreters | {event.language})
        case BottomLineExplained():
            return replace(case, bottom_lines=bottom_lines.after_explained(case, event))
        case SessionPlanned() | ConferencePostponed():
            return case.sitting_at(event.session)
        case PreparationCompleted():
            return replace(case, stage=Stage.PREPARED)
        case PreparationStopped():
            return replace(case, stage=Stage.STOPPED)
        case PlanWithoutMeeting():
            return replace(case, stage=Stage.OVER)
        case CoordinationEscalated():
            return replace(case, escalated={**case.escalated, event.what: event.level})
    return case


def of_conference(case: Case, event: Event) -> Case:
    """What became of the conference."""
    match event:
        case ConferenceAdjourned():
            going_on = replace(case, stage=Stage.PREPARED, sat=case.sat | {event.session})
            return going_on.sitting_at(event.next_session)
        case ConferenceHeld() | ConferenceWithoutPlan():
            return replace(case, stage=Stage.OVER, sat=case.sat | {event.session})
    return case

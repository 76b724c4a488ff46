"""One case: what each event changes."""

from contracts.base import Event
from contracts.coordination import (
    Attendance,
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
    CoordinatorWished,
    InformationGiverAdded,
    InformationRecorded,
    InterpreterArranged,
    InvitationAnswered,
    KeptApart,
    MatterNeeded,
    MatterSettled,
    OfferDeclined,
    ParticipantDied,
    ParticipantInvited,
    ParticipantReached,
    ParticipantReminded,
    ParticipantUnreached,
    ParticipantVetoed,
    ParticipantWithdrew,
    PlanWithoutMeeting,
    PoolEmptied,
    PreparationCompleted,
    PreparationStopped,
    SessionDropped,
    SessionHeld,
    SessionPlanned,
    VetoLifted,
    WorkApproved,
    WorkBilled,
    WorkClaimed,
)
from contracts.erasure import ErasureRequested
from contracts.notices import NoticeDue, NoticeKind
from contracts.plan import FollowUpConferenceWanted
from contracts.referral import (
    AssistanceBegan,
    AssistanceEnded,
    BottomLineLifted,
    BottomLineSet,
    CaseAccepted,
    CaseEnded,
    CaseOpened,
    CaseReopened,
    CaseTransferred,
    ConflictFlagged,
    ConsentCompleted,
    ConsentIncomplete,
    FundingDecided,
    PersonLeft,
    ReferralLinked,
    SafetyMeasuresTaken,
)
from contracts.rights import ProcessingRestricted, RestrictionLifted
from contracts.states import replace
from services.coordination import (
    apart,
    bottom_lines,
    conference,
    death,
    matching,
    needs,
    offers,
    practical,
    reaching,
    vetoes,
    work,
)
from services.coordination.state import Case, Giver, Participant, Stage


def evolve(case: Case, event: Event) -> Case:
    """The case after an event. What happens most often is looked for first."""
    changes = of_circle, of_preparation, of_practical, of_search, of_others, of_conference, of_agencies, of_work
    for change in changes:
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
                employers=case.employers | set(event.employers),
                persons=event.persons,
            )
        case ConsentCompleted():
            return replace(case, wanted=True, persons=event.persons)
        case ConsentIncomplete():
            return replace(case, wanted=False)
        case ConflictFlagged():
            return replace(case, conflicts=case.conflicts | {event.who})
        case BottomLineSet():
            known = case.with_agency(event.agency)
            return replace(known, bottom_lines=bottom_lines.after_set(case, event))
        case BottomLineLifted():
            return replace(case, bottom_lines=bottom_lines.after_lifted(case, event))
        case SafetyMeasuresTaken():
            return replace(case, paused=event.pause)
        case ProcessingRestricted() | RestrictionLifted():
            return replace(case, restricted=isinstance(event, ProcessingRestricted))
        case PersonLeft():
            return case.without(event.person)
        case CaseEnded():
            return replace(case, ended=event.round)
        case FollowUpConferenceWanted() if not case.ended and event.round > case.round:
            return case.next_round(event.round)
        case CaseReopened() if event.round > case.ended:
            return case.next_round(event.round)
    return case


def of_agencies(case: Case, event: Event) -> Case:
    """Which region has the case, and which assists (R4); which agencies are in it, beside those of people (R12)."""
    match event:
        case CaseOpened():
            return replace(case, region=event.region)
        case CaseTransferred():
            return replace(case, region=event.region, assisting=case.assisting - {event.region})
        case AssistanceBegan():
            return replace(case, assisting=case.assisting | {event.region})
        case AssistanceEnded():
            return replace(case, assisting=case.assisting - {event.region})
        case FundingDecided():
            return case.with_agency(event.agency)
        case ReferralLinked():
            return case.with_agency(event.linked.agency)
    return case


def of_search(case: Case, event: Event) -> Case:
    """The search for a coordinator."""
    match event:
        case CoordinatorOffered():
            return replace(case, search=offers.after_offered(case.search, event))
        case OfferDeclined():
            return replace(case, search=offers.after_declined(case.search, event))
        case CoordinatorWished():
            return replace(case, wishes=matching.after_wished(event))
        case PoolEmptied() if event.reasons:
            return replace(case, search=replace(case.search, emptied=case.search.emptied + 1))
        case CoordinatorAssigned():
            search = offers.after_assigned(case.search, event)
            return replace(case, search=search, escalated=case.punctual_in("preparation"))
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
            known = people.members.get(event.participant)
            member = Participant(event.role, event.language or (known.language if known else ""), asked)
            people = replace(people, members={**people.members, event.participant: member})
        case InvitationAnswered() if event.stands:
            people = people.having(event.participant, answer=event.answer, answered=event.given_on, reached=True)
        case ParticipantReminded():
            people = people.having(event.participant, asked=event.reminded, reminders=event.reminder)
        case ParticipantUnreached():
            people = reaching.after_unreached(people, event)
        case ParticipantReached():
            people = people.having(event.participant, reached=True, asked=event.reached)
        case ParticipantWithdrew():
            people = people.having(event.participant, withdrew=True)
        case ParticipantVetoed():
            people = replace(people, vetoes=vetoes.after_vetoed(people, event))
        case VetoLifted():
            people = replace(people, vetoes=vetoes.after_lifted(people, event))
        case ParticipantDied():
            return death.after_died(case, event)
        case ErasureRequested():
            return replace(case, givers={name: one for name, one in case.givers.items() if name not in event.subjects})
    return case if people is case.circle else replace(case, circle=people)


def of_preparation(case: Case, event: Event) -> Case:
    """What is arranged, known and ready."""
    match event:
        case InformationGiverAdded():
            known = case.with_agency(event.agency)
            return replace(known, givers={**case.givers, event.giver: Giver(event.agency)})
        case InformationRecorded():
            return replace(case, givers=practical.after_information(case, event))
        case BottomLineExplained():
            return replace(case, bottom_lines=bottom_lines.after_explained(case, event))
        case NoticeDue():
            return after_notice(case, event)
        case PreparationCompleted():
            return replace(case, stage=Stage.PREPARED)
        case PreparationStopped():
            return replace(case, stage=Stage.STOPPED)
        case PlanWithoutMeeting():
            return replace(case, stage=Stage.OVER)
        case CoordinationEscalated():
            return replace(case, escalated={**case.escalated, event.what: event.level})
    return case


def of_practical(case: Case, event: Event) -> Case:
    """Sessions and what they need."""
    match event:
        case SessionPlanned():
            return case.sitting_at(event.session)
        case ConferencePostponed():
            return case.sitting_at(event.session, instead_of=event.instead_of or next_session(case))
        case SessionDropped():
            left = {name: one for name, one in case.sittings.items() if name != event.session}
            return replace(case, sittings=left, escalated=case.punctual_in("conference"))
        case InterpreterArranged():
            return replace(case, interpreters=case.interpreters | {event.language})
        case MatterNeeded():
            return replace(case, needs=needs.after_needed(case, event))
        case MatterSettled():
            return replace(case, needs=needs.after_settled(case, event))
        case KeptApart():
            return replace(case, apart=apart.after_kept(case, event))
    return case


def of_conference(case: Case, event: Event) -> Case:
    """What became of the conference."""
    match event:
        case ConferenceAdjourned():
            return held(case, event.session, event.attendance, Stage.PREPARED).sitting_at(event.next_session)
        case SessionHeld():
            going_on = held(case, event.session, event.attendance, Stage.PREPARED)
            return replace(going_on, escalated=case.punctual_in("conference"))
        case ConferenceHeld() | ConferenceWithoutPlan():
            return held(case, event.session, event.attendance, Stage.OVER)
    return case


def of_work(case: Case, event: Event) -> Case:
    """The coordinator's work."""
    match event:
        case WorkClaimed():
            return work.after_claimed(case, event)
        case NoticeDue(kind=NoticeKind.WORK_CLAIMED):
            return replace(case, claims=work.after_told(event))
        case WorkApproved():
            return replace(case, work=work.after_approved(case, event))
        case WorkBilled():
            return replace(case, work=work.after_billed(case, event))
    return case


def held(case: Case, session: str, attendance: Attendance | None, stage: Stage) -> Case:
    """The case after one of its sessions. One that was not planned took the place of the next that was."""
    there = conference.present(attendance) if attendance else frozenset()
    sat = {session} if session in case.sittings else {session, next_session(case) or session}
    return replace(case, stage=stage, sat=case.sat | sat, came=case.came | there)


def next_session(case: Case) -> str | None:
    """The session that is next by plan."""
    return case.sitting.session if case.sitting else None


def after_notice(case: Case, notice: NoticeDue) -> Case:
    """What somebody was sent, so that what becomes of it can be followed (R40)."""
    found = reaching.after_due(case, notice)
    if found is None:
        return case
    who, told = found
    if who in case.givers:
        return replace(case, givers={**case.givers, who: replace(case.givers[who], told=told)})
    return replace(case, circle=case.circle.having(who, told=told))

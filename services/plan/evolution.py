"""One case: what each event changes."""

from contracts.base import Event
from contracts.coordination import (
    ConferenceHeld,
    ConferenceWithoutPlan,
    CoordinatorAssigned,
    CoordinatorReleased,
    ParticipantDied,
    ParticipantVetoed,
    ParticipantWithdrew,
    PlanWithoutMeeting,
)
from contracts.plan import (
    ActionAnswered,
    ActionAsked,
    ActionDue,
    ActionReported,
    ActionReturned,
    AfterRefusal,
    BottomLineJudged,
    FollowUpCallRecorded,
    FollowUpConferenceWanted,
    FollowUpDue,
    MonitorTold,
    PlanAccepted,
    PlanAgreed,
    PlanEscalated,
    PlanRefused,
    ReviewHeld,
    ReviewOutcome,
    WayChosen,
)
from contracts.referral import (
    AssistanceBegan,
    AssistanceEnded,
    BottomLineLifted,
    BottomLineSet,
    CaseAccepted,
    CaseEnded,
    CaseReopened,
    CaseTransferred,
    PersonLeft,
    QuestionsAgreed,
)
from contracts.rights import ProcessingRestricted, RestrictionLifted
from contracts.states import replace
from services.plan import actions, agreement, follow_up, judgement, pending, reminders, reviews
from services.plan.state import BottomLine, Case, Stage


def evolve(case: Case, event: Event) -> Case:
    """The case after an event: of referral, its region, coordination, the plan, its follow-up, its actions."""
    for change in (of_referral, of_regions, of_coordination, of_plan, of_follow_up, of_actions):
        changed = change(case, event)
        if changed is not case:
            return changed
    return case


def of_referral(case: Case, event: Event) -> Case:
    """What is asked of the conference, by whom, and whether the case goes on."""
    match event:
        case CaseAccepted():
            return replace(case, round=event.round, region=event.region, persons=event.persons)
        case QuestionsAgreed():
            return replace(case, questions=tuple(question.question for question in event.questions))
        case BottomLineSet():
            lines = {**case.bottom_lines, event.bottom_line: BottomLine(event.version, event.setter)}
            return replace(case, bottom_lines=lines, plan=judgement.after_set(case, event.bottom_line))
        case BottomLineLifted():
            return replace(
                case, bottom_lines={name: line for name, line in case.bottom_lines.items() if name != event.bottom_line}
            )
        case PersonLeft():
            return case.without(event.person)
        case ProcessingRestricted() | RestrictionLifted():
            return replace(case, restricted=isinstance(event, ProcessingRestricted))
        case CaseEnded():
            return replace(case, ended=event.round)
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


def of_coordination(case: Case, event: Event) -> Case:
    """Who looks after the process, who is of the circle, and whether it may make its plan."""
    match event:
        case CoordinatorAssigned():
            return replace(case, coordinator=event.coordinator, had=case.had | {event.coordinator})
        case CoordinatorReleased():
            return replace(case, coordinator=None)
        case ConferenceHeld():
            return case.writing(event.round, event.circle, Stage.WRITING)
        case ConferenceWithoutPlan():
            return case.writing(event.round, event.circle, Stage.WITHOUT_PLAN)
        case PlanWithoutMeeting():
            return case.writing(event.round, event.circle, Stage.WRITING, with_meeting=False)
        case ParticipantWithdrew() | ParticipantVetoed() | ParticipantDied():
            return case.without(event.participant)
    return case


def of_plan(case: Case, event: Event) -> Case:
    """The plan, its judgement, and the way that was chosen."""
    match event:
        case PlanAgreed():
            plan, told = agreement.after_agreed(case, event), case.unescalated("plan", "judgement")
            return replace(case, stage=Stage.JUDGING, plan=plan, escalated=told)
        case BottomLineJudged() if case.plan:
            judged = {**case.plan.judged, event.bottom_line: event.met}
            return replace(case, plan=replace(case.plan, judged=judged))
        case PlanAccepted():
            return replace(case, stage=Stage.STANDS, follow_up=follow_up.after_accepted(case, event))
        case PlanRefused():
            return replace(case, stage=Stage.REFUSED, escalated=case.unescalated("plan"))
        case WayChosen() if event.way is AfterRefusal.PROFESSIONAL_ROUTE:
            return replace(case, stage=Stage.ELSEWHERE)
        case PlanEscalated():
            return replace(case, escalated={**case.escalated, event.what: event.level})
        case FollowUpConferenceWanted():
            return case.next_round(event.round)
    return case


def of_follow_up(case: Case, event: Event) -> Case:
    """Calls, contacts and reviews."""
    match event:
        case FollowUpDue():
            return replace(case, follow_up=follow_up.after_due(case, event))
        case FollowUpCallRecorded():
            return replace(case, follow_up=follow_up.after_call(case, event))
        case ReviewHeld():
            told = case.unescalated("plan") if event.outcome is ReviewOutcome.ADJUST else case.escalated
            return replace(case, follow_up=reviews.after_held(case, event), escalated=told)
    return case


def of_actions(case: Case, event: Event) -> Case:
    """What became of agreed actions."""
    if case.plan is None:
        return case
    match event:
        case ActionAsked():
            return replace(case, plan=case.plan.having(event.action, asked=True, again=event.again))
        case ActionAnswered():
            return replace(case, plan=pending.after_answered(case.plan, event))
        case ActionReported():
            return replace(case, plan=actions.after_reported(case.plan, event))
        case ActionReturned():
            return replace(case, plan=case.plan.having(event.action, returned=True, again=None))
        case ActionDue():
            return replace(case, plan=reminders.after_due(case.plan, event))
        case MonitorTold():
            return replace(case, plan=case.plan.having(event.action, again=None))
    return case

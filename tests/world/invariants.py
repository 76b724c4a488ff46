"""What must hold always, whatever happens in whatever order: one small function for each rule, named after it.

Each looks at one event at the moment at which it was decided, with what its service had heard until then.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from contracts import coordination as c
from contracts import plan as p
from contracts import referral as r
from contracts.base import Command, Event, Fact
from contracts.deciding import AMSTERDAM, Given
from contracts.notices import NoticeDue, NoticeKind
from contracts.people import DeclineReason, Ending, ReferrerKind, Status
from contracts.policy import Policy
from contracts.process import Due
from contracts.roles import ROLES
from contracts.telling import LEVELS
from tests.world.known import LAST, Known

type Check = Callable[["Seen", Any], bool]
HOLDS: dict[type[Event], list[Check]] = defaultdict(list)


@dataclass(frozen=True, slots=True)
class Seen:
    """An event in its place: who decided it, why, and what that service knew."""

    part: str
    known: Known
    given: Given
    cause: object
    policy: Policy


def always(*kinds: type[Event]) -> Callable[[Check], Check]:
    """Check this of every such event."""

    def register(check: Check) -> Check:
        for kind in kinds:
            HOLDS[kind].append(check)
        return check

    return register


@always(r.ReferralReceived)
def r3_a_referral_is_never_overwritten(seen: Seen, event: r.ReferralReceived) -> bool:
    """The same one delivered twice is one; another one has an id of its own."""
    return event.referral not in seen.known.referrals


@always(r.ConsentCompleted)
def r5_nobodys_consent_is_implied(seen: Seen, event: r.ConsentCompleted) -> bool:
    """Every consent is there only when everybody whose word is needed said yes themself, and no holder is missing."""
    k = seen.known
    for name in k.staying:
        own = k.persons[name] is not r.WhoConsents.HOLDERS
        if own and k.said.get(name) != "yes":
            return False
        words = [granted for (person, _), granted in k.holders.items() if person == name]
        young = k.persons[name] in (r.WhoConsents.HOLDERS, r.WhoConsents.TOGETHER)
        if not all(words) or (young and not words):
            return False
    return bool(k.staying)


@always(r.QuestionsAgreed, r.CaseAccepted)
def r5_nothing_goes_on_without_consent(seen: Seen, event: Event) -> bool:
    """Questions are agreed, and a case is accepted, when every consent is there."""
    return seen.known.wanted


@always(r.QuestionsAgreed)
def r6_questions_are_confirmed_by_whom_they_concern(seen: Seen, event: r.QuestionsAgreed) -> bool:
    """A person concerned confirms the questions, or who stands for them."""
    return event.confirmed_by in {*seen.known.staying, *(holder for _, holder in seen.known.holders)}


@always(r.BottomLineSet)
def r7_a_coordinator_authors_no_bottom_line(seen: Seen, event: r.BottomLineSet) -> bool:
    """Nor does a person concerned; and each version is the next one, of the same setter."""
    before = seen.known.lines.get(event.bottom_line)
    own = event.setter not in (seen.known.coordinator, *seen.known.persons) and seen.given.by.role != "coordinator"
    return own and event.version == (before.version + 1 if before else 1)


@always(c.PreparationCompleted)
def r7_bottom_lines_are_known_before_the_conference(seen: Seen, event: c.PreparationCompleted) -> bool:
    """Everybody invited knows the version that stands."""
    return all(set(seen.known.invited) <= line.known_by for line in seen.known.lines.values())


@always(r.FundingDecided)
def r8_funding_closes_nothing(seen: Seen, event: r.FundingDecided) -> bool:
    """A payer's refusal is recorded; a person decides what follows."""
    return seen.known.ends == 0 or isinstance(seen.cause, r.DecideFunding)


@always(r.CaseAccepted)
def r9_a_case_is_accepted_once_and_complete(seen: Seen, event: r.CaseAccepted) -> bool:
    """With its questions, for the persons who stayed."""
    return not seen.known.accepted and bool(seen.known.questions) and set(event.persons) == set(seen.known.staying)


@always(r.DeadlineEscalated)
def r10_each_level_is_told_once(seen: Seen, event: r.DeadlineEscalated) -> bool:
    """First the regional manager, then the region's lead; never while somebody considers."""
    new = (event.what, event.level) not in seen.known.escalated
    considering = any(seen.known.said.get(name) == "considering" for name in seen.known.staying)
    return new and event.to == LEVELS[event.level - 1] and not considering


@always(c.CoordinatorOffered, c.CoordinatorAssigned)
def r12_a_coordinator_is_independent(seen: Seen, event: Any) -> bool:
    """No person of the case, nobody of its circle, no setter, nobody who was released for good."""
    k, who = seen.known, event.coordinator
    setters = {line.setter for line in k.lines.values()}
    asked_before = who == k.coordinator or (k.offer is not None and k.offer.coordinator == who)
    tied = {*k.persons, *k.circle, *k.givers, *setters, *k.barred}
    return who not in tied or (asked_before and who not in k.barred)


@always(c.CoordinatorOffered)
def r13_one_is_asked_at_a_time(seen: Seen, event: c.CoordinatorOffered) -> bool:
    """Nobody has the case, and nobody else holds the offer."""
    held = seen.known.offer
    return seen.known.coordinator is None and (held is None or held.offer == event.offer)


@always(c.CoordinatorAssigned)
def r13_the_first_yes_wins(seen: Seen, event: c.CoordinatorAssigned) -> bool:
    """Whoever has the case keeps it until they are released."""
    return seen.known.coordinator in (None, event.coordinator)


@always(c.OfferDeclined)
def r13_an_offer_lapses_only_when_its_time_is_over(seen: Seen, event: c.OfferDeclined) -> bool:
    """Silence counts as a no after the deadline, never before."""
    held = seen.known.offer
    return not event.lapsed or (held is not None and seen.given.at >= held.respond_by)


@always(c.CircleDrawnUp, c.ParticipantInvited, c.InformationGiverAdded)
def r14_one_capacity_a_person(seen: Seen, event: Any) -> bool:
    """Circle or information giver, never both."""
    if isinstance(event, c.InformationGiverAdded):
        return event.giver not in seen.known.circle
    return event.participant not in seen.known.givers


@always(c.ParticipantInvited)
def r5_nobody_is_invited_before_consent_stands(seen: Seen, event: c.ParticipantInvited) -> bool:
    """Every consent that is needed is there at that moment."""
    return seen.known.wanted


@always(c.ParticipantInvited)
def r15_nobody_is_asked_twice(seen: Seen, event: c.ParticipantInvited) -> bool:
    """In one round, also by another coordinator (R41); nor anybody who withdrew or is kept out (R16, R29)."""
    before = seen.known.circle.get(event.participant)
    return (before is None or not before.asked) and event.participant not in seen.known.out


@always(c.ParticipantReminded)
def r15_reminders_are_limited(seen: Seen, event: c.ParticipantReminded) -> bool:
    """Only the silent and the undecided, within the policy's number."""
    who = seen.known.circle[event.participant]
    silent = who.asked and who.answer in (None, "undecided") and event.participant not in seen.known.out
    return silent and who.reminders < seen.policy.reminders


@always(NoticeDue)
def r15_nothing_is_sent_to_who_is_out(seen: Seen, event: NoticeDue) -> bool:
    """Whoever withdrew, left or is kept out (R16, R38) is told nothing more about the conference."""
    return event.recipient not in seen.known.out or event.kind in STATUS_LIKE


STATUS_LIKE = (NoticeKind.STATUS, NoticeKind.CONSENT_ASKED)
"""Of a referrer, who can be somebody of the case; and of a person who is asked for another one's sake."""


@always(c.PreparationCompleted)
def r15_silence_is_no_yes(seen: Seen, event: c.PreparationCompleted) -> bool:
    """As many as the policy wants said yes themselves, in this round."""
    return len(seen.known.coming) >= seen.policy.participants


@always(c.PreparationCompleted)
def r19_ready_means_that_nothing_is_missing(seen: Seen, event: c.PreparationCompleted) -> bool:
    """Consent stands, the session is still to come, languages and information are arranged."""
    k = seen.known
    spoken = {k.circle[name].language for name in k.coming}
    briefed = all(told for giver, told in k.givers.items() if giver not in k.vetoed)
    return k.wanted and event.starts > seen.given.at and spoken <= {*k.languages, *k.interpreters} and briefed


@always(c.SessionPlanned, c.ConferencePostponed)
def r17_a_session_is_still_to_come(seen: Seen, event: Any) -> bool:
    """Nobody plans a date that has passed, nor a session that was held."""
    return event.session.starts > seen.given.at and event.session.session not in seen.known.sat


@always(c.PreparationStopped)
def r20_a_plan_without_a_meeting_is_a_success(seen: Seen, event: c.PreparationStopped) -> bool:
    """It is never counted as a stop."""
    return event.reason is not c.StopReason.PLAN_MADE


@always(c.ConferenceHeld, c.ConferenceWithoutPlan, c.ConferenceAdjourned)
def r22_each_outcome_is_its_own(seen: Seen, event: Event) -> bool:
    """Held, adjourned and without a plan are told apart."""
    kinds = {"held": c.ConferenceHeld, "adjourned": c.ConferenceAdjourned, "without-plan": c.ConferenceWithoutPlan}
    return isinstance(seen.cause, c.RecordConference) and isinstance(event, kinds[seen.cause.outcome])


@always(c.ConferenceHeld, c.ConferenceWithoutPlan, c.ConferenceAdjourned, c.ConferenceNoted)
def r21_of_private_time_only_who_was_there(seen: Seen, event: Any) -> bool:
    """No personal text but the place of a next session; an outsider in private time is a deviation (R39)."""
    texts = [path for path in type(event).personal if path.path[0] != "next_session"]
    k, private = seen.known, set(event.attendance.private_time)
    outsiders = private - {*k.circle, *k.persons}
    return not texts and (not outsiders or any("private-time" in word for word in event.deviations))


@always(c.ConferenceHeld, c.ConferenceWithoutPlan)
def r39_held_although_not_ready_is_a_deviation(seen: Seen, event: Any) -> bool:
    """Reality is recorded as it is; that nobody had said that all was ready is noted."""
    return seen.known.stage == "prepared" or "not-ready" in event.deviations


@always(c.ConferenceHeld, c.ConferenceWithoutPlan, c.PlanWithoutMeeting)
def r16_who_is_kept_out_is_not_in_the_circle(seen: Seen, event: Any) -> bool:
    """Nor who withdrew and did not come."""
    return not set(event.circle) & seen.known.vetoed


@always(p.PlanAgreed)
def r23_the_plan_is_complete_and_the_circles_own(seen: Seen, event: p.PlanAgreed) -> bool:
    """Every question answered; owners of the circle who agreed themselves; a date or a rhythm for each action."""
    k, people = seen.known, set(seen.known.plan_circle)
    answered = {one.question for one in event.answers} >= set(k.questions)
    own = all(one.owner in people and one.agreed is (one.owner in event.present) for one in event.actions)
    dated = all(one.by or one.recurrence for one in event.actions)
    past = event.agreed_on <= seen.given.at.astimezone(AMSTERDAM).date()
    return answered and own and dated and past and {event.monitor, *event.present} <= people


@always(p.PlanAgreed)
def r26_versions_follow_each_other(seen: Seen, event: p.PlanAgreed) -> bool:
    """A change is a new version."""
    return event.version == (seen.known.plan.version + 1 if seen.known.plan else 1)


@always(p.BottomLineJudged)
def r24_its_setter_alone_judges(seen: Seen, event: p.BottomLineJudged) -> bool:
    """The version that the circle agreed last."""
    line, plan = seen.known.lines.get(event.bottom_line), seen.known.plan
    own = line is not None and line.setter == event.setter == seen.given.by.id
    return own and plan is not None and event.version == plan.version


@always(p.PlanAccepted)
def r24_a_plan_stands_when_every_bottom_line_is_met(seen: Seen, event: p.PlanAccepted) -> bool:
    """Met by the setter's own judgement of this version; without bottom lines the circle's agreement is enough."""
    k = seen.known
    return k.plan is not None and event.version == k.plan.version and all(k.judged.get(line) for line in k.lines)


@always(p.PlanRefused)
def r25_a_refused_plan_names_what_failed(seen: Seen, event: p.PlanRefused) -> bool:
    """At least one bottom line that was judged not met."""
    return bool(event.failed) and all(seen.known.judged.get(line) is False for line in event.failed)


@always(p.PlanAccepted)
def r27_somebody_calls_after_a_plan(seen: Seen, event: p.PlanAccepted) -> bool:
    """The coordinator, and the regional manager; once a round, and the circle's reviews as often as it likes."""
    planned = {item.what for item in event.agenda}
    return seen.known.stood or {Due.CALL_FAMILY, Due.CONTACT_REFERRER} <= planned


@always(p.ActionDue)
def r28_nobody_is_chased(seen: Seen, event: p.ActionDue) -> bool:
    """Only an owner who asked for it and agreed, within the policy's number, while they are of the circle."""
    k = seen.known
    action = next((one for one in k.plan.actions if one.action == event.action), None) if k.plan else None
    asked = action is not None and action.remind and action.agreed and action.owner == event.owner
    often = event.reminder <= seen.policy.action_reminders >= k.action_reminders.get(event.action, 0) + 1
    return asked and often and event.owner not in k.out


@always(p.FollowUpConferenceWanted, r.CaseReopened)
def r29_the_next_round_follows(seen: Seen, event: Any) -> bool:
    """Same case, next round."""
    return bool(event.round == seen.known.round + 1)


@always(r.CaseReopened)
def r29_only_a_closed_case_is_reopened(seen: Seen, event: r.CaseReopened) -> bool:
    """Whoever withdrew is not brought back."""
    return seen.known.ended is Ending.CLOSED


@always(r.StatusReported)
def r30_a_referrer_hears_status_only(seen: Seen, event: r.StatusReported) -> bool:
    """Each once a round, nothing after the last one or a retraction, an anonymous one nothing at all."""
    heard = seen.known.referrals[event.referral]
    told = [status for status, _ in heard.told]
    over = any(status in LAST for status in told)
    return heard.kind is not ReferrerKind.ANONYMOUS and not heard.closed and not over and event.status not in told


@always(r.StatusReported)
def r30_no_more_than_the_person_allows(seen: Seen, event: r.StatusReported) -> bool:
    """By kind of referrer, and by what the person said instead; "does not want it" only with their permission."""
    heard = seen.known.referrals[event.referral]
    usual = event.status in seen.policy.heard_by.get(heard.kind, tuple(Status))
    first = (Status.RECEIVED, Status.ACCEPTED, Status.DECLINED)
    allowed = usual if heard.sharing is None else event.status in heard.sharing or (usual and event.status in first)
    if event.reason is DeclineReason.NOT_WANTED:
        return allowed and Status.DECLINED in (heard.sharing or ())
    return allowed


@always(NoticeDue)
def r30_a_referrer_is_told_nothing_but_status(seen: Seen, event: NoticeDue) -> bool:
    """Whoever referred, and is nothing else to the case, gets notices of one kind."""
    k = seen.known
    only = {heard.referrer for heard in k.referrals.values()} - {*k.persons, *k.circle, *(h for _, h in k.holders)}
    return event.recipient not in only or event.kind is NoticeKind.STATUS


@always(NoticeDue)
def r31_that_it_is_off_is_told_without_the_reason(seen: Seen, event: NoticeDue) -> bool:
    """Nobody learns why."""
    return event.kind is not NoticeKind.CALLED_OFF or event.detail == ""


@always(
    c.ParticipantInvited,
    c.ParticipantReminded,
    c.CoordinatorOffered,
    c.CoordinatorAssigned,
    c.PreparationCompleted,
    c.PlanWithoutMeeting,
    c.ConferenceHeld,
    p.PlanAgreed,
    p.PlanAccepted,
    p.BottomLineJudged,
    p.ActionDue,
    p.MonitorTold,
    r.CaseAccepted,
    r.DeadlineEscalated,
)
def r31_after_the_end_nothing_goes_on(seen: Seen, event: Event) -> bool:
    """Invitations, offers, reminders and plans are off."""
    return seen.known.ended is None


@always(r.CaseEnded)
def r32_one_ending(seen: Seen, event: r.CaseEnded) -> bool:
    """A case that has ended does not end again, and speaks of its own round."""
    return seen.known.ended is None and event.round == seen.known.round


@always(r.CaseEnded)
def r32_an_ending_has_its_reason(seen: Seen, event: r.CaseEnded) -> bool:
    """Each of the list follows from what it says, and from nothing else."""
    withdrawals = (r.WithdrawCase, r.RecordWillingness, r.RecordPermission)
    reasons: dict[Ending, tuple[type[Any], ...]] = {
        Ending.DEATH: (r.ReportDeath,),
        Ending.STOPPED: (c.PreparationStopped,),
        Ending.CLOSED: (p.ReviewHeld, p.WayChosen),
        Ending.NOT_REACHABLE: (r.GiveUpReaching, r.DeclineCase),
    }
    wanted = reasons.get(event.ending)
    if event.ending is Ending.WITHDRAWN:
        return not isinstance(seen.cause, r.ReportDeath)
    return isinstance(seen.cause, wanted) if wanted else isinstance(seen.cause, ENDS_AN_INTAKE + withdrawals)


ENDS_AN_INTAKE = (r.DeclineCase, r.LapseConsent, r.RetractReferral)


@always(r.CaseEnded)
def r38_a_case_goes_on_for_who_stays(seen: Seen, event: r.CaseEnded) -> bool:
    """One of several who leaves ends nothing for the others."""
    if event.person is None:
        return True
    return set(seen.known.staying) <= {event.person}


@always(c.ParticipantInvited, c.PreparationCompleted, p.PlanAgreed, r.CaseAccepted, r.BottomLineSet, c.SessionPlanned)
def roles_who_may_do_what(seen: Seen, event: Event) -> bool:
    """What people ask for comes from a role of the table, in its own region (R4)."""
    cause, by = seen.cause, seen.given.by
    if not isinstance(cause, Command | Fact):
        return True
    kind = next((kind for kind in type(cause).__mro__ if kind in ROLES[cause.service]), None)
    staff = by.role in ("regional-manager", "region-lead")
    at_home = not staff or by.region in (None, seen.known.region)
    return kind is not None and by.role in ROLES[cause.service][kind] and at_home


@always(c.CoordinatorOffered)
def r10_deadlines_are_ahead(seen: Seen, event: c.CoordinatorOffered) -> bool:
    """Whoever is asked has time to answer."""
    return event.respond_by > seen.given.at or "asked-before" in event.reasons

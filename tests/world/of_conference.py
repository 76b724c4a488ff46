"""What must hold always: of the coordinator, the circle, the conference and the plan (R11-R28, R37, R42, R43)."""

from typing import Any

from contracts import coordination as c
from contracts import plan as p
from contracts.base import Event
from contracts.notices import NoticeDue, NoticeKind
from contracts.process import Due
from tests.world.invariants import Seen, always
from tests.world.people import EMPLOYED


@always(c.CoordinatorOffered)
def r11_nobody_is_asked_whom_the_family_does_not_want(seen: Seen, event: c.CoordinatorOffered) -> bool:
    """The last that it wished counts."""
    return event.coordinator not in seen.known.unwanted


@always(c.CoordinatorOffered, c.CoordinatorAssigned)
def r12_a_coordinator_is_independent(seen: Seen, event: Any) -> bool:
    """No person of the case, nobody of its circle, no setter, nobody who was released for good."""
    k, who = seen.known, event.coordinator
    setters = {line.setter for line in k.lines.values()}
    asked_before = who == k.coordinator or (k.offer is not None and k.offer.coordinator == who)
    tied = {*k.persons, *k.circle, *k.givers, *setters, *k.barred}
    works_for = set(EMPLOYED.get(who, ())) & set(k.employers)
    return not works_for and (who not in tied or (asked_before and who not in k.barred))


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
    """In one round, also by another coordinator (R41); nor anybody who withdrew or is kept out (R16, R29).

    A question that did not arrive was not asked (R40).
    """
    before = seen.known.circle.get(event.participant)
    asked = before is not None and before.asked and before.reached
    return not asked and event.participant not in seen.known.out


@always(c.ParticipantInvited)
def r37_nobody_is_invited_while_it_is_not_safe(seen: Seen, event: c.ParticipantInvited) -> bool:
    """While the manager paused invitations."""
    return not seen.known.paused


@always(c.ParticipantReminded)
def r15_reminders_are_limited(seen: Seen, event: c.ParticipantReminded) -> bool:
    """Only the silent and the undecided, within the policy's number."""
    who = seen.known.circle[event.participant]
    silent = who.asked and who.answer in (None, "undecided") and event.participant not in seen.known.out
    return silent and who.reminders < seen.policy.reminders


@always(NoticeDue)
def r15_nothing_is_sent_to_who_is_out(seen: Seen, event: NoticeDue) -> bool:
    """Whoever withdrew, left or is kept out (R16, R38) is told nothing more about the conference.

    Who withdrew and came after all made the plan with the circle and reviews it, and who was taken out hears that it is
    off (R31): the desk withholds what is for whoever withdrew (`sent.py`).
    """
    off = event.kind is NoticeKind.CALLED_OFF and event.recipient in seen.known.left
    came = event.kind in OF_THE_PLAN and event.recipient in seen.known.plan_circle
    return event.recipient not in seen.known.out or event.kind in STATUS_LIKE or came or off


OF_THE_PLAN = (NoticeKind.PLAN, NoticeKind.REVIEW)
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
    outsiders = private - {*k.circle, *k.persons, *k.left}
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
    past = event.agreed_on <= seen.given.today
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


@always(p.PlanAccepted)
def r43_the_circle_gets_its_plan(seen: Seen, event: p.PlanAccepted) -> bool:
    """Everybody of it, as their own document, when it stands."""
    handed = {one.recipient for one in seen.together if isinstance(one, NoticeDue) and one.kind is NoticeKind.PLAN}
    return handed == set(seen.known.plan_circle)

"""How what is known of a case changes: more than a word or two for each event (changes.py has the others)."""

from collections.abc import Callable
from typing import Any

from contracts import coordination as c
from contracts import plan as p
from contracts import referral as r
from contracts.base import Event
from contracts.notices import HowToBeToldChosen, NoticeKind
from contracts.people import ReferrerKind, WhoConsents
from tests.world.joining import joins
from tests.world.known import Heard, Known, Line, Someone


def opened(k: Known, event: r.CaseOpened) -> None:
    """Whose case it is, and whose consent the law asks for."""
    k.region, k.opened = event.region, event.opened
    k.speaks |= {one.person: one.language for one in event.persons}
    k.persons = {needed.person: needed.of for needed in event.consent}
    alone = len(event.persons) == 1
    for one in event.persons:
        for heard in k.referrals.values():
            if heard.kind is ReferrerKind.SELF and (alone or heard.referrer == one.person):
                k.said[one.person] = "yes"


def corrected(k: Known, event: r.ReferralCorrected) -> None:
    """What is said of them now; what they answered stays."""
    k.speaks |= {one.person: one.language for one in event.persons}
    k.persons |= {needed.person: needed.of for needed in event.consent}


def received(k: Known, event: r.ReferralReceived) -> None:
    """Who referred, and what they speak, if that was said."""
    who = event.referrer
    k.speaks |= {who.referrer: who.language} if who.language else {}
    k.referrals[event.referral] = Heard(who.referrer, who.kind, who.agency)


def chosen(k: Known, event: HowToBeToldChosen) -> None:
    """How somebody wants to be told."""
    k.chosen |= {event.recipient: event.language} if event.language else {}


def linked(k: Known, event: r.CaseLinked) -> None:
    """It rests: it is the same as another one."""
    k.linked, k.alike = event.case, set()


def unlinked(k: Known, event: r.CaseUnlinked) -> None:
    """It goes on by itself, and its intake begins anew."""
    k.linked, k.opened, k.escalated = None, event.opened, set()


def told(k: Known, event: r.StatusReported) -> None:
    """What a referrer heard."""
    k.referrals[event.referral].told.append((event.status, event.reason))


def shared(k: Known, event: r.SharingRecorded) -> None:
    """What they may hear."""
    k.referrals[event.referral].sharing = event.statuses


def permission_needed(k: Known, event: r.PermissionRequired) -> None:
    """Somebody else's word is needed too, or may be."""
    k.holders[event.person, event.holder] = None
    k.capacities[event.person, event.holder] = event.capacity


def transferred(k: Known, event: r.CaseTransferred) -> None:
    """It has another owner, and nobody is asked any more."""
    k.region, k.handed_to = event.region, None
    k.assisting.discard(event.region)


def reopened(k: Known, event: r.CaseReopened) -> None:
    """A closed case goes on."""
    k.ended = None
    k.again(event.round)


def wanted_again(k: Known, event: p.FollowUpConferenceWanted) -> None:
    """Back to preparation, unless the case ended meanwhile."""
    if k.ended is None:
        k.again(event.round)


def taken_back(k: Known, event: r.ReferralClosed) -> None:
    """Its stream of statuses ends."""
    k.referrals[event.referral].closed = True


def accepted(k: Known, event: r.CaseAccepted) -> None:
    """The intake is done."""
    k.accepted, k.stage, k.round = True, "preparation", event.round
    k.region, k.employers, k.languages = event.region, event.employers, event.languages
    for person in event.persons:
        k.persons.setdefault(person, WhoConsents.AGE_UNKNOWN)


def consent(k: Known, event: r.ConsentCompleted) -> None:
    """Every consent is there, of these persons."""
    k.wanted = True
    for person in event.persons:
        k.persons.setdefault(person, WhoConsents.AGE_UNKNOWN)


def line_set(k: Known, event: r.BottomLineSet) -> None:
    """A new version, which nobody knows yet and nobody judged."""
    joins(k, event.agency)
    k.lines[event.bottom_line] = Line(event.version, event.setter)
    k.judged.pop(event.bottom_line, None)


def explained(k: Known, event: c.BottomLineExplained) -> None:
    """They know this version."""
    line = k.lines.get(event.bottom_line)
    if line and line.version == event.version:
        line.known_by |= set(event.participants)


def ended(k: Known, event: r.CaseEnded) -> None:
    """The one ending."""
    k.ended, k.ends, k.handed_to = event.ending, k.ends + 1, None
    if event.person:
        k.left.add(event.person)


def gone(k: Known, event: Any) -> None:
    """Nothing is sent to them any more."""
    who = event.person if isinstance(event, r.PersonLeft) else event.participant
    by_others = isinstance(event, r.PersonLeft) and event.by_others
    if not by_others:
        k.taken_out.discard(who)
    elif who not in k.out:
        k.taken_out.add(who)
    k.out.add(who)
    if isinstance(event, r.PersonLeft):
        k.left.add(who)
    if isinstance(event, c.ParticipantVetoed):
        k.vetoed.add(who)
    k.plan_circle = tuple(other for other in k.plan_circle if other != who)


def offered(k: Known, event: c.CoordinatorOffered) -> None:
    """One is being asked."""
    k.offer, k.pool_empty = event, False


def declined(k: Known, event: c.OfferDeclined) -> None:
    """Nobody is being asked; whoever was only late may still say yes."""
    k.offer = None
    if event.lapsed:
        k.lapsed[event.offer] = event.coordinator


def assigned(k: Known, event: c.CoordinatorAssigned) -> None:
    """Somebody has the case."""
    k.coordinator, k.offer, k.pool_empty = event.coordinator, None, False
    k.had.add(event.coordinator)


def released(k: Known, event: c.CoordinatorReleased) -> None:
    """Nobody has it, and some are not to have it again."""
    k.coordinator = None
    if event.reason in ("conflict", "family-wish"):
        k.barred.add(event.coordinator)


def drawn_up(k: Known, event: c.CircleDrawnUp) -> None:
    """Wanted, not asked yet."""
    k.circle[event.participant] = Someone(language=spoken(k, event))


def asked(k: Known, event: c.ParticipantInvited) -> None:
    """Asked to come."""
    k.circle[event.participant] = Someone(asked=True, language=spoken(k, event))


def spoken(k: Known, event: c.CircleDrawnUp | c.ParticipantInvited) -> str:
    """Their language, as it is said now or was known."""
    if event.language:
        k.speaks[event.participant] = event.language
    return k.speaks.setdefault(event.participant, "nl")


def answered(k: Known, event: c.InvitationAnswered) -> None:
    """Their last word."""
    if event.participant in k.circle:
        k.circle[event.participant].answer = event.answer
        k.circle[event.participant].reached = True


def unreached(k: Known, event: c.ParticipantUnreached) -> None:
    """The question did not arrive, or not the reminder: neither was one."""
    one = k.circle.get(event.participant)
    if one and event.kind is NoticeKind.INVITATION:
        one.reached, one.reminders = False, 0
    elif one:
        one.reminders = max(0, one.reminders - 1)


def reached(k: Known, event: c.ParticipantReached) -> None:
    """It arrived after all."""
    if event.participant in k.circle:
        k.circle[event.participant].reached = True


def reminded(k: Known, event: c.ParticipantReminded) -> None:
    """Once more."""
    if event.participant in k.circle:
        k.circle[event.participant].reminders += 1


def sat(k: Known, event: c.ConferenceAdjourned) -> None:
    """To be continued."""
    k.stage, k.session = "prepared", event.next_session
    k.sat.add(event.session)


def held(k: Known, event: Any) -> None:
    """The circle makes its plan, or made none."""
    k.stage = "without-plan" if isinstance(event, c.ConferenceWithoutPlan) else "writing"
    k.plan_circle, k.round, k.stood = event.circle, event.round, False
    if not isinstance(event, c.PlanWithoutMeeting):
        k.sat.add(event.session)


def agreed(k: Known, event: p.PlanAgreed) -> None:
    """A version of the plan; an action begins anew where its terms changed."""
    before = {one.action: one for one in k.plan.actions} if k.plan else {}
    k.action_reminders = {n: count for n, count in k.action_reminders.items() if n in before}
    for one in event.actions:
        if before.get(one.action) != one:
            k.action_reminders.pop(one.action, None)
    k.stage, k.plan, k.judged = "judging", event, {}


def stands(k: Known, _: p.PlanAccepted) -> None:
    """It is followed up."""
    k.stage, k.stood = "stands", True


def due(k: Known, event: p.FollowUpDue) -> None:
    """A call or a review."""
    if "review" in event.what:
        k.review_due = True
    else:
        k.calls_due.add("coordinator" if event.what == "call-family" else "regional-manager")


def reviewed(k: Known, _: p.ReviewHeld) -> None:
    """A review was held."""
    k.reviews, k.review_due = k.reviews + 1, False


def action_due(k: Known, event: p.ActionDue) -> None:
    """Its owner was reminded."""
    k.actions_due[event.action] = event.owner
    k.action_reminders[event.action] = k.action_reminders.get(event.action, 0) + 1


def reported(k: Known, event: p.ActionReported) -> None:
    """Whoever told something is not reminded of it: of a recurring action from its next date on."""
    k.actions_due.pop(event.action, None)
    k.action_reminders.pop(event.action, None)


def setting(**values: Any) -> Callable[[Known, Any], None]:
    """A change that is always the same."""

    def change(k: Known, _: Event) -> None:
        for name, value in values.items():
            setattr(k, name, value)

    return change

"""A plan is followed up: a call, a contact, reviews at the circle's own dates (R27, R29)."""

from datetime import date, datetime

import pytest

from contracts.coordination import CoordinatorReleased, ParticipantWithdrew
from contracts.deciding import AMSTERDAM
from contracts.notices import NoticeKind
from contracts.operations import DayTurned
from contracts.plan import (
    CallFamily,
    ContactReferrer,
    EscalatePlan,
    FollowUpCallRecorded,
    FollowUpConferenceWanted,
    FollowUpDue,
    HoldReview,
    PlanAccepted,
    RecordFollowUpCall,
    RecordReview,
    ReviewHeld,
    ReviewNoted,
    ReviewOutcome,
)
from contracts.policy import Policy
from contracts.process import Due, DueItem
from services.plan.case import next_due
from tests.rules.plan_cases import PROCESS, accepted, days, ended, given, held, plan, stands, when

CALL = DueItem(what=Due.CALL_FAMILY, at=days(28))
CONTACT = DueItem(what=Due.CONTACT_REFERRER, at=days(35))
SPRING = DueItem(what=Due.HOLD_REVIEW, at=days(90))
WINTER = DueItem(what=Due.HOLD_REVIEW, at=days(365))
FOLLOWED = stands(CALL, CONTACT, SPRING, WINTER, contact_by=days(42).date())


def test_what_follows_an_accepted_plan() -> None:
    """R27: the coordinator calls after four weeks, the manager a little later; then each review."""
    acceptance = when(given(*accepted(), held()), plan()).facts[1]

    assert isinstance(acceptance, PlanAccepted)
    assert [(item.what, item.whose) for item in acceptance.agenda] == [
        (Due.CALL_FAMILY, "coordinator"),
        (Due.CONTACT_REFERRER, "regional-manager"),
        (Due.HOLD_REVIEW, "circle"),
        (Due.HOLD_REVIEW, "circle"),
    ]
    assert [item.at for item in acceptance.agenda] == [
        days(28),
        days(35),
        datetime(2026, 6, 2, 9, tzinfo=AMSTERDAM),
        datetime(2027, 3, 2, 9, tzinfo=AMSTERDAM),
    ]


def test_when_is_the_policy_of_the_region() -> None:
    """R27: another region calls earlier, or lets nobody else hear of what was not told."""
    policy = Policy(call_days=14, contact_days=20, contact_within_days=14)

    told = when(given(*accepted(), held()), plan(reviews_after_months=()), policy=policy)
    called = when(told.case, CallFamily(), by=PROCESS, at=days(14), policy=policy)

    assert isinstance(told.facts[1], PlanAccepted)
    assert [item.at for item in told.facts[1].agenda] == [days(14), days(20)]
    assert called.notices == [(NoticeKind.CALL_FAMILY, "anna")]
    assert next_due(called.case) is None


def test_a_review_that_is_past_when_the_plan_is_accepted_is_not_asked_for() -> None:
    """R27: agreed long ago, written up late; only what is still ahead is held."""
    acceptance = when(given(*accepted(), held()), plan(agreed_on=date(2025, 11, 2))).facts[1]

    assert isinstance(acceptance, PlanAccepted)
    assert acceptance.reviews == (date(2026, 2, 2), date(2026, 11, 2))
    assert [item.at.date() for item in acceptance.agenda if item.what is Due.HOLD_REVIEW] == [date(2026, 11, 2)]


def test_the_call_is_due() -> None:
    """R27: the coordinator is asked, once; without one the regional manager."""
    told = when(given(*FOLLOWED), CallFamily(), by=PROCESS, at=days(28))

    assert told.facts == [FollowUpDue(what="call-family", late=days(42).date())]
    assert told.notices == [(NoticeKind.CALL_FAMILY, "anna")]
    assert when(told.case, CallFamily(), by=PROCESS, at=days(28)).events == []
    alone = given(*FOLLOWED, CoordinatorReleased(coordinator="anna", reason="ill"))
    assert when(alone, CallFamily(), by=PROCESS).notices == [(NoticeKind.CALL_FAMILY, "regional-manager")]


def test_the_contact_is_due() -> None:
    """R27: the regional manager contacts family and referrer."""
    told = when(given(*FOLLOWED), ContactReferrer(), by=PROCESS, at=days(35))

    assert told.facts == [FollowUpDue(what="contact-referrer", late=days(42).date())]
    assert told.notices == [(NoticeKind.CONTACT_REFERRER, "regional-manager")]


@pytest.mark.parametrize(("who", "asked"), [("coordinator", CallFamily()), ("regional-manager", ContactReferrer())])
def test_a_call_that_was_made_is_not_asked_for(who: str, asked: CallFamily | ContactReferrer) -> None:
    """R27: whoever called early is not reminded; the other still is."""
    told = when(given(*FOLLOWED), RecordFollowUpCall(who=who))

    assert told.facts == [FollowUpCallRecorded(who=who)]
    assert when(told.case, asked, by=PROCESS).events == []
    other = ContactReferrer() if who == "coordinator" else CallFamily()
    assert when(told.case, other, by=PROCESS).facts


def test_a_call_is_recorded_whenever_it_was() -> None:
    """R39: also before the plan, or after the end."""
    for case in (given(*accepted()), given(*FOLLOWED, ended())):
        assert when(case, RecordFollowUpCall(who="coordinator")).facts == [FollowUpCallRecorded(who="coordinator")]


def test_a_review_date_has_come() -> None:
    """R27: the coordinator hears, and the monitor of the circle's own choice."""
    told = when(given(*FOLLOWED), HoldReview(), by=PROCESS, at=SPRING.at)

    assert told.facts == [FollowUpDue(what="hold-review", number=1)]
    assert told.notices == [(NoticeKind.REVIEW, "anna"), (NoticeKind.REVIEW, "jan")]


def test_a_monitor_who_left_hears_nothing() -> None:
    """R15: nothing is sent after a withdrawal."""
    case = given(*FOLLOWED, ParticipantWithdrew(participant="jan"))

    assert when(case, HoldReview(), by=PROCESS, at=SPRING.at).notices == [(NoticeKind.REVIEW, "anna")]


def test_without_word_of_a_review_only_the_manager_is_asked_again() -> None:
    """R27, promise 4: the process asks again; the family is not chased, and the date to come is not lost."""
    first = when(given(*FOLLOWED), HoldReview(), by=PROCESS, at=SPRING.at)
    again = when(first.case, HoldReview(), by=PROCESS, at=days(97))
    winter = when(again.case, HoldReview(), by=PROCESS, at=WINTER.at)

    assert again.facts == [FollowUpDue(what="review-overdue", number=1)]
    assert again.notices == [(NoticeKind.REVIEW, "regional-manager")]
    assert winter.notices == [(NoticeKind.REVIEW, "anna"), (NoticeKind.REVIEW, "jan")]
    assert when(winter.case, HoldReview(), by=PROCESS, at=days(400)).notices == again.notices


@pytest.mark.parametrize("outcome", [ReviewOutcome.ON_TRACK, ReviewOutcome.ADJUST])
def test_after_a_review_the_rest_is_still_ahead(outcome: ReviewOutcome) -> None:
    """R29: on track or to be adjusted (R26), the next review stands; each is counted."""
    told = when(given(*FOLLOWED), RecordReview(outcome=outcome), at=days(91))
    second = when(told.case, RecordReview(outcome=outcome), at=days(366))

    first, then = told.facts[0], second.facts[0]
    assert isinstance(first, ReviewHeld)
    assert isinstance(then, ReviewHeld)
    assert (first.number, then.number) == (1, 2)
    assert [item for item in first.agenda if item.what is Due.HOLD_REVIEW] == [WINTER]
    assert [item for item in then.agenda if item.what is Due.HOLD_REVIEW] == []


def test_a_plan_that_is_to_be_adjusted_is_awaited() -> None:
    """R26, R29: its next version takes too long like the first; once it is there nobody is asked any more."""
    adjust = when(given(*FOLLOWED), RecordReview(outcome=ReviewOutcome.ADJUST), at=days(91))
    on_track = when(given(*FOLLOWED), RecordReview(outcome=ReviewOutcome.ON_TRACK), at=days(91))
    (held_,) = adjust.facts
    assert isinstance(held_, ReviewHeld)

    first = when(adjust.case, EscalatePlan(), by=PROCESS, at=days(106))
    second = when(first.case, EscalatePlan(), by=PROCESS, at=days(113))

    assert [item.what for item in held_.agenda] == [Due.HOLD_REVIEW, Due.ESCALATE_PLAN, Due.ESCALATE_PLAN]
    assert first.notices == [(NoticeKind.ESCALATION, "regional-manager")]
    assert second.notices == [(NoticeKind.ESCALATION, "region-lead")]
    assert when(on_track.case, EscalatePlan(), by=PROCESS, at=days(106)).events == []
    adjusted = when(adjust.case, plan(), at=days(95))
    assert when(adjusted.case, EscalatePlan(), by=PROCESS, at=days(106)).events == []
    assert isinstance(adjusted.facts[1], PlanAccepted)
    assert Due.ESCALATE_PLAN not in [item.what for item in adjusted.facts[1].agenda]
    (after_all,) = when(adjust.case, RecordReview(outcome=ReviewOutcome.ON_TRACK), at=days(92)).facts
    assert isinstance(after_all, ReviewHeld)
    assert after_all.agenda == (WINTER,)
    again = when(second.case, RecordReview(outcome=ReviewOutcome.ADJUST), at=days(120))
    assert when(again.case, EscalatePlan(), by=PROCESS, at=days(140)).notices == first.notices


@pytest.mark.parametrize(
    ("asked", "day", "first", "then"),
    [(CallFamily(), 28, "anna", "regional-manager"), (ContactReferrer(), 35, "regional-manager", "region-lead")],
)
def test_of_a_call_that_nobody_told_of_somebody_else_hears(
    asked: CallFamily | ContactReferrer, day: int, first: str, then: str
) -> None:
    """R27: each has a clock of their own; who was asked is not chased, and after the second nobody hears."""
    case = when(given(*accepted(), held()), plan()).case

    once = when(case, asked, by=PROCESS, at=days(day))
    twice = when(once.case, turned(42), by=PROCESS, at=days(42))

    assert [who for _, who in once.notices] == [first]
    assert next_due(once.case) == days(42).date()
    assert when(once.case, turned(41), by=PROCESS, at=days(41)).events == []
    assert [who for _, who in twice.notices] == [then]
    assert next_due(twice.case) is None
    assert when(twice.case, turned(60), by=PROCESS, at=days(60)).events == []
    made = RecordFollowUpCall(who="coordinator" if isinstance(asked, CallFamily) else "regional-manager")
    assert next_due(when(once.case, made).case) is None
    assert when(when(once.case, made).case, turned(42), by=PROCESS, at=days(42)).events == []
    assert when(when(case, made).case, asked, by=PROCESS, at=days(day)).events == []
    stricter = when(case, asked, by=PROCESS, at=days(day), policy=Policy(call_days=5, contact_days=5))
    assert next_due(stricter.case) == days(42).date(), "a policy that changed since does not reach back"
    over = when(once.case, ended()).case
    assert next_due(over) is None
    assert when(over, turned(42), by=PROCESS, at=days(42)).events == []


def turned(day: int) -> DayTurned:
    """So many days after the beginning."""
    return DayTurned(day=days(day).date())


def test_a_review_held_at_its_very_moment_is_not_asked_for_again() -> None:
    """R27: what is told on the day itself is told in time."""
    told = when(given(*FOLLOWED), RecordReview(outcome=ReviewOutcome.ON_TRACK), at=SPRING.at)

    assert told.facts == [ReviewHeld(number=1, outcome=ReviewOutcome.ON_TRACK, agenda=(WINTER,))]


def test_a_review_out_of_the_blue_takes_nothing_away() -> None:
    """R27: the dates that are ahead are the circle's own choice; so is the call that was not made."""
    told = when(given(*FOLLOWED), RecordReview(outcome=ReviewOutcome.ON_TRACK), at=days(10))

    assert told.facts[0] == ReviewHeld(number=1, outcome=ReviewOutcome.ON_TRACK, agenda=(CALL, CONTACT, SPRING, WINTER))


def test_an_adjusted_plan_keeps_what_is_ahead() -> None:
    """R26, R27: no call is made twice; the reviews stand unless the circle chooses others."""
    called = when(given(*FOLLOWED), CallFamily(), by=PROCESS, at=days(28))
    kept = when(called.case, plan(), at=days(30)).facts[1]
    other = when(called.case, plan(reviews_after_months=(1,), agreed_on=days(30).date()), at=days(30)).facts[1]

    assert isinstance(kept, PlanAccepted)
    assert isinstance(other, PlanAccepted)
    assert [item.what for item in kept.agenda] == [Due.CONTACT_REFERRER, Due.HOLD_REVIEW, Due.HOLD_REVIEW]
    assert kept.reviews == (SPRING.at.date(), WINTER.at.date())
    assert other.reviews == (date(2026, 5, 1),)


def test_reviews_are_counted_on_in_an_adjusted_plan() -> None:
    """R29: the second review is the second, whatever the version."""
    first = when(given(*FOLLOWED), RecordReview(outcome=ReviewOutcome.ADJUST), at=days(91))
    adjusted = when(first.case, plan(), at=days(92))

    assert isinstance(
        second := when(adjusted.case, RecordReview(outcome=ReviewOutcome.ON_TRACK), at=days(366)).facts[0], ReviewHeld
    )
    assert second.number == 2


def test_a_follow_up_conference_goes_back_to_preparation() -> None:
    """R29: the same case, the next round; nothing of the old follow-up is asked for any more."""
    told = when(given(*FOLLOWED), RecordReview(outcome=ReviewOutcome.FOLLOW_UP_CONFERENCE), at=days(91))

    assert [type(event) for event in told.facts] == [ReviewHeld, FollowUpConferenceWanted]
    assert told.facts[1] == FollowUpConferenceWanted(round=2)
    assert when(told.case, HoldReview(), by=PROCESS, at=days(365)).events == []
    anew = when(given(*FOLLOWED, *told.facts, held(number=2)), plan(), at=days(120)).facts[1]
    assert isinstance(anew, PlanAccepted)
    assert anew.agenda[0] == CALL.model_copy(update={"at": days(148), "rule": "R27", "whose": "coordinator"})


def test_a_review_can_close_the_case() -> None:
    """R29: nothing more is asked for; the referral service ends the case."""
    told = when(given(*FOLLOWED), RecordReview(outcome=ReviewOutcome.CLOSE), at=days(365))

    assert told.facts == [ReviewHeld(number=1, outcome=ReviewOutcome.CLOSE)]


def test_a_review_out_of_turn_is_noted() -> None:
    """R39: never refused; it moves nothing, and the regional manager hears the deviation."""
    for case, word in ((given(*accepted(), held()), "no-plan-stands"), (given(*FOLLOWED, ended()), "case-ended")):
        told = when(case, RecordReview(outcome=ReviewOutcome.FOLLOW_UP_CONFERENCE))
        assert told.facts == [ReviewNoted(outcome=ReviewOutcome.FOLLOW_UP_CONFERENCE, deviations=(word,))]
        assert told.notices == [(NoticeKind.DEVIATION, "regional-manager")]


@pytest.mark.parametrize("asked", [CallFamily(), ContactReferrer(), HoldReview()])
def test_nothing_is_asked_for_while_no_plan_stands(asked: CallFamily | ContactReferrer | HoldReview) -> None:
    """R27, R31: neither before a plan nor after the end."""
    assert when(given(*accepted(), held()), asked, by=PROCESS).events == []
    assert when(given(*FOLLOWED, ended()), asked, by=PROCESS, at=days(400)).events == []

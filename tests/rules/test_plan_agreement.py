"""The circle agrees on its plan: complete, its own, every action somebody's own (R23, R26)."""

from datetime import date
from typing import Any

import pytest

from contracts.base import Event
from contracts.coordination import Attendance, ConferenceWithoutPlan, ParticipantDied, ParticipantWithdrew
from contracts.notices import NoticeKind
from contracts.plan import AnsweredQuestion, FollowUpConferenceWanted, MetBottomLine, PlanAccepted, PlanAgreed
from contracts.policy import Policy
from contracts.process import Due
from contracts.referral import CaseReopened, QuestionsAgreed
from tests.rules.plan_cases import (
    ANNA,
    MANAGER,
    MONDAY,
    TODAY,
    accepted,
    action,
    bottom_line,
    days,
    given,
    held,
    plan,
    question,
    refused,
    stands,
    when,
    without_meeting,
)

HELD = (*accepted(), held())


def test_without_bottom_lines_the_agreement_of_the_circle_is_enough() -> None:
    """R24: the plan stands at once; there is no outside approver."""
    told = when(given(*HELD), plan())

    agreement, acceptance = told.facts
    assert isinstance(agreement, PlanAgreed)
    assert (agreement.version, agreement.monitor, agreement.with_meeting, agreement.agenda) == (1, "jan", True, ())
    assert isinstance(acceptance, PlanAccepted)
    assert (acceptance.version, acceptance.reviews) == (1, agreement.reviews)


def test_the_plan_is_handed_to_the_circle() -> None:
    """R43: everybody of the circle gets it as their own document."""
    assert when(given(*HELD), plan()).notices == [(NoticeKind.PLAN, who) for who in ("mike", "els", "jan")]


def test_with_bottom_lines_each_setter_is_asked() -> None:
    """R24: the plan waits for the judgement of each; if it does not come the manager hears, then the region's lead."""
    case = given(*HELD, bottom_line(), bottom_line("line-2", by="worker-2"))

    told = when(case, plan("line-1", "line-2"))

    (agreement,) = told.facts
    assert isinstance(agreement, PlanAgreed)
    assert [item.what for item in agreement.agenda] == [Due.ESCALATE_JUDGEMENT] * 2
    assert agreement.agenda[0].at > days(10)
    assert told.notices == [(NoticeKind.JUDGEMENT_ASKED, "worker-1"), (NoticeKind.JUDGEMENT_ASKED, "worker-2")]


def test_a_plan_without_a_meeting_is_marked_so() -> None:
    """R20, R36: a success of its own kind, counted apart."""
    agreement, acceptance = when(given(*accepted(), without_meeting()), plan()).facts

    assert isinstance(agreement, PlanAgreed)
    assert isinstance(acceptance, PlanAccepted)
    assert (agreement.with_meeting, acceptance.with_meeting) == (False, False)


def test_there_is_no_plan_before_the_conference() -> None:
    """R23: the plan is the circle's own; nobody writes it ahead, nor before the next conference."""
    assert refused(given(*accepted()), plan()).reason == "no-conference"
    for back in (FollowUpConferenceWanted(round=2), CaseReopened(round=2, note="Again")):
        assert refused(given(*stands(), back), plan()).reason == "no-conference"
        assert when(given(*stands(), back, held(number=2)), plan()).facts


def test_a_plan_can_still_be_made_after_a_conference_without_one() -> None:
    """R22: the circle of that conference is not left with nothing."""
    there = Attendance(information=("els",), private_time=("els",), presentation=())
    ended_without = ConferenceWithoutPlan(session="s", attendance=there, circle=("mike", "els", "jan"), round=1)

    assert when(given(*accepted(), ended_without), plan()).facts


ANSWERS = {
    "answered": AnsweredQuestion(question="school", answer="Together"),
    "why not": AnsweredQuestion(question="school", why_not="Not yet"),
    "neither": AnsweredQuestion(question="school"),
    "absent": None,
}


@pytest.mark.parametrize(
    ("how", "complete"), [("answered", True), ("why not", True), ("neither", False), ("absent", False)]
)
def test_every_question_is_answered_or_it_says_why_not(how: str, complete: bool) -> None:
    """R23: the refusal names exactly the questions that are open."""
    home = AnsweredQuestion(question="home", answer="Together")
    school = ANSWERS[how]
    wish = plan(answers=(home, school) if school else (home,))

    if complete:
        assert when(given(*HELD), wish).facts
    else:
        no = refused(given(*HELD), wish)
        assert (no.reason, no.missing) == ("not-answered", ("question:school",))


def test_every_bottom_line_is_answered() -> None:
    """R24: its setter sees the part of the plan that answers it, so there is one."""
    assert refused(given(*HELD, bottom_line()), plan()).missing == ("bottom-line:line-1",)


def test_what_was_not_asked_is_not_answered() -> None:
    """R23: a question or bottom line of another case is a mistake, not a plan."""
    answers = (*plan().answers, AnsweredQuestion(question="other", answer="Yes"))

    assert refused(given(*HELD), plan(answers=answers)).reason == "unknown-question"
    strange = plan(bottom_lines=(MetBottomLine(bottom_line="other", answer="Yes"),))
    assert refused(given(*HELD), strange).reason == "unknown-question"


def test_the_questions_are_those_agreed_last() -> None:
    """R6, R23: agreed anew, the old ones need no answer."""
    anew = QuestionsAgreed(questions=(question("work"),), confirmed_by="mike")
    answer = (AnsweredQuestion(question="work", answer="Together"),)

    assert refused(given(*HELD, anew), plan()).missing == ("question:work",)
    assert when(given(*HELD, anew), plan(answers=answer)).facts


@pytest.mark.parametrize(("owner", "agreed", "reason"), [
    ("els", True, None),
    ("els", False, "not-agreed"),
    ("jan", False, None),
    ("jan", True, "not-agreed"),
    ("doctor", True, "not-in-circle"),
])  # fmt: skip
def test_an_owner_agreed_themself_or_is_pending(owner: str, agreed: bool, reason: str | None) -> None:
    """R23: Els was there, Jan was not, the doctor is not of the circle: their help is a request, not an action."""
    wish = plan(actions=(action(owner=owner, agreed=agreed),), present=("mike", "els"))

    if reason:
        assert refused(given(*HELD), wish).reason == reason
    else:
        assert when(given(*HELD), wish).facts


def test_the_refusal_says_which_of_the_two_it_is() -> None:
    """R23: who was absent is pending; who was present agrees, or does not own the action."""
    absent = plan(actions=(action(owner="jan"),), present=("mike", "els"))
    present = plan(actions=(action(agreed=False),))

    assert "pending" in refused(given(*HELD), absent).text
    assert "agrees" in refused(given(*HELD), present).text


@pytest.mark.parametrize("changes", [{"present": ("mike", "els", "anna")}, {"monitor": "anna"}])
def test_only_the_circle_agrees_and_keeps_an_eye_on_it(changes: dict[str, Any]) -> None:
    """R23: neither coordinator nor professional agrees to the plan or watches over it."""
    assert refused(given(*HELD), plan(**changes)).reason == "not-in-circle"


@pytest.mark.parametrize(("by", "recorded"), [(None, ("mike", "els")), (("els",), ("els",))])
def test_who_agreed_is_recorded_beside_who_was_present(by: tuple[str, ...] | None, recorded: tuple[str, ...]) -> None:
    """R23: with the date, and with the dissent that somebody wants noted."""
    wish = plan(present=("mike", "els"), agreed_by=by, dissent="Rather another school")

    agreement = when(given(*HELD), wish).facts[0]

    assert isinstance(agreement, PlanAgreed)
    assert (agreement.agreed_on, agreement.present, agreement.agreed_by) == (TODAY, ("mike", "els"), recorded)
    assert agreement.dissent == "Rather another school"


@pytest.mark.parametrize("by", [(), ("jan",), ("els", "anna")])
def test_a_plan_is_agreed_by_somebody_who_was_present(by: tuple[str, ...]) -> None:
    """R23: nobody agrees in their absence, and a plan that nobody agreed to is none."""
    refusal = refused(given(*HELD), plan(present=("mike", "els"), agreed_by=by))

    assert refusal.reason == "not-agreed-by-circle"


@pytest.mark.parametrize("gone", [ParticipantWithdrew(participant="els"), ParticipantDied(participant="els")])
def test_whoever_withdrew_or_died_owns_nothing_and_is_sent_nothing(gone: Event) -> None:
    """R15, R32: they are not in the circle any more."""
    case = given(*HELD, gone)

    assert refused(case, plan()).reason == "not-in-circle"
    without = when(case, plan(actions=(action(owner="jan"),), present=("mike", "jan")))
    assert without.notices == [(NoticeKind.PLAN, "mike"), (NoticeKind.PLAN, "jan")]


def test_an_action_says_when() -> None:
    """R23: by when, or how often."""
    assert refused(given(*HELD), plan(actions=(action(by=None),))).reason == "no-date"
    assert when(given(*HELD), plan(actions=(action(by=None, recurrence="FREQ=WEEKLY;BYDAY=WE"),))).facts


def test_two_actions_have_two_ids() -> None:
    """R28: a report must say of which."""
    assert refused(given(*HELD), plan(actions=(action(), action(owner="jan")))).reason == "action-twice"


def test_a_plan_is_agreed_before_it_is_written_up() -> None:
    """R23: today is fine, tomorrow is not; the day is the Dutch one."""
    assert refused(given(*HELD), plan(agreed_on=date(2026, 3, 3))).reason == "agreed-in-future"
    late_evening = MONDAY.replace(hour=23, minute=30)
    assert when(given(*HELD), plan(agreed_on=date(2026, 3, 3)), at=late_evening).facts


def test_a_change_is_a_new_version() -> None:
    """R26: agreed by the circle again, and it stands anew; until then the old one does."""
    first = when(given(*HELD), plan())
    second = when(first.case, plan(actions=(action("cook", "jan"),)), at=days(40))

    agreement, acceptance = second.facts
    assert isinstance(agreement, PlanAgreed)
    assert isinstance(acceptance, PlanAccepted)
    assert (agreement.version, acceptance.version) == (2, 2)
    assert second.case.plan
    assert set(second.case.plan.actions) == {"cook"}


def test_the_circle_chooses_its_reviews() -> None:
    """R27: its own months, counted from the day of the agreement; else the region's; never fixed in code."""
    own = when(given(*HELD), plan(reviews_after_months=(6, 1, 6), agreed_on=date(2026, 1, 31))).facts[0]
    regional = when(given(*HELD), plan(), policy=Policy(reviews_after_months=(2,))).facts[0]
    default = when(given(*HELD), plan()).facts[0]
    none = when(given(*HELD), plan(reviews_after_months=())).facts[0]

    assert [event.reviews for event in (own, regional, default, none) if isinstance(event, PlanAgreed)] == [
        (date(2026, 2, 28), date(2026, 7, 31)),
        (date(2026, 5, 2),),
        (date(2026, 6, 2), date(2027, 3, 2)),
        (),
    ]


def test_who_may_write_it_up() -> None:
    """R41: the coordinator of this case or the regional manager, not the coordinator of another."""
    other = ANNA.model_copy(update={"id": "bert"})

    assert when(given(*HELD), plan(), by=MANAGER).facts
    assert refused(given(*HELD), plan(), by=other).reason == "not-your-case"

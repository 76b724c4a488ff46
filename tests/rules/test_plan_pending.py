"""Who was absent when the circle agreed is pending: asked once, and answering for themselves (R23, R40)."""

from datetime import date

import pytest

from contracts.base import Actor
from contracts.coordination import ParticipantWithdrew
from contracts.notices import NoticeKind
from contracts.operations import DayTurned
from contracts.people import Means
from contracts.plan import (
    ActionAnswered,
    ActionAsked,
    ActionReturned,
    AnswerAction,
    MonitorTold,
    PlanAgreed,
    RecordReview,
    ReviewOutcome,
)
from contracts.policy import Policy
from services.plan.reminders import next_due
from services.plan.state import Case
from tests.rules.plan_cases import (
    PROCESS,
    accepted,
    action,
    bottom_line,
    days,
    given,
    held,
    judges,
    plan,
    refused,
    setter,
    stands,
    when,
)

HELD = (*accepted(), held())
ABSENT = plan(actions=(action(agreed=False, remind=True),), present=("mike", "jan"))
ASKED_UNTIL = date(2026, 3, 16)


def says(agreed: bool, by: str = "els", name: str = "drive") -> AnswerAction:
    """What somebody says to an action."""
    return AnswerAction(action=name, by=by, agreed=agreed, means=Means.SPOKEN)


def pending() -> Case:
    """A plan that stands, with an action of Els, who was not there."""
    return when(given(*HELD), ABSENT).case


def test_who_was_absent_is_asked_when_the_plan_stands() -> None:
    """R23: nobody agreed on their behalf, so they are asked themselves."""
    told = when(given(*HELD), ABSENT)

    assert ActionAsked(action="drive", owner="els", again=ASKED_UNTIL) in told.facts
    assert (NoticeKind.ACTION_ASKED, "els") in told.notices
    there = when(given(*HELD), plan())
    assert NoticeKind.ACTION_ASKED not in [kind for kind, _ in there.notices]


def test_nobody_is_asked_before_the_plan_stands() -> None:
    """R24: a plan that is being judged may still change."""
    judging = when(given(*HELD, bottom_line()), ABSENT.model_copy(update={"bottom_lines": plan("line-1").bottom_lines}))
    accepted_ = when(judging.case, judges(True), by=setter())

    assert NoticeKind.ACTION_ASKED not in [kind for kind, _ in judging.notices]
    assert (NoticeKind.ACTION_ASKED, "els") in accepted_.notices


def test_a_yes_makes_it_theirs() -> None:
    """R23, R28: from then on they are reminded, if they asked for it."""
    told = when(pending(), says(True), at=days(3))

    by = date(2026, 3, 31)
    assert told.facts == [ActionAnswered(action="drive", by="els", agreed=True, means=Means.SPOKEN, again=by)]
    assert told.notices == []
    assert next_due(told.case) == by


def test_a_no_gives_it_back_to_the_circle_also_a_later_one() -> None:
    """R23: no reason is asked; the circle's own monitor hears. Who agreed before may still say no."""
    for case in (pending(), when(pending(), says(True)).case, given(*stands())):
        told = when(case, says(False))
        assert [type(event) for event in told.facts] == [ActionAnswered, ActionReturned]
        assert told.notices == [(NoticeKind.ACTION_REMINDER, "jan")]
        assert next_due(told.case) is None


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (says(True, by="mike"), "not-the-owner"),
        (says(True, name="other"), "unknown-action"),
    ],
)
def test_nobody_answers_for_somebody_else(said: AnswerAction, reason: str) -> None:
    """R23: whoever is to do it, and an action that there is."""
    assert refused(pending(), said).reason == reason


def test_a_person_concerned_answers_for_themselves_only() -> None:
    """R23: also where they ask by their own token; staff record what anybody said (R40)."""
    mike = Actor(id="mike", role="person-concerned")

    assert refused(pending(), says(True), by=mike).reason == "not-the-owner"
    own = when(given(*HELD), plan(actions=(action(owner="mike", agreed=False),), present=("els", "jan"))).case
    assert when(own, says(True, by="mike"), by=mike).facts


def test_there_is_nothing_to_say_to_what_is_agreed_or_given_back() -> None:
    """R23: the refusal says which."""
    assert refused(given(*stands()), says(True)).reason == "agreed-already"
    assert refused(when(pending(), says(False)).case, says(True)).reason == "unknown-action"
    assert refused(given(*HELD), says(True)).reason == "unknown-action"


def test_silence_is_told_to_the_monitor_once_and_to_nobody_else() -> None:
    """R23, R28, promise 4: nobody is chased; what the circle makes of it is its own matter."""
    case = pending()
    assert next_due(case) == ASKED_UNTIL

    told = when(case, DayTurned(day=ASKED_UNTIL), by=PROCESS, at=days(14))

    assert told.facts == [MonitorTold(action="drive", monitor="jan")]
    assert told.notices == [(NoticeKind.ACTION_REMINDER, "jan")]
    assert next_due(told.case) is None
    assert when(told.case, says(True), at=days(20)).facts


def test_how_long_they_think_is_the_policy_of_the_region() -> None:
    """R23: another region gives a week."""
    assert next_due(when(given(*HELD), ABSENT, policy=Policy(answer_days=7)).case) == date(2026, 3, 9)


def test_who_left_is_not_asked() -> None:
    """R15: nothing is sent after a withdrawal; a new version that still names them is refused."""
    judging = (*HELD, bottom_line(), agreed_without_els())
    told = when(given(*judging, ParticipantWithdrew(participant="els")), judges(True), by=setter())

    assert NoticeKind.ACTION_ASKED not in [kind for kind, _ in told.notices]


def agreed_without_els() -> PlanAgreed:
    """The plan as agreed while Els was not there."""
    wish = plan("line-1", actions=(action(agreed=False),), present=("mike", "jan"))
    fields = wish.model_dump(exclude={"reviews_after_months", "review_dates"})
    return PlanAgreed.model_validate({**fields, "agreed_by": wish.present, "version": 1, "with_meeting": True})


def test_a_new_version_does_not_ask_anew_about_the_same() -> None:
    """R26: neither who still thinks about it, nor who agreed after the conference; other terms are another question."""
    review = RecordReview(outcome=ReviewOutcome.ADJUST)
    thinking = when(when(pending(), review).case, ABSENT, at=days(5))
    agreed = when(when(pending(), says(True)).case, ABSENT, at=days(5))
    written = ABSENT.model_copy(update={"actions": (action(agreed=True, remind=True),)})
    other = ABSENT.model_copy(update={"actions": (action(agreed=False, by=date(2026, 5, 1)),)})

    for told in (thinking, agreed):
        assert NoticeKind.ACTION_ASKED not in [kind for kind, _ in told.notices]
    assert next_due(agreed.case) == date(2026, 3, 31)
    assert refused(pending(), written).reason == "not-agreed"
    assert when(when(pending(), says(True)).case, written).facts
    assert (NoticeKind.ACTION_ASKED, "els") in when(pending(), other).notices


def test_who_is_present_when_a_version_is_agreed_is_pending_no_more() -> None:
    """R23, R26: they agreed to it themselves; from then on they are reminded, if they asked for it."""
    there = when(pending(), plan(actions=(action(remind=True),)), at=days(5))

    assert next_due(there.case) == date(2026, 3, 31)
    assert refused(there.case, says(True)).reason == "agreed-already"

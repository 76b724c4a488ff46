"""Parts of a plan have an audience: the circle, named persons, the setter of a bottom line (R43)."""

from typing import Any

import pytest

from contracts.coordination import ParticipantWithdrew
from contracts.notices import NoticeKind
from contracts.plan import AnsweredQuestion, MetBottomLine
from services.plan.state import Case
from tests.rules.plan_cases import accepted, action, bottom_line, given, held, plan, refused, stands, when

HELD = (*accepted(), held())


def answers(*readers: str) -> dict[str, Any]:
    """Answers, the first for these only."""
    school = AnsweredQuestion(question="school", answer="Together", readers=readers)
    return {"answers": (school, AnsweredQuestion(question="home", answer="Together"))}


@pytest.mark.parametrize("changes", [
    answers("els"),
    {"actions": (action(readers=("els", "jan")),)},
    {"actions": (action(readers=("els", "mike"), monitor="mike"),)},
    {"bottom_lines": (MetBottomLine(bottom_line="line-1", answer="He moves out", readers=("mike",)),)},
])  # fmt: skip
def test_a_part_can_be_for_named_persons(changes: dict[str, Any]) -> None:
    """R43: of the circle; an action is for whoever does it and whoever keeps an eye on it, too."""
    case = given(*HELD, bottom_line()) if "bottom_lines" in changes else given(*HELD)

    assert when(case, plan(**changes)).facts


@pytest.mark.parametrize("changes", [
    answers("anna"),
    {"actions": (action(readers=("els", "jan", "doctor")),)},
])  # fmt: skip
def test_nobody_outside_the_circle_is_named_as_a_reader(changes: dict[str, Any]) -> None:
    """R30, R43: not the coordinator, not a professional; a setter has their own part by their bottom line."""
    assert refused(given(*HELD), plan(**changes)).reason == "reader-not-in-circle"


@pytest.mark.parametrize("readers", [("els",), ("jan",), ("mike",)])
def test_an_action_is_not_kept_from_whoever_has_to_know_it(readers: tuple[str, ...]) -> None:
    """R43, R28: its owner, and the monitor who may hear of it; the refusal says of which action."""
    refusal = refused(given(*HELD), plan(actions=(action(readers=readers),)))

    assert (refusal.reason, refusal.missing) == ("reader-missing", ("action:drive",))


def private(**changes: Any) -> Case:
    """A plan with an action that is for Els and Mike only, Mike keeping an eye on it."""
    return given(*stands(actions=(action(monitor="mike", readers=("els", "mike"), **changes),)))


def test_whoever_is_told_of_a_part_is_one_of_its_readers() -> None:
    """R43: when its monitor left, the monitor of the plan hears nothing of it; the coordinator wrote it up."""
    gone = given_more(private(), ParticipantWithdrew(participant="mike"))

    assert when(private(), ParticipantWithdrew(participant="els")).notices == [(NoticeKind.ACTION_REMINDER, "mike")]
    assert when(gone, ParticipantWithdrew(participant="els")).notices == [(NoticeKind.ACTION_REMINDER, "anna")]


def given_more(case: Case, event: ParticipantWithdrew) -> Case:
    """The case after somebody left."""
    return when(case, event).case

"""The plan service as a whole: who may ask, what is answered, what is kept."""

from contextlib import suppress

import pytest

from contracts import samples
from contracts.base import Message
from contracts.deciding import Refused
from contracts.plan import AfterRefusal, DecideAfterRefusal
from services.chassis.refolding import as_json, places
from services.chassis.resting import load, store_state
from services.plan.app import CASES, SERVICE
from services.plan.state import Case
from tests.rules.plan_cases import (
    agreed,
    bottom_line,
    ended,
    given,
    held,
    judges,
    plan,
    refused,
    stands,
    when,
)

JUDGING = (*stands(), bottom_line(), agreed("line-1", version=2))


def test_whatever_somebody_may_ask_is_decided_about() -> None:
    """Every message of the table of roles reaches the decider of the service."""
    assert set(SERVICE.roles) <= CASES.handles


@pytest.mark.parametrize("kind", sorted(CASES.handles, key=str), ids=lambda kind: kind.__name__)
def test_every_message_that_is_handled_has_a_rule(kind: type[Message]) -> None:
    """A message without a rule raises TypeError: at a mistake like that nobody stays silent."""
    with suppress(Refused):
        when(given(*JUDGING), samples.message(kind))


def test_nothing_is_asked_of_a_case_that_ended() -> None:
    """R31: every command is refused; what is still to be told is told."""
    case = given(*stands(), bottom_line(), ended())

    for command in (plan(), judges(True), DecideAfterRefusal(way=AfterRefusal.REVISE)):
        assert refused(case, command).reason == "case-ended"


@pytest.mark.parametrize("case", [Case(), given(*stands()), given(*JUDGING), given(*stands(), held("mike", number=2))])
def test_what_is_remembered_is_kept_as_json(case: Case) -> None:
    """The state is stored as JSON and read back as it was."""
    stored = load(CASES, store_state(case))
    assert stored == case
    assert list(places(as_json(stored), as_json(case))) == []


def test_what_is_remembered_holds_no_word_of_the_plan() -> None:
    """Personal data stays in the sealed events; the state has ids, dates and counts only."""
    kept = store_state(given(*JUDGING))

    for word in (b"Drive along", b"Together", b"He moves out", b"What is needed", b"Safety", b"A worker"):
        assert word not in kept

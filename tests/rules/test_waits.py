"""What is said of everything that waits is true: the times are those by which the services decide (promise 4)."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.base import Actor, Event, Message
from contracts.deciding import Given
from contracts.plan import JudgeBottomLine
from contracts.policy import Policy
from contracts.process import Due, DueItem
from contracts.waits import BY_DAY, BY_PROCESS, FOR_EVER, Nudge
from docs.generate import checking
from docs.generate.waits_page import patience
from services.chassis.decider import nothing_due
from services.coordination import agenda as coordination
from services.coordination import offers
from services.coordination.app import SERVICE as COORDINATION
from services.coordination.matching import FindAmong
from services.coordination.state import Case as Preparing
from services.plan.app import SERVICE as PLAN
from services.referral import agenda as referral
from services.referral.app import SERVICE as REFERRAL
from services.referral.state import Case as Referred
from tests.rules import plan_cases as plan
from tests.rules.coordination_cases import candidate

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOT_A_TIME = {"reminders": 3, "reviews_after_months": (4, 12)}
"""Other values than usual of the keys that count something else than days."""

NOBODY = FindAmong()

type Asking = Callable[[Given, Policy], Sequence[DueItem]]

ASKED: list[Asking] = [
    lambda given, _: referral.opening(Referred(), given),
    lambda given, _: [
        item for event in offers.nobody_left(Preparing(), FindAmong(), given) for item in agenda_of(event)
    ],
    lambda given, _: [
        item for event in offers.offer(Preparing(), candidate("anna"), given) for item in agenda_of(event)
    ],
    lambda given, policy: coordination.preparation(Preparing(), given, policy),
    lambda given, policy: coordination.outcome_of_session(MONDAY + timedelta(days=30), given, policy),
    coordination.plan,
    lambda _, policy: of_plan(policy, plan.plan(), *plan.accepted(), plan.held()),
    lambda _, policy: of_plan(policy, plan.plan("line-1"), *plan.accepted(), plan.bottom_line(), plan.held()),
    lambda _, policy: of_plan(
        policy, plan.judges(False), *plan.accepted(), plan.bottom_line(), plan.held(), plan.agreed("line-1")
    ),
]
"""All that the services ask of the process, each for a case of which little else is known."""


def of_plan(policy: Policy, message: Message, *before: Event) -> list[DueItem]:
    """What the plan service asks for after a message."""
    by = plan.setter() if isinstance(message, JudgeBottomLine) else plan.ANNA
    told = plan.when(plan.given(*before), message, by=by, policy=policy)
    return [item for event in told.events for item in agenda_of(event)]


def agenda_of(event: Any) -> tuple[DueItem, ...]:
    """What a milestone asks for."""
    return getattr(event, "agenda", ())


def moments(policy: Policy) -> dict[Due, list[datetime]]:
    """When everything is due under a policy."""
    now = Given(stream="c", message="m", at=MONDAY, by=Actor(id="p", role="process"), policies={"default": policy})
    found = defaultdict(list)
    for ask in ASKED:
        for item in ask(now, policy):
            found[item.what].append(item.at)
    return found


def other(key: str) -> Policy:
    """A policy that differs in one key."""
    return Policy(**{key: NOT_A_TIME.get(key) or getattr(Policy(), key) + 1})


KEYS = sorted({key for wait in BY_PROCESS.values() for key in wait.keys})


@pytest.mark.parametrize("key", KEYS)
def test_a_key_of_the_policy_moves_what_the_table_says_and_nothing_else(key: str) -> None:
    """A row that names it is moved by it; whatever it moves names it."""
    usual, moved = moments(Policy()), moments(other(key))

    assert {due for due in Due if moved[due] != usual[due]} == {
        due for due, wait in BY_PROCESS.items() if key in wait.keys
    }


def test_whatever_the_process_asks_for_is_in_the_table_and_is_asked_for() -> None:
    """None is forgotten, and none is there that no service asks for."""
    assert set(BY_PROCESS) == set(Due) == set(moments(Policy()))


@pytest.mark.parametrize("service", [REFERRAL, COORDINATION, PLAN], ids=lambda service: service.name)
def test_a_service_that_looks_at_dates_when_the_day_turns_says_at_which(service: Any) -> None:
    """And only such a service."""
    looks = any(decider.due is not nothing_due for decider in service.deciders)

    assert looks == bool(BY_DAY.get(service.name))


def test_what_waits_for_ever_says_why_and_by_which_rule() -> None:
    """An explicit reason: nobody forgot it."""
    assert all(one.awaited and one.why and one.rule for one in FOR_EVER)
    assert all(one.then for waits in BY_DAY.values() for one in waits)


@pytest.mark.parametrize(("key", "many"), [("{safety_days} days", False), ("{offer_working_days} working days", True)])
def test_one_day_is_said_as_one(key: str, many: bool) -> None:
    """Whatever the policy of the country says."""
    after = patience(Nudge("something", key, "R10"), "somebody hears", "plan")[1]

    assert after.endswith("days") is many


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({Due.CALL_FAMILY: None}, ["nothing is said of call-family.", "no wait takes call_days."]),
        ({Due.CALL_FAMILY: Nudge("a call", "{call_dayz} days", "R27")}, ["call_dayz is no key", "takes call_days."]),
    ],
)
def test_a_wait_of_which_nothing_is_said_is_found(changed: dict[Due, Nudge | None], said: list[str]) -> None:
    """A new thing that is due, or a new time of the policy, is described before `make check` passes."""
    described = {due: wait for due, wait in {**BY_PROCESS, **changed}.items() if wait}

    found = checking.wrong_waits(described, BY_DAY)

    assert len(found) == len(said)
    assert all(words in text for words, text in zip(said, found, strict=True))

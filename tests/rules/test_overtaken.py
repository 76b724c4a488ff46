"""An ending passes whatever its case stands still behind; what is replayed later brings nothing back (R29, R31)."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import reduce
from typing import Any

import pytest

import services.coordination.case as coordination
import services.plan.case as plan
import services.referral.case as referral
import workflows.routing as bridge
from contracts.base import Event
from contracts.people import Ending
from contracts.plan import FollowUpConferenceWanted
from contracts.referral import CaseAccepted, CaseEnded, CaseOpened, CaseReopened
from services.desk.cases.standing import Standing, follow

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OPENED = CaseOpened(region="noord", persons=(), opened=MONDAY)
ACCEPTED = CaseAccepted(region="noord", round=1, languages=("nl",), persons=("mike",))
AGAIN = FollowUpConferenceWanted(round=2)


def ended(of_round: int) -> CaseEnded:
    """It ends."""
    return CaseEnded(ending=Ending.CLOSED, ended=MONDAY, round=of_round)


def reopened(in_round: int) -> CaseReopened:
    """It goes on."""
    return CaseReopened(round=in_round, note="They asked for it")


def at_the_desk(standing: Standing | None, event: Event) -> Standing | None:
    """Where the case stands, for people."""
    return follow(standing, event, MONDAY)


PARTS: dict[str, tuple[Callable[[Any, Event], Any], Any]] = {
    "coordination": (coordination.evolve, coordination.Case()),
    "plan": (plan.evolve, plan.Case()),
    "bridge": (bridge.evolve, bridge.Life()),
    "desk": (at_the_desk, None),
}


@pytest.fixture(params=PARTS)
def heard(request: pytest.FixtureRequest) -> Callable[..., bool]:
    """Whether a part takes an accepted case to be over, after the events in the order in which it handles them."""
    evolve, initial = PARTS[request.param]

    def over(*events: Event) -> bool:
        state = reduce(evolve, (OPENED, ACCEPTED, *events), initial)
        return bool(state.over if isinstance(state, bridge.Life) else state.ended)

    return over


def test_each_life_ends_and_a_reopening_makes_the_next(heard: Callable[..., bool]) -> None:
    """R29: in order, a closed case goes on, and ends again."""
    first, second = (ended(1), reopened(2)), (ended(2), reopened(3))

    assert [heard(*first[:1]), heard(*first)] == [True, False]
    assert [heard(*first, *second[:1]), heard(*first, *second)] == [True, False]
    assert heard(*first, *second, ended(3))


def test_an_ending_that_passed_its_reopening_stands(heard: Callable[..., bool]) -> None:
    """R31: they withdrew again while the case stood still; the replay of what came before that revives nothing."""
    assert heard(ended(1), ended(2), reopened(2))
    assert not heard(ended(1), ended(2), reopened(2), reopened(3))


@pytest.mark.parametrize("of_round", [1, 2])
@pytest.mark.parametrize("name", ["coordination", "desk"])
def test_a_follow_up_conference_that_an_ending_passed_is_not_prepared(name: str, of_round: int) -> None:
    """R31: neither one that the ending had seen, nor one that it had not."""
    evolve, initial = PARTS[name]

    assert reduce(evolve, (OPENED, ACCEPTED, ended(of_round), AGAIN), initial).ended


@pytest.mark.parametrize("part", [coordination, referral])
def test_a_follow_up_conference_of_a_round_that_is_there_already_makes_no_other(part: Any) -> None:
    """R29: it was wanted before the case was closed and reopened; nothing of the new round is lost by it."""
    case = reduce(part.evolve, (OPENED, ACCEPTED, ended(1), reopened(2)), part.Case())

    assert part.evolve(case, AGAIN) is case
    assert part.evolve(case, FollowUpConferenceWanted(round=3)).round == 3

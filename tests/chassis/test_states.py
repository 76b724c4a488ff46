"""States are stored and loaded as they were: also parts of messages inside them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.process import Due, DueItem
from services.chassis.decider import Decider
from services.chassis.deciding import load, store_state
from services.coordination.app import SERVICE as COORDINATION
from services.plan.app import SERVICE as PLAN
from services.plan.state import FollowUp
from services.referral.app import SERVICE as REFERRAL

DECIDERS = [decider for service in (REFERRAL, COORDINATION, PLAN) for decider in service.deciders]


@pytest.mark.parametrize("decider", DECIDERS, ids=lambda decider: type(decider.initial()).__qualname__)
def test_a_state_that_nothing_happened_to_is_stored_and_loaded(decider: Decider[Any]) -> None:
    """Every kind of stream."""
    assert load(decider, store_state(decider.initial())) == decider.initial()


def test_an_agenda_inside_a_state_is_stored_and_loaded() -> None:
    """The plan remembers what is still to be asked for (R27)."""
    decider: Decider[Any] = PLAN.deciders[0]
    review = DueItem(what=Due.HOLD_REVIEW, at=datetime(2026, 7, 16, 7, tzinfo=UTC), rule="R27", whose="circle")
    state = replace(decider.initial(), follow_up=FollowUp((review,), 1))

    assert load(decider, store_state(state)) == state

"""States never change, and are stored and loaded as they were: also parts of messages inside them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.process import Due, DueItem
from contracts.states import replace
from services.chassis.decider import Decider
from services.chassis.resting import load, store_state
from services.coordination.app import CASES
from services.coordination.app import SERVICE as COORDINATION
from services.coordination.state import Case as Preparing
from services.coordination.state import Stage
from services.plan.app import SERVICE as PLAN
from services.plan.state import Case as Planning
from services.plan.state import FollowUp
from services.referral.app import SERVICE as REFERRAL
from services.referral.state import Case as Referred

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


@pytest.mark.parametrize("kind", [Referred, Preparing, Planning], ids=lambda kind: kind.__module__)
def test_a_state_that_is_changed_is_another_one(kind: type[Any]) -> None:
    """One field or none: the one before stays as it was, and nobody changes it in place."""
    state, untouched = kind(), kind()

    changed = replace(state, region="noord")

    assert (type(changed), changed.region) == (kind, "noord")
    assert changed != state
    assert replace(state) == state == untouched
    with pytest.raises(AttributeError):
        state.region = "zuid"


def test_a_field_that_is_none_is_a_mistake() -> None:
    """It does not get lost in a state that nobody reads."""
    strange: dict[str, Any] = {"regions": "noord"}
    with pytest.raises(TypeError, match="regions"):
        replace(Preparing(), **strange)


def test_what_is_as_at_first_is_not_stored() -> None:
    """A state of which little is known takes little room, and is as it was when it is loaded."""
    changed = replace(Preparing(), stage=Stage.PREPARED)

    assert (store_state(Preparing()), store_state(changed)) == (b"{}", b'{"stage":"prepared"}')
    assert load(CASES, store_state(changed)) == changed

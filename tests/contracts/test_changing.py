"""A state with something changed is what the standard library makes of it."""

import dataclasses
from typing import Any

import pytest

from contracts.changing import replace
from services.coordination.state import Case as Preparing
from services.plan.state import Case as Planning
from services.referral.state import Case as Referred


@pytest.mark.parametrize("kind", [Referred, Preparing, Planning], ids=lambda kind: kind.__module__)
def test_a_changed_state_is_what_the_standard_library_makes_of_it(kind: type[Any]) -> None:
    """One field or none: an equal state of the same kind, and the one before stays as it was."""
    state, untouched = kind(), kind()

    changed = replace(state, region="noord")

    assert (type(changed), changed) == (kind, dataclasses.replace(state, region="noord"))
    assert replace(state) == state == untouched
    assert changed != state


def test_a_field_that_is_none_is_a_mistake() -> None:
    """It does not get lost in a state that nobody reads."""
    strange: dict[str, Any] = {"regions": "noord"}
    with pytest.raises(TypeError, match="regions"):
        replace(Preparing(), **strange)

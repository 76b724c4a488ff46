"""Each rule broken once on purpose, and the world notices (R1-R41): so it would notice a mistake."""

import pytest

from tests.world.mutations import MUTATIONS, Mutation
from tests.world.story import lived

WORLDS = 60
"""So many worlds of four cases may live before a break is noticed; most need one or two."""


@pytest.mark.long
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: f"{one.rule}: {one.what}")
def test_a_broken_rule_is_noticed(mutation: Mutation, monkeypatch: pytest.MonkeyPatch) -> None:
    """An invariant fails, in one of a few worlds that are fine while the rule is whole."""
    monkeypatch.setattr(mutation.target, mutation.broken(mutation.function()))

    assert any(lived(f"mutant-{number}", 4)[1] for number in range(WORLDS))

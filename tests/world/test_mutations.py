"""Rules broken on purpose, and the world notices: so it would notice a mistake. Which rules have no break is data."""

import pytest

from tests.world.mutations import MUTATIONS, Mutation
from tests.world.story import lived

WORLDS = 60
"""So many worlds of four cases may live before a break is noticed; most need one or two."""
CASES = 4
NOT_YET = {"R33", "R34", "R35", "R36", "R44"}
"""Rules without a break: what they are about (logs, keys, figures, words) happens outside this world."""


@pytest.fixture(scope="module")
def sound() -> None:
    """The same worlds are fine while every rule is whole."""
    assert not any(lived(f"mutant-{number}", CASES)[1] for number in range(WORLDS))


@pytest.mark.long
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: f"{one.rule}: {one.what}")
@pytest.mark.usefixtures("sound")
def test_a_broken_rule_is_noticed(mutation: Mutation, monkeypatch: pytest.MonkeyPatch) -> None:
    """An invariant fails, in one of a few worlds that are fine while the rule is whole; code that breaks is not it."""
    monkeypatch.setattr(mutation.target, mutation.broken(mutation.function()))
    failures = (lived(f"mutant-{number}", CASES)[1] for number in range(WORLDS))
    found = next((failure for failure in failures if failure), None)

    assert found is not None
    assert found.broken.rule != "failed", str(found.broken)


def test_each_rule_has_a_break() -> None:
    """Or is named as one that has none yet."""
    assert {f"R{number}" for number in range(1, 45)} - {one.rule for one in MUTATIONS} == NOT_YET

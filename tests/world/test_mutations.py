"""Rules broken on purpose, and what looks at them notices: so it would notice a mistake."""

from functools import cache

import pytest

from tests.world.breaking import IN_WORLDS, Check, Mutation
from tests.world.elsewhere import ELSEWHERE
from tests.world.mutations import MUTATIONS

ALL = (*MUTATIONS, *ELSEWHERE)


@cache
def whole(check: Check) -> None:
    """While nothing is broken it finds nothing; looked at once."""
    check()


@pytest.mark.parametrize(
    "mutation",
    [
        pytest.param(one, id=f"{one.rule}: {one.what}", marks=[pytest.mark.long] if one.noticed_by in IN_WORLDS else [])
        for one in ALL
    ],
)
def test_a_broken_rule_is_noticed(mutation: Mutation, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is fine while the rule is whole fails under the break; code that cannot run any more is not it."""
    whole(mutation.noticed_by)
    monkeypatch.setattr(mutation.target, mutation.broken(mutation.function()))

    with pytest.raises(AssertionError) as noticed:
        mutation.noticed_by()

    assert getattr(noticed.value, "rule", "") != "failed", str(noticed.value)


def test_each_rule_has_a_break() -> None:
    """Nothing that the domain asks for could be lost unseen."""
    assert {f"R{number}" for number in range(1, 45)} <= {one.rule for one in ALL}

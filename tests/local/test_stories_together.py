"""Stories are played at once, on one platform: they must not meet."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from deploy.local.demo import story
from deploy.local.demo.story import Story

STORIES = [story.load(name) for name in story.names()]
OWN = ("reference", "referral", "plan")
"""Words of a step's data that name something for good."""


def test_each_has_regions_of_its_own() -> None:
    """Or a coordinator of one is offered the case of another."""
    assert shared(regions(one) for one in STORIES) == []


def test_nothing_has_the_id_of_something_else() -> None:
    """Two referrals with one reference meet in one case (R3)."""
    assert shared(ids(one) for one in STORIES) == []


def test_nobody_is_somebody_of_another_story() -> None:
    """Or a manager is asked whether the two cases are the same (R3)."""
    assert shared(names(one) for one in STORIES) == []


def regions(one: Story) -> set[Any]:
    """The region that it is told in, and those of whoever works elsewhere."""
    return {one.region, *((person.model_extra or {}).get("region", one.region) for person in one.people.values())}


def ids(one: Story) -> set[Any]:
    """What its steps call by an id of their own, save what an earlier step brought about."""
    said = (step.data.get(word) for step in one.steps for word in OWN)
    return {value for value in said if isinstance(value, str) and not value.startswith("$")}


def names(one: Story) -> set[Any]:
    """Everybody's name."""
    return {(person.model_extra or {}).get("name") for person in one.people.values()}


def shared(of_each: Iterable[set[Any]]) -> list[Any]:
    """What more than one story has."""
    return sorted(value for value, count in Counter(value for each in of_each for value in each).items() if count > 1)

"""The demo's crowd: the stories told of other people. As a function; that they can be played, the demo shows."""

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

import pytest

from contracts.deciding import AMSTERDAM
from contracts.policy import Policy
from deploy.local.demo import crowd, story
from deploy.local.demo.story import Story
from services.referral.by_age import age, whose

CASES = 50
MANY = 400
OWN_IDS = ("reference", "referral", "plan")


class Weeks(Random):
    """A chance that always tells a story so many weeks later."""

    weeks = 0

    def randrange(self, *_: int) -> int:  # type: ignore[override]
        """See `Random`."""
        return self.weeks


def values(told: Any, *names: str) -> Iterator[tuple[str, Any]]:
    """Whatever has one of these names, anywhere in a story."""
    for key, value in told.items() if isinstance(told, dict) else ():
        if key in names:
            yield key, value
        yield from values(value, *names)
    for value in told if isinstance(told, list | tuple) else ():
        yield from values(value, *names)


def dumped(told: Story) -> dict[str, Any]:
    """A story as it is written."""
    return told.model_dump(by_alias=True)


def consents(told: Story) -> list[list[str]]:
    """Whose consent the law asks for, of everybody whose birth date is told, at each step."""
    policy = Policy()
    days = [step.at.astimezone(AMSTERDAM).date() for step in told.steps]
    return [[whose(age(on(born), day), policy) for day in days] for _, born in values(dumped(told), "birth_date")]


def on(born: date | str) -> date:
    """A birth date, also one that is written as text."""
    return born if isinstance(born, date) else date.fromisoformat(born)


@pytest.mark.parametrize("name", story.names())
def test_each_story_can_be_told_of_others(name: str) -> None:
    """Steps and ending are the same; each telling is a story by itself, in a region of its own."""
    chance, first = Random(1), story.load(name)

    told = [crowd.another(first, number, chance) for number in range(CASES)]

    assert len({one.story for one in told}) == len({one.region for one in told}) == CASES
    for one in told:  # each was validated when it was made
        assert [step.does for step in one.steps] == [step.does for step in first.steps]
        assert one.expect.ending == first.expect.ending


def test_no_two_cases_are_taken_for_one() -> None:
    """R3: nobody has name and birth date, or name and postcode, of somebody in another case; no id is there twice."""
    told = [dumped(one) for one in crowd.mixed([story.load(name) for name in story.names()], MANY)]

    for what in ("birth_date", "postcode"):
        alike = [{(who["name"], who[what]) for who in people(each) if what in who} for each in told]
        assert len(set().union(*alike)) == sum(map(len, alike)) > 0, what
    for what in OWN_IDS:
        own = [{one for _, one in values(each, what) if not one.startswith("$")} for each in told]
        assert len(set().union(*own)) == sum(map(len, own)) > 0, what


def people(told: Any) -> Iterator[dict[str, Any]]:
    """Whoever is described with a birth date or a postcode, anywhere in a story."""
    for value in told.values() if isinstance(told, dict) else told if isinstance(told, list | tuple) else ():
        if isinstance(value, dict) and value.keys() & {"birth_date", "postcode"} and "name" in value:
            yield value
        yield from people(value)


@pytest.mark.parametrize("weeks", [0, crowd.WEEKS - 1])
@pytest.mark.parametrize("name", [name for name in story.names() if crowd.WEIGHTS.get(name) != 0])
def test_nobody_grows_into_another_consent(name: str, weeks: int) -> None:
    """R5: told earliest or latest, of the oldest and the youngest, the same people are to consent at every step."""
    chance, first = Weeks(), story.load(name)
    chance.weeks = weeks

    for number in (0, crowd.DAYS_YOUNGER // 2, crowd.DAYS_YOUNGER - 1):
        assert consents(crowd.another(first, number, chance)) == consents(first) != []


def test_an_agency_publishes_in_both_modes() -> None:
    """Structured and binary, as CloudEvents allow: the story in which an agency sends twice has one of each."""
    sent = [step.sends for step in story.load("minimumeis").steps if step.sends]

    assert [(one.mode, one.again) for one in sent] == [("structured", False), ("binary", True)]

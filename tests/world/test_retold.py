"""Generated cases as stories: written down once, and played again in another world, they come to the same."""

from collections import Counter
from functools import cache

import pytest
import yaml

from deploy.local.demo.story import Story
from services.referral.likeness import name_of
from tests.world import retold
from tests.world.told import Told
from tests.world.written import surname

FEW, MANY = range(3), range(3, 40)


@cache
def written(number: int) -> Story:
    """One of them, read as it was written."""
    return Story.model_validate(yaml.safe_load(retold.text("same", number)))


@pytest.mark.parametrize("number", [*FEW, *(pytest.param(one, marks=pytest.mark.world) for one in MANY)])
def test_a_generated_case_comes_to_the_same_when_it_is_told(number: int) -> None:
    """Refusals with their reasons, ending, statuses, each event and notice: with other ids, asked by other code."""
    assert Told(written(number)).play() == []


def test_nothing_comes_of_a_case_that_its_story_does_not_name() -> None:
    """The control: whatever is taken out of what a story expects is told as a difference."""
    story = written(FEW[0])
    less = story.expect.model_copy(update={"events": {"case-opened": 1}, "notices": {}})

    wrong = Told(story.model_copy(update={"expect": less})).play()

    assert len(wrong) == len(story.expect.events) - 1 + len(story.expect.notices)


@pytest.mark.world
def test_people_are_late_silent_and_contradictory() -> None:
    """Many are refused something, cases end in several ways, and in some of them an agency's system listens."""
    stories = [written(number) for number in (*FEW, *MANY)]

    assert len(Counter(step.refused.reason for one in stories for step in one.steps if step.refused)) >= 20
    assert len(Counter(ending for one in stories for ending in one.expect.ending["case"])) >= 4
    assert any(one.expect.statuses["case"] for one in stories)


def test_people_of_two_cases_do_not_sound_alike() -> None:
    """R3: on one platform, whoever has a surname and a birth date in common may be the same."""
    sounds = [name_of(f"Els {surname(number)}").surnames for number in range(512)]

    assert len(set(sounds)) == len(sounds)

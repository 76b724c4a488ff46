"""The stories of the demo, in memory: same inputs, same outcomes as on the real servers (make demo)."""

import pytest

from deploy.local.demo import crowd, story
from tests.world.told import Told

STORIES = {name: story.load(name) for name in story.names()}
CROWD = 40


@pytest.mark.parametrize("name", STORIES)
def test_a_story_ends_as_it_says(name: str) -> None:
    """Each step has the outcome that the story says, each rule holds after it, and in the end all came as expected."""
    assert Told(STORIES[name]).play() == []


def test_the_stories_end_alike_for_other_people_in_other_weeks() -> None:
    """The very crowd that `make demo CASES=40` plays on the real servers, with the same expectations."""
    wrong = {one.story: Told(one).play() for one in crowd.mixed(list(STORIES.values()), CROWD)}

    assert {name: what for name, what in wrong.items() if what} == {}

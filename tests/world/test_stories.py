"""The stories of the demo, in memory: same inputs, same outcomes as on the real servers (make demo)."""

import random

import pytest

from deploy.local.demo import crowd, story
from deploy.local.demo.story import Refusal, Story
from deploy.local.demo.telling import StoryFailed
from tests.world.told import Told

STORIES = {name: story.load(name) for name in story.names()}
CROWD = 40


@pytest.mark.parametrize("name", STORIES)
def test_a_story_ends_as_it_says(name: str) -> None:
    """Each step has the outcome that the story says, each rule holds after it, and in the end all came as expected."""
    assert Told(STORIES[name]).play() == []


def test_the_stories_end_alike_for_other_people_in_other_weeks() -> None:
    """The stories among those that `make demo CASES=80` plays on the real servers, with the same expectations."""
    wrong = {one.story: Told(one).play() for one in crowd.mixed(list(STORIES.values()), CROWD)}

    assert {name: what for name, what in wrong.items() if what} == {}


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name in STORIES if crowd.WEIGHTS.get(name) != 0])
def test_a_story_ends_alike_in_each_week(name: str) -> None:
    """Whatever holidays fall into it."""
    wrong = {week: Told(crowd.another(STORIES[name], week, OfWeek(week))).play() for week in range(crowd.WEEKS)}

    assert {week: what for week, what in wrong.items() if what} == {}


class OfWeek(random.Random):
    """The chance by which a story is told so many weeks later."""

    def __init__(self, week: int) -> None:
        super().__init__(week)
        self.week = week

    def randrange(self, *_: int) -> int:  # type: ignore[override]
        """The number of weeks."""
        return self.week


def test_whatever_came_otherwise_is_said() -> None:
    """An ending, a status, a count, who was told, and a notice that came too late: each is one line."""
    says = {"ending": "closed", "statuses": ["received"], "events": {"case-opened": 2}, "notices": {"review": ["piet"]}}

    assert Told(expecting("too-small", {**says, "silent_after": "invitation-answered"})).play() == [
        "case ended (stopped), not (closed)",
        "case-opened happened 1 times, not 2",
        "the agency that referred case heard (received, accepted, coordinator-assigned, ended), not (received)",
        "review was told to [], not to ['piet']",
        "reminder was sent after invitation-answered",
    ]


def test_a_step_that_should_be_refused_and_is_not_stops_the_story() -> None:
    """And so does one with another reason; it says who, what and when."""
    told = STORIES["says-no"]
    last = told.steps[-1].model_copy(update={"refused": Refusal(reason="case-ended")})

    with pytest.raises(StoryFailed, match=r"toon referral.record-willingness on 2026-11-05 .* was 200"):
        Told(told.model_copy(update={"steps": (*told.steps[:-1], last)})).play()


def expecting(name: str, says: dict[str, object]) -> Story:
    """A story that expects something else."""
    return Story.model_validate({**STORIES[name].model_dump(by_alias=True, exclude_unset=True), "expect": says})

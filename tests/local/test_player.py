"""How a story goes on: what is due comes before its next step. That it does so on real servers, the demo shows."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, cast

from deploy.local.demo import story
from deploy.local.demo.days import Turn, begins
from deploy.local.demo.player import Player

STEP = story.load("says-no").steps[0]
MORNING = begins((STEP.at + timedelta(days=1)).date(), STEP.at)


class SameDay:
    """Something falls due on the same day for two streams."""

    def __init__(self) -> None:
        self.turned: list[Turn] = []

    def coming(self, _streams: Iterable[str], _now: datetime) -> list[Turn]:
        """See `Days`."""
        both = [Turn(MORNING, "coordination", stream) for stream in ("anna", "bert")]
        return [turn for turn in both if turn not in self.turned]

    async def turn(self, turn: Turn) -> None:
        """See `Days`."""
        self.turned.append(turn)


async def test_a_day_begins_for_all_at_once() -> None:
    """R41: of two coordinators who are away from the same day on, the second is looked at on that day too."""
    days, nobody = SameDay(), cast("Any", None)
    later = STEP.model_copy(update={"at": STEP.at + timedelta(days=2)})
    told = story.load("says-no").model_copy(update={"steps": (STEP, later)})
    player = Player(told, nobody, cast("Any", Heard()), nobody, cast("Any", days))
    player.todo = [later]

    assert await player.advance()

    assert [turn.stream for turn in days.turned] == ["anna", "bert"]
    assert player.now == MORNING


class Heard:
    """Agencies that hear nothing."""

    heard: tuple[()] = ()

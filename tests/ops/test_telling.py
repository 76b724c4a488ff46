"""What `ekc status` and `ekc ops outbox` make of what parts say, without any server."""

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from services.desk.cli.ops_telling import unpublished, waiting
from services.desk.cli.showing import at_work

WAITS = {"topic": "ekc.plan.events", "rows": 2, "oldest_seconds": 61.0, "refused": 0}


def told(**parts: Any) -> str:
    """What an operator reads."""
    console = Console(file=StringIO(), width=120)
    waiting(console, {"parts": unpublished(parts)})
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_when_every_part_says_so_everything_is_published() -> None:
    """And what waits anywhere is a line of its own."""
    assert told(plan={"now": {"outbox": []}}, desk={"now": {}}) == "Everything is published.\n"
    assert "ekc.plan.events" in told(plan={"now": {"outbox": [WAITS]}}, desk={"now": {}})


def test_of_a_part_that_does_not_answer_nothing_is_promised() -> None:
    """It could have rows that wait: nobody is to hear that everything is published."""
    said = told(plan=None, desk={"now": {"outbox": []}})

    assert "Everything is published." not in said
    assert "plan does not answer" in said


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ({"ready": True, "outage": None, "stalled": False, "paused": [], "closed": 0}, "ready"),
        ({"ready": False, "outage": "DiskFullError"}, "NOT READY DiskFullError"),
        ({"ready": False, "stalled": True}, "NOT READY stalled"),
        ({"ready": True, "paused": ["ekc.in.school-noord"]}, "ready; paused: ekc.in.school-noord"),
        ({"ready": True, "paused": ["*"], "closed": 2}, "ready; paused: *; closed: 2"),
    ],
)
def test_a_part_says_what_it_does_not_read(part: dict[str, Any], words: str) -> None:
    """Ready is not all: what somebody paused, and forgot, is seen at the first look."""
    assert at_work(part) == words

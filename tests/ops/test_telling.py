"""What `ekc ops outbox` makes of what parts say, without any server."""

from io import StringIO
from typing import Any

from rich.console import Console

from services.desk.cli.ops_telling import unpublished, waiting

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

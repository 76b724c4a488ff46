"""The demo as somebody sees it who runs it: what it prints, how it ends, what it leaves behind."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local import owned
from deploy.local.demo import story
from deploy.local.layout import ROOT, Layout
from tests.world import retold

GENERATED = 40
MODULE = (sys.executable, "-m", "deploy.local.demo")


class Demo:
    """A run of the demo."""

    def __init__(self, *command: str) -> None:
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.told = ""

    def until(self, words: str) -> None:
        """Read on until it says this."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.told += line
            if words in line:
                return
        raise AssertionError(f"It never said {words!r}:\n{self.told}")

    def ended(self, seconds: int = 180) -> int:
        """Its exit code, once it ended; everything that it said was read."""
        rest, _ = self.process.communicate(timeout=seconds)
        self.told += rest
        return self.process.returncode


@pytest.fixture
def layout(tmp_path: Path) -> Iterator[Layout]:
    """A place for the demo's platform: one that runs in the clone is left alone. Afterwards no process of it lives."""
    layout = Layout(tmp_path / "demo")
    yield layout
    alive = [name for name in owned.names(layout) if owned.find(layout, name)]
    assert alive == []


@pytest.mark.long
def test_a_story_is_told_and_summed_up(layout: Layout) -> None:
    """One line for each event with its date and who, then cases, outcomes, events, checks and seconds; exit code 0."""
    demo = Demo(*MODULE, "--story", "no-meeting", "--folder", os.fspath(layout.folder))

    assert demo.ended() == 0, demo.told
    assert re.search(
        r"^\w{3} \d\d \w{3} 2026 \d\d:\d\d  no-meeting  regional-manager +A referral arrived", demo.told, re.MULTILINE
    )
    for row in ("cases    │ 1 ", "outcomes │ 1 ", "checks   │ 5 passed", "seconds  │ "):
        assert row in demo.told


@pytest.mark.long
def test_all_stories_end_as_they_say_on_the_real_servers(layout: Layout) -> None:
    """All in one run; what each says of its end is judged as in memory (tests/world/test_stories.py)."""
    stories = story.names()
    demo = Demo(*MODULE, "--folder", os.fspath(layout.folder), "--story", *stories)

    assert demo.ended(seconds=900) == 0, demo.told
    assert f"cases    │ {len(stories)} " in demo.told


@pytest.mark.long
def test_a_crowd_is_played_and_summed_up(layout: Layout) -> None:
    """A mixture of the stories, told of other people, all at once: each ends as its story says, and all checks pass."""
    demo = Demo(*MODULE, "--cases", "12", "--folder", os.fspath(layout.folder))

    assert demo.ended(seconds=900) == 0, demo.told
    for row in ("cases    │ 12 ", "events   │ ", "checks   │ 5 passed", "seconds  │ "):
        assert row in demo.told
    outcomes = re.findall(r"(\d+) [a-z-]+", demo.told.partition("outcomes │ ")[2].splitlines()[0])
    assert sum(map(int, outcomes)) >= 12


@pytest.mark.long
def test_generated_cases_end_on_the_real_servers_as_in_memory(layout: Layout, tmp_path: Path) -> None:
    """Late, silent, contradictory people: each refusal, ending, status, event and notice is the same in both."""
    retold.write(tmp_path / "stories", "real", GENERATED)
    demo = Demo(*MODULE, "--stories", os.fspath(tmp_path / "stories"), "--folder", os.fspath(layout.folder))

    assert demo.ended(seconds=900) == 0, demo.told
    assert f"cases    │ {GENERATED} " in demo.told


@pytest.mark.long
def test_a_failure_says_what_and_where_the_logs_are(layout: Layout) -> None:
    """The platform dies in the middle: the demo does not hang, and does not end as if all were well."""
    demo = Demo(*MODULE, "--story", "no-meeting", "--folder", os.fspath(layout.folder))
    demo.until("A referral arrived")

    supervisor = owned.find(layout, "supervisor")
    assert supervisor
    supervisor.kill()

    assert demo.ended() != 0
    assert "The demo failed: " in demo.told
    assert f"Logs: {layout.logs}" in demo.told.replace("\n", "")


def test_a_story_that_is_not_there_is_named_with_those_that_are() -> None:
    """A typing error starts nothing."""
    demo = Demo("make", "--no-print-directory", "demo", "STORY=mik")

    assert demo.ended() == 2
    assert "mike" in demo.told
    assert os.fspath(ROOT) not in demo.told

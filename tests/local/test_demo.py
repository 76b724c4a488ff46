"""`make demo` as somebody sees it who runs it: what it prints, how it ends, what it leaves behind."""

import os
import re
import subprocess
from collections.abc import Iterator

import pytest

from deploy.local import owned
from deploy.local.demo.__main__ import FOLDER
from deploy.local.layout import ROOT, Layout

LAYOUT = Layout(FOLDER)


class Demo:
    """A run of the demo."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            ["make", "demo", *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.told = ""

    def until(self, words: str) -> None:
        """Read on until it says this."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.told += line
            if words in line:
                return
        raise AssertionError(f"It never said {words!r}:\n{self.told}")

    def ended(self) -> int:
        """Its exit code, once it ended; everything that it said was read."""
        rest, _ = self.process.communicate(timeout=180)
        self.told += rest
        return self.process.returncode


@pytest.fixture
def nothing_left() -> Iterator[None]:
    """Afterwards no process of the demo's platform lives."""
    yield
    alive = [name for name in owned.names(LAYOUT) if owned.find(LAYOUT, name)]
    assert alive == []


@pytest.mark.long
@pytest.mark.usefixtures("nothing_left")
def test_a_story_is_told_and_summed_up() -> None:
    """One line for each event with its date and who, then cases, outcomes, events, checks and seconds; exit code 0."""
    demo = Demo("STORY=no-meeting")

    assert demo.ended() == 0, demo.told
    assert re.search(
        r"^\w{3} \d\d \w{3} 2026 \d\d:\d\d  no-meeting  regional-manager +A referral arrived", demo.told, re.MULTILINE
    )
    for row in ("cases    │ 1 ", "outcomes │ 1 ", "checks   │ 5 passed", "seconds  │ "):
        assert row in demo.told


@pytest.mark.long
@pytest.mark.usefixtures("nothing_left")
def test_a_failure_says_what_and_where_the_logs_are() -> None:
    """The platform dies in the middle: the demo does not hang, and does not end as if all were well."""
    demo = Demo("STORY=no-meeting")
    demo.until("A referral arrived")

    supervisor = owned.find(LAYOUT, "supervisor")
    assert supervisor
    supervisor.kill()

    assert demo.ended() != 0
    assert "The demo failed: " in demo.told
    assert f"Logs: {LAYOUT.logs}" in demo.told.replace("\n", "")


def test_a_story_that_is_not_there_is_named_with_those_that_are() -> None:
    """A typing error starts nothing."""
    demo = Demo("STORY=mik")

    assert demo.ended() == 2
    assert "mike" in demo.told
    assert os.fspath(ROOT) not in demo.told

"""Cases that run survive a new release: what is recorded of them is replayed by the code of today."""

import pytest
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from deploy.local.demo import story
from tests.workflows.diverging import AsksTwice, ForgetsAlarms, NeverRenews
from tests.workflows.lives import LIVES
from tests.workflows.recorded import HISTORIES, is_recorded, of_story, runs
from tests.workflows.stories import lives_of
from workflows.codec import data_converter
from workflows.temporal import ConferenceCase

RUNS = runs()
RECORD = "python -m tests.workflows.record records it"


async def replay(process: type[ConferenceCase], run: str) -> None:
    """Replay one run.

    Raises:
        NondeterminismError: the process goes another way now.
    """
    replayer = Replayer(workflows=[process], data_converter=data_converter(None))
    await replayer.replay_workflow(RUNS[run])


def test_every_life_is_recorded() -> None:
    """A life that nobody recorded protects nobody."""
    assert {path.stem.rpartition("-")[0] for path in HISTORIES.glob("*.json")} == set(LIVES)


@pytest.mark.parametrize("name", story.names())
def test_every_story_is_recorded(name: str) -> None:
    """A new story has a history of its own."""
    assert of_story(name), RECORD


@pytest.mark.world
@pytest.mark.parametrize("name", story.names())
def test_a_story_is_recorded_as_it_is_told_today(name: str) -> None:
    """What its processes heard when it was recorded is what they hear now, milestone for milestone."""
    assert is_recorded(name, [life.milestones for life in lives_of(name)]), RECORD


@pytest.mark.parametrize("run", RUNS)
async def test_recorded_cases_go_on(run: str) -> None:
    """A run that an earlier release began is continued by this one, command for command."""
    await replay(ConferenceCase, run)


@pytest.mark.parametrize("run", ["mike-1", "story-mike.1-1"])
@pytest.mark.parametrize("process", [AsksTwice, ForgetsAlarms, NeverRenews])
async def test_a_diverging_process_is_caught(process: type[ConferenceCase], run: str) -> None:
    """The control: without it a replay that checks nothing would look the same."""
    with pytest.raises(NondeterminismError):
        await replay(process, run)

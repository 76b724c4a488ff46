"""Cases that run survive a new release: what is recorded of them is replayed by the code of today."""

from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from tests.workflows.conftest import HISTORIES
from tests.workflows.diverging import AsksTwice, ForgetsAlarms, NeverRenews
from tests.workflows.lives import LIVES
from workflows.codec import data_converter
from workflows.temporal import ConferenceCase

RECORDED = sorted(HISTORIES.glob("*.json"))


def recorded(path: Path) -> WorkflowHistory:
    """The history of one run."""
    return WorkflowHistory.from_json(f"case-{path.stem}", path.read_text())


async def replay(process: type[ConferenceCase], path: Path) -> None:
    """Replay one run.

    Raises:
        NondeterminismError: the process goes another way now.
    """
    replayer = Replayer(workflows=[process], data_converter=data_converter(None))
    await replayer.replay_workflow(recorded(path))


def test_every_life_is_recorded() -> None:
    """A life that nobody recorded protects nobody."""
    assert {path.stem.rpartition("-")[0] for path in RECORDED} == set(LIVES)


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
async def test_recorded_cases_go_on(path: Path) -> None:
    """A run that an earlier release began is continued by this one, command for command."""
    await replay(ConferenceCase, path)


@pytest.mark.parametrize("process", [AsksTwice, ForgetsAlarms, NeverRenews])
async def test_a_diverging_process_is_caught(process: type[ConferenceCase]) -> None:
    """The control: without it a replay that checks nothing would look the same."""
    with pytest.raises(NondeterminismError):
        await replay(process, HISTORIES / "mike-1.json")

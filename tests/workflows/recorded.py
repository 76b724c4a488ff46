"""Recorded lives of cases, and where they are kept (docs/decisions/022).

`histories/<life>-<run>.json` is one run of an invented case. `histories/stories/<story>.<number>.jsonl` is all that the
processes of a story lived, a run on each line; a story that was told otherwise before has several.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from temporalio.client import WorkflowHistory

HISTORIES = Path(__file__).parent / "histories"
STORIES = HISTORIES / "stories"


def runs() -> dict[str, WorkflowHistory]:
    """Every recorded run, by the life or story that it is of."""
    invented = {path.stem: path.read_text() for path in sorted(HISTORIES.glob("*.json"))}
    told = {
        f"story-{path.stem}-{number}": run
        for path in sorted(STORIES.glob("*.jsonl"))
        for number, run in enumerate(path.read_text().splitlines(), start=1)
    }
    return {name: WorkflowHistory.from_json(f"case-{name}", run) for name, run in (invented | told).items()}


def of_story(name: str) -> list[Path]:
    """The files of a story."""
    return sorted(STORIES.glob(f"{name}.*.jsonl"))


def is_recorded(name: str, milestones: Sequence[Sequence[str]]) -> bool:
    """Whether a story was recorded in which the lives hear these milestones."""
    return milestones in [heard(path) for path in of_story(name)]


def heard(path: Path) -> list[list[str]]:
    """Which milestones each life of a recorded story heard, in order."""
    lives: list[list[str]] = []
    for line in path.read_text().splitlines():
        history = WorkflowHistory.from_json(path.stem, line)
        if not history.events[0].workflow_execution_started_event_attributes.continued_execution_run_id:
            lives.append([])
        for event in history.events:
            for payload in event.workflow_execution_signaled_event_attributes.input.payloads:
                lives[-1] += [one["milestone"] for one in json.loads(payload.data)]
    return lives


def keep(name: str, histories: Sequence[WorkflowHistory]) -> None:
    """Keep what the processes of a story lived, beside what was recorded of it before."""
    path = STORIES / f"{name}.{len(of_story(name)) + 1}.jsonl"
    lines = [json.dumps(json.loads(one.to_json()), separators=(",", ":")) for one in histories]
    path.write_text("".join(f"{line}\n" for line in lines))

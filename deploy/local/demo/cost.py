"""What a story's process cost Temporal, counted from its histories."""

from collections import Counter
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client

OF_THE_STAGE = frozenset({"WORKFLOW_EXECUTION_OPTIONS_UPDATED", "WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED"})
"""Events that only the skipping of a story's time brings about."""
ACTIONS = frozenset(
    {
        "WORKFLOW_EXECUTION_STARTED",
        "WORKFLOW_EXECUTION_SIGNALED",
        "TIMER_STARTED",
        "ACTIVITY_TASK_SCHEDULED",
        "MARKER_RECORDED",
        "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES",
    }
)
"""What Temporal counts as an action; a marker is a batch of local activities. A start by signal counts twice here."""


async def of_case(client: Client, workflow: str) -> dict[str, Any]:
    """Actions and events over all runs of a process, and how many runs it had."""
    kinds: Counter[str] = Counter()
    runs = 0
    run: str | None = await first_run(client, workflow)
    while run:
        runs += 1
        handle = client.get_workflow_handle(workflow, run_id=run)
        run = None
        async for event in handle.fetch_history_events():
            kinds[EventType.Name(event.event_type).removeprefix("EVENT_TYPE_")] += 1
            if event.HasField("workflow_execution_continued_as_new_event_attributes"):
                run = event.workflow_execution_continued_as_new_event_attributes.new_execution_run_id
    for kind in OF_THE_STAGE:
        del kinds[kind]
    actions = sum(count for kind, count in kinds.items() if kind in ACTIONS)
    return {"actions": actions, "history_events": kinds.total(), "runs": runs, "kinds": dict(kinds)}


async def first_run(client: Client, workflow: str) -> str:
    """The run with which a process began."""
    description = await client.get_workflow_handle(workflow).describe()
    return str(description.raw_description.workflow_execution_info.first_run_id)

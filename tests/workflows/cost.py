"""What a case costs, counted from its histories."""

from collections.abc import Iterable
from dataclasses import dataclass

from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory

SKIPPING = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED,
}
"""What only a story has in its history: its clock was moved."""
BILLED = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
    EventType.EVENT_TYPE_TIMER_STARTED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
    EventType.EVENT_TYPE_MARKER_RECORDED,
}
"""Actions as Temporal counts them: a start or continue-as-new, a signal, a timer, an activity, the local activities of
one workflow task."""


@dataclass(frozen=True)
class Cost:
    """Of one case, over all its runs."""

    actions: int
    events: int
    runs: int


def cost(histories: Iterable[WorkflowHistory]) -> Cost:
    """Count, without what moving the clock added."""
    runs = [[event.event_type for event in history.events] for history in histories]
    kinds = [kind for run in runs for kind in run if kind not in SKIPPING]
    return Cost(actions=sum(kind in BILLED for kind in kinds), events=len(kinds), runs=len(runs))

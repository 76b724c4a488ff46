"""What the worker says of Temporal to operators: how long its namespace remembers, whether days are told, its clock."""

from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from workflows.schedule import SCHEDULE
from workflows.settings import TASK_QUEUE


async def of(client: Client) -> dict[str, Any]:
    """Its namespace and the schedule in it."""
    asked = DescribeNamespaceRequest(namespace=client.namespace)
    kept = (await client.workflow_service.describe_namespace(asked)).config.workflow_execution_retention_ttl
    days = kept.ToTimedelta() / timedelta(days=1)
    return {"namespace": client.namespace, "retention_days": days, "schedule": await schedule(client)}


async def asked(client: Client) -> float | None:
    """How many seconds ago a worker asked for work last, by Temporal's clock and ours; nothing if none does.

    Below nothing, its clock is ahead of ours.
    """
    queue = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=TASK_QUEUE),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    pollers = (await client.workflow_service.describe_task_queue(queue)).pollers
    latest = max((one.last_access_time.ToDatetime(UTC) for one in pollers), default=None)
    return (datetime.now(UTC) - latest).total_seconds() if latest else None


async def schedule(client: Client) -> str:
    """Whether every day is told: `running`, `paused` or `missing`."""
    try:
        found = await client.get_schedule_handle(SCHEDULE).describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return "missing"
        raise
    return "paused" if found.schedule.state.paused else "running"

"""What the worker says of Temporal to operators: how long its namespace remembers, and whether days are told."""

from datetime import timedelta
from typing import Any

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from workflows.schedule import SCHEDULE


async def of(client: Client) -> dict[str, Any]:
    """Its namespace and the schedule in it."""
    asked = DescribeNamespaceRequest(namespace=client.namespace)
    kept = (await client.workflow_service.describe_namespace(asked)).config.workflow_execution_retention_ttl
    days = kept.ToTimedelta() / timedelta(days=1)
    return {"namespace": client.namespace, "retention_days": days, "schedule": await schedule(client)}


async def schedule(client: Client) -> str:
    """Whether every day is told: `running`, `paused` or `missing`."""
    try:
        found = await client.get_schedule_handle(SCHEDULE).describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return "missing"
        raise
    return "paused" if found.schedule.state.paused else "running"

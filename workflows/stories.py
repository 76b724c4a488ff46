"""A story has a calendar of its own. Outside development a case that was started with one fails at once."""

from typing import Any

from temporalio.exceptions import ApplicationError
from temporalio.worker import (
    ExecuteWorkflowInput,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)

from workflows.progress import CaseProgress


class NoStories(Interceptor):
    """Put on a worker in production."""

    def workflow_interceptor_class(self, _: WorkflowInterceptorClassInput) -> type[WorkflowInboundInterceptor] | None:
        """See `Interceptor`."""
        return RefuseShifted


class RefuseShifted(WorkflowInboundInterceptor):
    """Fails a case whose calendar is shifted, before it asks anything of anybody."""

    async def execute_workflow(self, given: ExecuteWorkflowInput) -> Any:
        """See `WorkflowInboundInterceptor`.

        Raises:
            ApplicationError: the case has a calendar of its own.
        """
        for argument in given.args:
            if isinstance(argument, CaseProgress) and argument.shift:
                raise ApplicationError("A story's own calendar is only for development.", non_retryable=True)
        return await super().execute_workflow(given)

"""A story's own calendar: its workflow's clock is moved, on the real server, to the next moment that matters."""

from datetime import datetime, timedelta
from typing import Any

from temporalio.client import Client, WorkflowHandle
from temporalio.testing import TimeSkipper, TimeSkippingConfig

A_MOMENT = timedelta(seconds=1)
"""Past the moment at which something is due, so that its timer has fired."""


class Clock:
    """The time of one story, as its workflow sees it."""

    def __init__(self, client: Client, workflow: str, now: datetime) -> None:
        self.skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=True))
        self.handle: WorkflowHandle[Any, Any] = client.get_workflow_handle(workflow)
        self.now = now

    async def next_due(self) -> datetime | None:
        """When the process asks for something next; nothing after the ending."""
        why: dict[str, Any] = await self.handle.query("why")
        due = why.get("next")
        return datetime.fromisoformat(due) if due else None

    async def forward(self, moment: datetime) -> None:
        """Go to a moment at which something is due."""
        await self.skipper.fast_forward(self.handle, max(moment - self.now, timedelta(0)) + A_MOMENT)
        self.now = max(moment, self.now)

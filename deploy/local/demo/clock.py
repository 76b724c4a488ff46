"""A story's own calendar: its workflow's clock is moved, on the real server, to the next moment that matters."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import TimeSkipper, TimeSkippingConfig


class Clock:
    """The time of one story, as its workflow sees it."""

    def __init__(self, client: Client, workflow: str) -> None:
        self.skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=True))
        self.handle: WorkflowHandle[Any, Any] = client.get_workflow_handle(workflow)

    async def next_due(self) -> datetime | None:
        """When the process asks for something next; nothing after the ending."""
        due = (await self.why()).get("next")
        return datetime.fromisoformat(due) if due else None

    async def forward(self, moment: datetime) -> None:
        """Go to a moment at which something is due, and no further: what is left would move the next run too."""
        shift = timedelta(seconds=(await self.why())["shift_seconds"])
        now = await self.skipper.get_current_time(self.handle) + shift
        if moment > now:
            await self.skipper.fast_forward(self.handle, moment - now)

    async def why(self) -> dict[str, Any]:
        """What the process says. In the first second after it continued as new it does not answer yet."""
        while True:
            try:
                answer: dict[str, Any] = await self.handle.query("why")
            except RPCError as error:
                if error.status is not RPCStatusCode.FAILED_PRECONDITION:
                    raise
                await asyncio.sleep(0.05)
            else:
                return answer

"""A story's own calendar: its workflow's clock is moved, on the real server, to the next moment that matters."""

import asyncio
import contextlib
from datetime import datetime, timedelta
from typing import Any

from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import TimeSkipper, TimeSkippingConfig

WAKE_SECONDS = 60
"""A process that was moved to its moment has long woken by then."""
AGAIN_SECONDS = 0.05


class Clock:
    """The time of one story, as its workflow sees it."""

    def __init__(self, client: Client, workflow: str) -> None:
        self.skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=True))
        self.handle: WorkflowHandle[Any, Any] = client.get_workflow_handle(workflow)
        self.shift = timedelta(0)

    async def next_due(self) -> datetime | None:
        """When the process asks for something next; nothing after the ending."""
        why = await self.why()
        self.shift = timedelta(seconds=why["shift_seconds"])
        due = why.get("next")
        return datetime.fromisoformat(due) if due else None

    async def forward(self, moment: datetime) -> None:
        """Go to the moment that was due next, and no further: what is left would move the next run too.

        Afterwards the process has asked for what is due: before, all could be quiet and the story go on too early.

        Raises:
            TimeoutError: the process does not wake.
        """
        async with asyncio.timeout(WAKE_SECONDS):
            while (due := await self.next_due()) and due <= moment:
                now = await self.skipper.get_current_time(self.handle) + self.shift
                if moment > now:
                    with contextlib.suppress(RuntimeError):  # the run that was moved continued as new
                        await self.skipper.fast_forward(self.handle, moment - now)
                else:
                    await asyncio.sleep(AGAIN_SECONDS)

    async def why(self) -> dict[str, Any]:
        """What the process says. In the first second after it continued as new it does not answer yet."""
        while True:
            try:
                answer: dict[str, Any] = await self.handle.query("why")
            except RPCError as error:
                if error.status is not RPCStatusCode.FAILED_PRECONDITION:
                    raise
                await asyncio.sleep(AGAIN_SECONDS)
            else:
                return answer

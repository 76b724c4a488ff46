"""A story's own calendar: its workflow's clock is moved, on the real server, to the next moment that matters."""

import asyncio
import contextlib
from datetime import datetime, timedelta
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from deploy.local.demo.quiet import workflow_busy

WAKE_SECONDS = 60
"""A process that was moved to its moment has long woken by then."""
AGAIN_SECONDS = 0.05
FIRED = EventType.EVENT_TYPE_TIMER_FIRED


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
        It is not asked meanwhile: the answer to a query closes its task, and what it does after a local activity that
        ended just then is in the history as if it had come with the next task. Replayed, that history fails.

        Raises:
            TimeoutError: the process does not wake.
        """
        async with asyncio.timeout(WAKE_SECONDS):
            while (due := await self.next_due()) and due <= moment:
                asleep = await self.wakes()
                now = await self.skipper.get_current_time(self.handle) + self.shift
                if moment > now:
                    with contextlib.suppress(RuntimeError):  # the run that was moved continued as new
                        await self.skipper.fast_forward(self.handle, moment - now)
                await self.woken(asleep)

    async def woken(self, asleep: tuple[str, int]) -> None:
        """Wait until the process has woken, and has done what was due."""
        while await self.wakes() == asleep or await workflow_busy(self.handle):  # noqa: ASYNC110  Temporal tells nobody
            await asyncio.sleep(AGAIN_SECONDS)

    async def wakes(self) -> tuple[str, int]:
        """The run of the process, and how often a timer has woken it."""
        execution = (await self.handle.describe()).raw_description.workflow_execution_info.execution
        fired = [event async for event in self.handle.fetch_history_events() if event.event_type == FIRED]
        return execution.run_id, len(fired)

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

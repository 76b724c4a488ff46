"""A case under Temporal: milestones told to it on their dates, months of waiting skipped on the real server."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import uuid4

from temporalio import activity
from temporalio.client import Client, WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import TimeSkipper, TimeSkippingConfig
from temporalio.worker import Interceptor, Worker

from tests.workflows.memory import MONDAY
from workflows.progress import Asked, CaseProgress, MilestoneSignal
from workflows.settings import MILESTONES, TASK_QUEUE, workflow_id
from workflows.temporal import ConferenceCase

type Heard = tuple[datetime, MilestoneSignal]
"""When a process heard of a milestone, and what it heard."""


@dataclass
class Told:
    """What services were asked for: kept here instead of published."""

    asked: list[Asked] = field(default_factory=list)
    stories: set[bool] = field(default_factory=set)

    @activity.defn
    async def ask(self, asked: list[Asked], story: bool, traceparent: str | None = None) -> None:
        """See `workflows.asking.Asking.ask`."""
        self.asked += asked
        self.stories.add(story)

    def of(self, case: str) -> list[Asked]:
        """What was asked for in one case."""
        return [one for one in self.asked if one.case == case]


def worker_of(client: Client, told: Told, *interceptors: Interceptor, queue: str = TASK_QUEUE) -> Worker:
    """A worker of the process."""
    return Worker(
        client,
        task_queue=queue,
        workflows=[ConferenceCase],
        activities=[told.ask],
        interceptors=interceptors,
    )


class Case:
    """One case, with a calendar of its own."""

    def __init__(self, client: Client, told: Told) -> None:
        self.client = client
        self.told = told
        self.name = str(uuid4())
        self.workflow = workflow_id(self.name, 1)
        self.handle = client.get_workflow_handle(self.workflow)
        self.skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=True))

    async def open(self, batch: Any, *, at: datetime = MONDAY, queue: str = TASK_QUEUE, **progress: Any) -> None:
        """Start with the first milestones, as the bridge does."""
        shift = at - datetime.now(UTC)
        await self.client.start_workflow(
            "ConferenceCase",
            CaseProgress.model_validate({"case": self.name, "shift": shift, **progress}),
            id=self.workflow,
            task_queue=queue,
            start_signal=MILESTONES,
            start_signal_args=[batch],
        )

    async def why(self) -> dict[str, Any]:
        """What the process says, once it is at rest: a question between costs a task of its own."""
        while True:
            await self.rest()
            try:
                answer: dict[str, Any] = await self.handle.query("why")
            except RPCError as error:
                if error.status is not RPCStatusCode.FAILED_PRECONDITION:
                    raise
            else:
                return answer

    async def rest(self) -> None:
        """Wait until the process has nothing to do."""
        while True:
            if not (await self.handle.describe()).raw_description.HasField("pending_workflow_task"):
                return
            await asyncio.sleep(0.01)

    async def skip_to(self, moment: datetime) -> None:
        """Move the clock, from one thing that is due to the next."""
        while (now := await self.now()) < moment:
            due = datetime.fromisoformat((await self.why())["next"])
            if due > now:
                await self.skipper.fast_forward(self.handle, min(moment, due) - now)

    async def now(self) -> datetime:
        """The time of the process. In a query its clock stands where it woke last."""
        shift = timedelta(seconds=(await self.why())["shift_seconds"])
        moment = await self.skipper.get_current_time(self.handle)
        return moment + shift

    async def tell(self, milestones: Sequence[MilestoneSignal]) -> None:
        """Milestones in one signal, as the bridge sends them."""
        await self.handle.signal(MILESTONES, plain(milestones))

    async def live(self, milestones: Iterable[MilestoneSignal]) -> str:
        """A whole life that hears of each milestone when it happens; how it ended."""
        return await self.hear((one.at, one) for one in milestones)

    async def hear(self, told: Iterable[Heard], **progress: Any) -> str:
        """A whole life, begun with this progress; how it ended."""
        moments = groupby(told, key=lambda one: one[0])
        began, first = next(moments)
        await self.open(plain(one for _, one in first), at=began, **progress)
        for moment, group in moments:
            await self.skip_to(moment)
            await self.tell([one for _, one in group])
        ending: str = await self.handle.result()
        return ending

    async def histories(self) -> list[WorkflowHistory]:
        """The history of every run, the first one first."""
        found = []
        run: str | None = (await self.handle.describe()).run_id
        while run:
            history = await self.client.get_workflow_handle(self.workflow, run_id=run).fetch_history()
            found.append(history)
            run = history.events[0].workflow_execution_started_event_attributes.continued_execution_run_id
        return found[::-1]


def plain(milestones: Iterable[MilestoneSignal]) -> list[Any]:
    """Milestones as they travel."""
    return [one.model_dump(mode="json", exclude_defaults=True) for one in milestones]

"""The process under Temporal: one workflow per case, with ids, dates and phases in its history and nothing else."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from temporalio import workflow
from temporalio.common import RawValue, RetryPolicy

with workflow.unsafe.imports_passed_through():
    from pydantic import TypeAdapter, ValidationError

    from workflows.process import ConferenceProcess
    from workflows.progress import Asked, CaseProgress, MilestoneSignal
    from workflows.why import explain

OLD = timedelta(weeks=4)
"""A run that is older continues as new when it wakes, so that new releases need not know how old ones went on."""
WAKES = 5
"""Before that a run has nothing to leave behind, and continuing costs as much as a wake (docs/decisions/022)."""
READ_MANY: TypeAdapter[list[Any]] = TypeAdapter(list[Any])
PATIENTLY = RetryPolicy(maximum_interval=timedelta(minutes=1))
"""Kafka can be away for as long as it likes: what is due is asked for when it is back."""


@workflow.defn
class ConferenceCase:
    """The adapter of the process, and the whole of it."""

    @workflow.init
    def __init__(self, progress: CaseProgress) -> None:
        self.progress = progress
        self.inbox: list[MilestoneSignal] = []
        self.alarm: tuple[datetime, asyncio.Task[None]] | None = None
        self.wakes = 0
        self.trace: str | None = None
        """The trace of the milestone that woke it; what a timer wakes belongs to none yet."""

    @workflow.run
    async def run(self, progress: CaseProgress) -> str:
        """Live until the ending (R32)."""
        return await ConferenceProcess(self, progress).run()

    @workflow.signal
    def milestones(self, batch: RawValue) -> None:
        """What happened, in order. An unreadable one is counted: failing here would end the case, or block it."""
        try:
            many = READ_MANY.validate_json(batch.payload.data)
        except ValidationError:
            many = [None]
        for one in many:
            try:
                self.inbox.append(MilestoneSignal.model_validate(one))
            except ValidationError:
                self.progress.ignored += 1

    @workflow.query
    def why(self) -> dict[str, Any]:
        """What the case waits for, since when, whose turn it is, what comes next and when, by which rule."""
        return explain(self.progress, self.now())

    def now(self) -> datetime:
        """See `Engine`."""
        return workflow.now() + self.progress.shift

    async def until(self, moment: datetime) -> Sequence[MilestoneSignal]:
        """See `Engine`. Before it waits again, an old run continues as new."""
        if not self.inbox and self.is_old():
            workflow.continue_as_new(self.progress)
        if not self.inbox and moment > self.now():
            self.trace = None
            alarm = self.set_alarm(moment)
            await workflow.wait_condition(lambda: bool(self.inbox) or alarm.done())
            self.wakes += 1
        arrived, self.inbox = self.inbox, []
        self.trace = next((one.trace for one in reversed(arrived) if one.trace), self.trace)
        self.keep_up(arrived)
        return arrived

    def keep_up(self, arrived: Sequence[MilestoneSignal]) -> None:
        """A story's own calendar is never behind what has happened in the story."""
        ahead = max((one.at for one in arrived), default=self.now()) - self.now()
        if self.progress.shift and ahead > timedelta(0):
            self.progress.shift += ahead
            self.clear_alarm()

    def is_old(self) -> bool:
        """Whether a new run is due. One that has just begun never is."""
        age = workflow.now() - workflow.info().start_time
        return (age >= OLD and self.wakes >= WAKES) or workflow.info().is_continue_as_new_suggested()

    def set_alarm(self, moment: datetime) -> asyncio.Task[None]:
        """A timer for the moment. One for the same moment goes on: cancelling and starting it again costs an action."""
        if self.alarm and self.alarm[0] == moment and not self.alarm[1].done():
            return self.alarm[1]
        self.clear_alarm()
        milliseconds = ceil((moment - self.now()) / timedelta(milliseconds=1))
        self.alarm = moment, asyncio.create_task(workflow.sleep(timedelta(milliseconds=milliseconds)))
        return self.alarm[1]

    def clear_alarm(self) -> None:
        """Cancel the timer, if one runs."""
        if self.alarm:
            self.alarm[1].cancel()
        self.alarm = None

    async def due(self, asked: Sequence[Asked]) -> None:
        """See `Engine`. One local activity for all that is due: one action, one event."""
        await workflow.execute_local_activity(
            "ask",
            args=[list(asked), self.progress.shift != timedelta(0), self.trace],
            start_to_close_timeout=timedelta(seconds=10),
            retry_policy=PATIENTLY,
        )

"""Rows of the outbox as signals to workflows: those of one case in one signal, in order."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

import asyncpg
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from contracts.envelope import Envelope
from contracts.process import Milestone
from services.chassis import tracing
from services.chassis.log import logger
from services.chassis.relay import Delivered, Destination
from services.chassis.spans import SPANS, Kind, Span
from services.chassis.tracing import Trace
from workflows.progress import CaseProgress
from workflows.routing import CASES, Delivery
from workflows.settings import CASE, MILESTONES, OF_WORKFLOW, TASK_QUEUE

log = logger("bridge")

NO_RUN = "no-run"
"""Why a row is kept: its case has no running process."""
AT_ONCE = 32
PATIENCE = timedelta(seconds=5)

NOT_TAKEN = "not-taken"
"""Why a row is kept: Temporal does not take it as it is, for example because it is too large."""
FOR_GOOD = (RPCStatusCode.INVALID_ARGUMENT, RPCStatusCode.FAILED_PRECONDITION, RPCStatusCode.OUT_OF_RANGE)
"""Trying again at once would change nothing. Everything else passes; so does the RuntimeError of a client that could
not connect yet."""

type Row = asyncpg.Record
type Told = tuple[list[int], dict[int, str]]


class NoRun(Exception):
    """A case has no running process, and did not end by itself either."""


class ToTemporal:
    """See `services.chassis.relay.Destination`. What is not for a workflow goes to Kafka."""

    def __init__(self, kafka: Destination, client: Client, *, stories: bool = False) -> None:
        self.kafka = kafka
        self.client = client
        self.stories = stories
        self.limit = asyncio.Semaphore(AT_ONCE)
        self.away = False

    async def deliver(self, rows: Sequence[Row]) -> Delivered:
        """Deliver; cases do not wait for each other, the rows of one do."""
        cases: dict[str, list[Row]] = {}
        for row in rows:
            if row[1] == CASES:
                cases.setdefault(row[2], []).append(row)
        others = [row for row in rows if row[1] != CASES]
        self.away = False
        done, refused, reached, begun = await self.kafka.deliver(others) if others else Delivered([], {})
        for told, kept in await asyncio.gather(*(self.tell_case(of_case) for of_case in cases.values())):
            done += told
            refused |= kept
        return Delivered(done, refused, reached, begun)

    async def tell_case(self, rows: Sequence[Row]) -> Told:
        """Tell the lives of one case in turn; behind a life that cannot be told the rest waits."""
        done: list[int] = []
        read = [(row[0], Envelope.model_validate_json(row[3])) for row in rows]
        sent = [(row, envelope, Delivery.model_validate(envelope.data)) for row, envelope in read]
        for workflow, group in groupby(sent, key=lambda one: one[2].workflow):
            life = list(group)
            try:
                async with self.limit:
                    if self.away:
                        return done, {}
                    began, traces = time.time_ns(), traced(life)
                    await self.tell(workflow, life[0][1], [delivery for _, _, delivery in life])
            except NoRun:
                log.error("milestones wait: the case has no running process", workflow=workflow)
                return done, {life[0][0]: NO_RUN}
            except (RPCError, RuntimeError) as error:
                log.warning("Temporal does not take milestones", workflow=workflow, error=error)
                if isinstance(error, RPCError) and error.status in FOR_GOOD:
                    return done, {life[0][0]: NOT_TAKEN}
                self.away = True
                return done, {}
            done += [row for row, _, _ in life]
            for trace in traces:
                SPANS.add(Span(f"signal {CASE}", Kind.PRODUCER, trace, began, time.time_ns(), OF_WORKFLOW))
        return done, {}

    async def tell(self, workflow: str, first: Envelope, deliveries: Sequence[Delivery]) -> None:
        """One signal, which starts the workflow if a life begins with it.

        Raises:
            NoRun: there is no such process.
            RPCError: Temporal does not answer, or not now.
        """
        batch = [one.signal.model_dump(mode="json", exclude_defaults=True) for one in deliveries]
        start = deliveries[0].start
        if start is None:
            await self.signal(workflow, batch)
            return
        try:
            await self.client.start_workflow(
                CASE,
                self.shifted(start, first),
                id=workflow,
                task_queue=TASK_QUEUE,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                start_signal=MILESTONES,
                start_signal_args=[batch],
                rpc_timeout=PATIENCE,
            )
        except WorkflowAlreadyStartedError:
            log.info("a life that is over is not begun again", workflow=workflow, milestones=len(batch))

    async def signal(self, workflow: str, batch: list[Any]) -> None:
        """Signal a running workflow. One that came to its ending hears nothing more, and without one nothing ends.

        Raises:
            NoRun, RPCError: see `tell`.
        """
        handle = self.client.get_workflow_handle(workflow)
        try:
            await handle.signal(MILESTONES, batch, rpc_timeout=PATIENCE)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            nothing_to_end = any(one["milestone"] in (Milestone.ENDED, Milestone.ERASED) for one in batch)
            if not nothing_to_end and not await self.ended(workflow):
                raise NoRun from error
            log.info("milestones came after the ending", workflow=workflow, milestones=len(batch))

    async def ended(self, workflow: str) -> bool:
        """Whether a workflow came to its ending by itself; one that was terminated or failed did not."""
        try:
            seen = await self.client.get_workflow_handle(workflow).describe(rpc_timeout=PATIENCE)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return False
        return seen.status is WorkflowExecutionStatus.COMPLETED

    def shifted(self, start: CaseProgress, first: Envelope) -> CaseProgress:
        """In development the calendar of a story is the one of its first message."""
        if not (self.stories and first.storytime):
            return start
        return start.model_copy(update={"shift": first.storytime - datetime.now(UTC)})


def traced(life: Sequence[tuple[int, Envelope, Delivery]]) -> list[Trace]:
    """What is done for those milestones of a life whose traces are exported; they take it along."""
    found = []
    for _, envelope, delivery in life:
        if brought := tracing.sampled(envelope.traceparent):
            trace = brought.child()
            delivery.signal.trace = trace.header
            found.append(trace)
    return found

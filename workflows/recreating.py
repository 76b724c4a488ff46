"""Processes that Temporal lost are made again from the events of the services; older ones hear what they miss.

An operator asks for it (`ekc ops reconcile processes`), the bridge does it: it may read all events, and tell processes.
Asked again it changes nothing.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from aiokafka import AIOKafkaConsumer, TopicPartition
from pydantic_core import to_json
from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from contracts.base import Actor, Event
from contracts.envelope import Envelope
from contracts.topics import PARTITIONS, events
from services.chassis import kafka, reconciling
from services.chassis.app import started
from services.chassis.decider import Decided, Pool
from services.chassis.envelopes import Arrival
from services.chassis.log import logger
from services.chassis.opening import Opening
from services.chassis.restored import between
from workflows.delivering import PATIENCE
from workflows.progress import CaseProgress, MilestoneSignal
from workflows.reliving import in_order, relive
from workflows.routing import MILESTONE_KINDS, SERVICE, Delivery, Life, deliveries, evolve
from workflows.settings import MILESTONES, TASK_QUEUE, WorkflowSettings

log = logger("recreating")

ASKED = """
SELECT id, what, lost_at FROM reconciliations
WHERE what = ANY($1::text[]) AND done IS NULL AND agreed IS NOT NULL ORDER BY id LIMIT 1
"""
LOOK_SECONDS = 2.0
AT_ONCE = 32
RUNNING = "ExecutionStatus = 'Running' AND WorkflowType = 'ConferenceCase'"
TOLD = ("again", "told", "ended", "failed")
"""What can become of a case, besides that nothing has to be done."""
BRIDGE = Actor(id="workflows", role="service")


@dataclass(frozen=True)
class Lived:
    """The latest life of a case, as its events tell it."""

    workflow: str
    start: CaseProgress
    milestones: Sequence[MilestoneSignal]
    latest: Envelope
    over: bool


class Recreating:
    """Does what operators ask for."""

    def __init__(self, pool: Pool, client: Client, opening: Opening, settings: WorkflowSettings) -> None:
        self.pool = pool
        self.client = client
        self.opening = opening
        self.settings = settings

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            try:
                if row := await self.pool.fetchrow(ASKED, [reconciling.PROCESSES, reconciling.COUNT_PROCESSES]):
                    did = await self.all_of(row["lost_at"], does=row["what"] == reconciling.PROCESSES)
                    log.warning("processes reconciled", **did)
                    await self.pool.execute(reconciling.DONE, row["id"], to_json(did).decode())
            except Exception as error:  # whatever it is, milestones are passed on meanwhile
                log.warning("waiting to make processes again", error=error)
            await asyncio.sleep(LOOK_SECONDS)

    async def all_of(self, lost: datetime | None, *, does: bool) -> Counter[str]:
        """Put the processes of all cases right, or only count them; a partition at a time."""
        running = {one.id async for one in self.client.list_workflows(RUNNING)}
        counts: Counter[str] = Counter()
        async for arrivals in self.milestones():
            limit = asyncio.Semaphore(AT_ONCE)

            async def one(life: Lived, limit: asyncio.Semaphore = limit) -> str:
                async with limit:
                    return await self.put_right(life, lost, running) if does else what(life, running)

            counts += Counter(await asyncio.gather(*map(one, latest_lives(arrivals))))
        return Counter({name: counts[name] for name in TOLD})

    async def milestones(self) -> AsyncIterator[list[Arrival]]:
        """All milestones that there ever were, those of some cases at once: a case has one partition in each topic."""
        reader: AIOKafkaConsumer = AIOKafkaConsumer(**kafka.client(self.settings), enable_auto_commit=False)
        await started(reader.start)
        try:
            for number in range(PARTITIONS):
                places = [TopicPartition(events(name), number) for name in SERVICE.listens_to]
                begins, ends = await reader.beginning_offsets(places), await reader.end_offsets(places)
                found: list[Arrival] = []
                async for records in between(reader, dict(begins), ends):
                    read = [one for one in self.opening.read(records) if one.kind in MILESTONE_KINDS]
                    await self.opening.open(read)
                    found += [one for one in read if one.message is not None]
                yield found
        finally:
            await reader.stop()

    async def put_right(self, life: Lived, lost: datetime | None, running: set[str]) -> str:
        """Make a process again, or tell it what it may have missed; what was done."""
        if life.over:
            return await self.end(life) if life.workflow in running else "as it is"
        try:
            relived = await relive(life.start, life.milestones, None if life.latest.storytime else lost)
        except Exception as error:  # the code of now cannot live through it: the other cases are not to wait for that
            log.error("a process cannot be made again", workflow=life.workflow, error=error)
            return "failed"
        if relived is None:
            return "as it is"
        try:
            await self.client.start_workflow(
                "ConferenceCase",
                self.shifted(relived.progress, life.latest),
                id=life.workflow,
                task_queue=TASK_QUEUE,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
                rpc_timeout=PATIENCE,
            )
        except WorkflowAlreadyStartedError:
            return await self.tell(life, life.milestones, "told")
        return await self.tell(life, relived.missed, "again")

    async def end(self, life: Lived) -> str:
        """Let a process of before its ending hear of it."""
        return await self.tell(life, life.milestones, "ended")

    async def tell(self, life: Lived, milestones: Sequence[MilestoneSignal], what: str) -> str:
        """Tell a running process of milestones: those that it knows change nothing."""
        batch = [one.model_dump(mode="json", exclude_defaults=True) for one in milestones]
        try:
            handle = self.client.get_workflow_handle(life.workflow)
            await handle.signal(MILESTONES, batch, rpc_timeout=PATIENCE)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return "as it is"
        return what

    def shifted(self, progress: CaseProgress, latest: Envelope) -> CaseProgress:
        """In development a story goes on at its latest moment."""
        if not (self.settings.in_development and latest.storytime):
            return progress
        return progress.model_copy(update={"shift": latest.storytime - datetime.now(UTC)})


def what(life: Lived, running: set[str]) -> str:
    """What would be done."""
    if life.over:
        return "ended" if life.workflow in running else "as it is"
    return "told" if life.workflow in running else "again"


def latest_lives(arrivals: Iterable[Arrival]) -> list[Lived]:
    """The latest life of each case that was opened."""
    cases: dict[str, list[Arrival]] = defaultdict(list)
    for one in {(one.envelope.source, one.id): one for one in arrivals}.values():
        cases[one.stream].append(one)
    lives = (latest_life(case, in_order(of_case)) for case, of_case in cases.items())
    return [life for life in lives if life]


def latest_life(case: str, arrivals: Iterable[Arrival]) -> Lived | None:
    """What the bridge would have told the process of the life that goes on, or went on last."""
    life, told = Life(), list[tuple[Delivery, Envelope]]()
    for one in arrivals:
        life = evolve(life, one.message) if isinstance(one.message, Event) else life
        for sent in deliveries(decided(case, one, life)):
            delivery = Delivery.model_validate(sent.envelope.data)
            told = [*([] if delivery.start else told), (delivery, one.envelope)]
    if not told or told[0][0].start is None:
        return None
    first, _ = told[0]
    assert first.start is not None
    return Lived(first.workflow, first.start, [one.signal for one, _ in told], told[-1][1], life.over)


def decided(case: str, one: Arrival, life: Life) -> Decided:
    """As the bridge had it when it heard of it."""
    assert one.message is not None
    return Decided(
        case, one.envelope.time, BRIDGE, one.message, one.envelope, (), (), life, one.correlation, one.offset, one.value
    )

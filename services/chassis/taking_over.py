"""After a reconciliation: batches take over what was decided before, until nothing of it is left (`adopting.py`)."""

import asyncio
from collections.abc import Awaitable, Sequence

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from services.chassis import adopting, restored
from services.chassis.adopting import AdoptingBatch, waiting
from services.chassis.batch import Batch
from services.chassis.consumer import TRANSIENT, Consumer
from services.chassis.dead_letters import DeadLetters
from services.chassis.decider import Pool, Service
from services.chassis.deciding import Decisions
from services.chassis.log import logger
from services.chassis.opening import Opening

log = logger("taking over")

LOOK_SECONDS = 0.5


class TakingOver:
    """Makes the batches of a part, and says when all that was decided before is in its log again."""

    def __init__(
        self, pool: Pool, service: Service, decisions: Decisions, opening: Opening, letters: DeadLetters
    ) -> None:
        self.pool = pool
        self.parts = (service, decisions, opening, letters)
        self.alone = False
        self.over = asyncio.Event()
        self.stuck = 0

    def batch(self) -> Batch:
        """A batch; one that looks for what was decided before, for as long as there is any."""
        return Batch(*self.parts) if self.over.is_set() else AdoptingBatch(*self.parts, alone=self.alone)

    async def begin(self) -> None:
        """See whether there is anything to take over."""
        if not await self.pool.fetchval(adopting.ANY_LEFT):
            self.over.set()

    async def run(self, consumer: Consumer, watcher: AIOKafkaConsumer, read: Sequence[str]) -> None:
        """Wait until it is over. Once all is read again, what no message brought back is taken over alone."""
        while not self.over.is_set():
            await asyncio.sleep(LOOK_SECONDS)
            try:
                if await self.read_up(watcher, read):
                    await self.rest(consumer)
                await self.begin()
            except (*TRANSIENT, KafkaError) as error:
                log.warning("waiting to take over the rest", error=error)
        log.info("all that was decided before is taken over")

    async def read_up(self, watcher: AIOKafkaConsumer, read: Sequence[str]) -> bool:
        """Whether everything that is still on the topics was read by somebody of this part."""
        there = await watcher.topics()
        places = restored.partitions([name for name in read if name in there])
        starts, ends = await watcher.beginning_offsets(places), await watcher.end_offsets(places)
        rows = await self.pool.fetch(restored.CONSUMED, list(read))
        offsets = {(row["topic"], row["partition"]): row["next_offset"] for row in rows}
        reached = {place: max(offsets.get((place.topic, place.partition), 0), starts[place]) for place in places}
        return all(reached[place] >= ends[place] for place in places)

    async def rest(self, consumer: Consumer) -> None:
        """Take over what is left, some streams at a time; answers that nobody asks for again are let go of.

        What cannot be read now, or stands still, is looked at again the next time.
        """
        self.alone, after = True, ""
        try:
            while streams := await self.pool.fetch(adopting.LEFT, after, adopting.STREAMS):
                await consumer.persist([waiting(row["stream"]) for row in streams], {})
                after = streams[-1]["stream"]
        finally:
            self.alone = False
        await self.pool.execute(adopting.FORGET)
        stuck, self.stuck = self.stuck, await self.pool.fetchval(adopting.STUCK)
        if self.stuck not in (0, stuck):
            log.error("streams wait for keys, or for their dead letters to be replayed", streams=self.stuck)


async def after(taking_over: TakingOver, work: Awaitable[None]) -> None:
    """Do something once nothing is left to take over: it could be done already."""
    await taking_over.over.wait()
    await work

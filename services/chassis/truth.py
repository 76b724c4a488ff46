"""A part stands still until its database and its topics tell the same story, and an operator let them (promise 5)."""

import asyncio
from collections.abc import Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from contracts import topics
from services.chassis import kafka, reconciling, restored
from services.chassis.consumer import TRANSIENT
from services.chassis.decider import Pool
from services.chassis.log import logger
from services.chassis.restored import Found
from services.chassis.settings import Settings
from services.chassis.timeline import AnotherTimeline

log = logger("truth")

AGAIN_SECONDS = 1.0
"""How often a part that stands still looks whether an operator agreed."""
HOW = "`ekc ops reconcile {part}` says what it would do, and does it once somebody agrees."


class Truth:
    """What a part has to agree on with its topics before it goes on."""

    def __init__(self, pool: Pool, settings: Settings, mine: Sequence[str], read: Sequence[str]) -> None:
        self.pool = pool
        self.settings = settings
        self.mine = mine
        self.read = read
        self.why = ""
        """Why the part stands still; empty when it does not."""

    async def agreed_on(self) -> None:
        """Return once database and topics tell the same story.

        Raises:
            AnotherTimeline: the database was restored meanwhile, as somebody may have been told to.
        """
        reader: AIOKafkaConsumer = AIOKafkaConsumer(**kafka.client(self.settings), enable_auto_commit=False)
        await reader.start()
        try:
            while await self.differs(reader):  # noqa: ASYNC110 an operator agrees, in another process
                await asyncio.sleep(AGAIN_SECONDS)
        finally:
            await reader.stop()
        self.why = ""

    async def differs(self, reader: AIOKafkaConsumer) -> bool:
        """Look, and put right what an operator agreed to; whether something is still to be put right.

        Raises:
            AnotherTimeline: see `agreed_on`.
        """
        try:
            async with self.pool.acquire() as connection, connection.transaction():
                number = await reconciling.agreed(connection)
                found = await restored.look(connection, reader, self.mine, self.read)
                if found.beyond or (found and not number):
                    await self.refuse(connection, found)
                    return True
                did = await reconciling.reconcile(connection, reader, found, topics.events(self.settings.part))
                await reconciling.settle(connection, did, number)
        except AnotherTimeline:
            raise  # it was restored once more: the next start looks at that one
        except (*TRANSIENT, KafkaError) as error:
            log.warning("waiting to compare database and topics", error=error)
            return True
        return False

    async def refuse(self, connection: Any, found: Found) -> None:
        """Say why, in the log once, and to whoever asks."""
        why = " ".join([*found.sentences(), HOW.format(part=self.settings.part)])
        if why != self.why:
            log.error(f"{self.settings.part} does not go on: {why}")
        self.why = why
        await reconciling.note(connection, found)

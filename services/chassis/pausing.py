"""What a part does not read now: topics of which an operator said so, which is in the database, so that every replica
obeys it; and partitions that it was just given, until the database said from where on to read them.
"""

import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from aiokafka import TopicPartition

from contracts.operations import EVERYTHING
from contracts.topics import commands
from services.chassis.decider import Pool

LOOK_SECONDS = 0.5
"""How soon every replica obeys; asked before each poll it would cost a query a batch."""
PAUSED = "SELECT topic FROM paused ORDER BY topic"


class Pauses:
    """What is paused, as this replica knows it."""

    def __init__(self, part: str, pool: Pool, patiently: Callable[[Callable[[], Awaitable[None]]], Awaitable[None]]):
        self.asked = commands(part)
        """Never paused: on it comes the word to go on."""
        self.pool = pool
        self.patiently = patiently
        self.topics: list[str] = []
        self.given: set[TopicPartition] = set()
        """Kafka would begin them where it was told last how far this group is, which is behind."""
        self.looked = 0.0

    def __contains__(self, topic: str) -> bool:
        """Whether a topic is read no further."""
        return topic in self.topics or (EVERYTHING in self.topics and topic != self.asked)

    async def obey(self, consumer: Any) -> None:
        """Stop and go on reading as operators said. What a replica has in hand or has read ahead it still handles."""
        if time.monotonic() - self.looked > LOOK_SECONDS:
            await self.patiently(self.look)
        mine: Collection[Any] = consumer.assignment()
        wanted = {partition for partition in mine if partition.topic in self or partition in self.given}
        standing = set(consumer.paused()) & set(mine)
        if new := wanted - standing:
            consumer.pause(*new)
        if gone := standing - wanted:
            consumer.resume(*gone)

    def wait_for(self, consumer: Any, given: Collection[TopicPartition]) -> None:
        """Read nothing of these partitions yet."""
        self.given.update(given)
        consumer.pause(*given)

    def place(self, consumer: Any, given: Collection[TopicPartition], offsets: Mapping[TopicPartition, int]) -> None:
        """Read them from these offsets on."""
        for partition in given:
            consumer.seek(partition, offsets[partition])
        self.given.difference_update(given)
        consumer.resume(*(partition for partition in given if partition.topic not in self))

    async def look(self) -> None:
        """Read what is written down."""
        self.topics = [row[0] for row in await self.pool.fetch(PAUSED)]
        self.looked = time.monotonic()

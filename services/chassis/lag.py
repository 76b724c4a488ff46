"""How far behind a part is, by topic: how many records, and how old the oldest of them is."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping

from aiokafka import AIOKafkaConsumer, TopicPartition

from services.chassis.consumer import Consumer

ANSWER_SECONDS = 1.0
POLL_MS = 200


class Lag:
    """Asks Kafka over a connection of its own: on a subscriber's it would queue behind its long poll."""

    def __init__(self, consumer: Consumer, watcher: AIOKafkaConsumer) -> None:
        self.consumer = consumer
        self.watcher = watcher
        self.looking = asyncio.Lock()

    async def by_topic(self) -> tuple[Mapping[str, int], Mapping[str, float]]:
        """Records and seconds of each topic. Of one whose record Kafka did not give in time there are no seconds.

        Raises:
            KafkaError: Kafka does not answer.
        """
        behind = await self.consumer.behind(self.watcher)
        records: dict[str, int] = defaultdict(int)
        for partition, count in behind.items():
            records[partition.topic] += count
        oldest = await self.oldest({one for one, count in behind.items() if count})
        now, seconds = time.time(), dict.fromkeys((topic for topic, count in records.items() if not count), 0.0)
        for partition, appended in oldest.items():
            age = max(0.0, now - appended)
            seconds[partition.topic] = max(age, seconds.get(partition.topic, 0.0))
        return records, seconds

    async def oldest(self, behind: set[TopicPartition]) -> dict[TopicPartition, float]:
        """When the first record of each partition that is not handled was appended: read from it, so that a part that
        was just started knows it too."""
        found: dict[TopicPartition, float] = {}
        async with self.looking:
            waiting = self.consumer.waiting(behind)
            self.watcher.assign(list(waiting))
            for partition, offset in waiting.items():
                self.watcher.seek(partition, offset)
            until = time.monotonic() + ANSWER_SECONDS
            while waiting.keys() - found.keys() and time.monotonic() < until:
                polled = await self.watcher.getmany(*(waiting.keys() - found.keys()), timeout_ms=POLL_MS)
                found |= {one: records[0].timestamp / 1000 for one, records in polled.items() if records}
        return found

"""What the privacy service knows of itself beside what every part does: how far behind the access log is (R33)."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

from aiokafka import TopicPartition
from prometheus_client import Gauge

from services.chassis.app import App
from services.chassis.decider import Pool

WAITING = Gauge("ekc_access_log_waiting_seconds", "Age of the oldest event that is not in the access log yet.")
UNSIGNED = Gauge("ekc_access_log_unsigned_seconds", "Age of the oldest row that no checkpoint was published of.")
OLDEST_UNSIGNED = """
SELECT coalesce(extract(epoch FROM clock_timestamp() - min(unsigned_since)), 0)::float FROM access_heads
"""
EPOCHS = """
SELECT epoch, round(extract(epoch FROM clock_timestamp() - began) / 86400, 1)::float AS days,
    (SELECT count(*) FROM data_keys WHERE data_keys.epoch = epochs.epoch) AS keys
FROM epochs WHERE destroyed IS NULL ORDER BY epoch
"""
ANSWER_MS = 1_000


class PrivacyApp(App):
    """The message path; an event that waits on its topic is an access that nobody can look up yet."""

    keys: Pool
    """The keyring's database."""

    async def __aenter__(self) -> "PrivacyApp":
        """Connect and start."""
        self.looking = asyncio.Lock()
        await super().__aenter__()
        return self

    async def readiness(self) -> Mapping[str, Any]:
        """As every part's, with how long accesses have waited to be written down, and rows to be signed."""
        state = await super().readiness()
        if self.truth.why:
            return state
        waiting = await self.waiting() if state["lag"] else 0.0
        unsigned: float = await self.pool.fetchval(OLDEST_UNSIGNED)
        WAITING.set(waiting)
        UNSIGNED.set(unsigned)
        return {**state, "access_log_waiting_seconds": waiting, "access_log_unsigned_seconds": unsigned}

    async def describe(self) -> Mapping[str, Any]:
        """As every part, with the key-encryption keys that wrap something: since when, and how many keys."""
        said = await super().describe()
        epochs = [dict(row) for row in await self.keys.fetch(EPOCHS)]
        return {**said, "now": {**said["now"], "epochs": epochs}}

    async def waiting(self) -> float:
        """How old the oldest record is that was not handled yet: read from its topic, so also after a restart."""
        async with self.looking:
            behind = await self.behind()
            self.watcher.assign(list(behind))
            for partition, offset in behind.items():
                self.watcher.seek(partition, offset)
            found = await self.watcher.getmany(*behind, timeout_ms=ANSWER_MS, max_records=1) if behind else {}
        written = [record.timestamp / 1000 for records in found.values() for record in records]
        return max(0.0, time.time() - min(written)) if written else 0.0

    async def behind(self) -> dict[TopicPartition, int]:
        """The next offset to handle of each partition in which something waits."""
        handled: dict[TopicPartition, int] = {}
        for subscriber in self.consumer.subscribers:
            if subscriber.consumer is not None:
                handled |= self.consumer.next_offsets(subscriber.consumer)
        ends = await self.watcher.end_offsets(list(handled)) if handled else {}
        return {partition: offset for partition, offset in handled.items() if ends[partition] > offset}

"""What a part tells of itself to Prometheus: what it knows at any time, and what PostgreSQL and Kafka say now."""

import time
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from aiokafka.errors import KafkaError

from contracts.topics import SERVICES
from services.chassis import store
from services.chassis.certificates import expiring
from services.chassis.consumer import TRANSIENT, Consumer
from services.chassis.decider import Pool
from services.chassis.fingerprint import fingerprint
from services.chassis.lag import Lag
from services.chassis.relay import Relay
from services.chassis.settings import Settings

FRESH_SECONDS = 2.0
"""For so long an answer is given again: however many ask, PostgreSQL and Kafka are asked once."""


class Figures:
    """The figures of one part. What cannot be had now is left out, and the rest told."""

    def __init__(
        self,
        settings: Settings,
        pool: Pool,
        consumer: Consumer,
        relay: Relay,
        lag: Lag,
        standing: Callable[[], Mapping[str, Any]],
    ) -> None:
        self.settings = settings
        self.pool = pool
        self.consumer = consumer
        self.relay = relay
        self.lag = lag
        self.standing = standing
        self.told: dict[str, Any] = {}
        self.at = float("-inf")

    async def tell(self) -> Mapping[str, Any]:
        """All of it, at most some seconds old."""
        if time.monotonic() - self.at > FRESH_SECONDS:
            self.told = {name: value async for name, value in self.look()}
            self.at = time.monotonic()
        return self.told

    async def look(self) -> AsyncIterator[tuple[str, Any]]:
        """One after the other."""
        yield "outage", self.consumer.outage is not None
        yield "leading", self.relay.leading
        for name, value in self.standing().items():
            yield name, value
        yield "closed", len(self.consumer.closed)
        yield "closed_topics", dict.fromkeys(self.consumer.closed, 1)
        if self.settings.part in SERVICES:  # the bridge is told of no day
            yield "day_turned_seconds", time.monotonic() - self.consumer.day_turned
        yield "certificates", expiring(self.settings)
        try:
            async with self.pool.acquire(timeout=2) as connection:
                for name, value in (await connection.fetchrow(store.WAITING) or {}).items():
                    yield name, value or 0
                yield "dead", letters(await connection.fetch(store.LETTERS_ALIKE))
        except TRANSIENT:
            pass
        try:
            records, seconds = await self.lag.by_topic()
        except KafkaError:
            pass
        else:
            yield "lag_records", records
            yield "lag_seconds", seconds
        yield "stalled", self.consumer.stalled()


def letters(rows: Any) -> Mapping[tuple[str, ...], int]:
    """Dead letters by what they have in common."""
    return {
        (fingerprint(topic, asked, reason), topic, reason, state): count for topic, asked, reason, state, count in rows
    }

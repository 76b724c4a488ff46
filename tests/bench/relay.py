"""Outbox to Kafka, in order, against a bare idempotent producer that reads nothing."""

import asyncio
import os
import time
from statistics import median
from uuid import uuid4

import asyncpg

from contracts import topics
from deploy.local import Platform
from services.chassis import kafka
from services.chassis.migrate import migrate
from services.chassis.relay import Relay, ToKafka
from tests.bench import cases
from tests.bench.cases import administer

ROWS = 20_000
STREAMS = 2_000
BYTES = 760
ROUNDS = 3


async def figures(platform: Platform) -> dict[str, float]:
    """Interleaved rounds; the ratio of the medians."""
    url = platform.database_url("coordination")
    await asyncio.to_thread(migrate, "coordination", platform.migrating("coordination"))
    settings = cases.settings(platform, url)
    pool = await asyncpg.create_pool(settings.database_url.get_secret_value(), min_size=1, max_size=2)
    producer = kafka.producer(settings)
    await producer.start()
    topic = topics.events("coordination")
    keys = [str(uuid4()) for _ in range(STREAMS)]
    rates: dict[str, list[float]] = {"ours": [], "bare": []}
    for _ in range(ROUNDS):
        began = time.perf_counter()
        futures = [await producer.send(topic, os.urandom(BYTES), key=keys[n % STREAMS].encode()) for n in range(ROWS)]
        await asyncio.gather(*futures)
        rates["bare"].append(ROWS / (time.perf_counter() - began))
        await pool.execute(
            "INSERT INTO outbox (topic, key, value) SELECT $1, k, v FROM unnest($2::text[], $3::bytea[]) AS n (k, v)",
            topic,
            [keys[number % STREAMS] for number in range(ROWS)],
            [os.urandom(BYTES) for _ in range(ROWS)],
        )
        await administer(platform, "ANALYZE outbox", "coordination")
        relay = Relay(pool, ToKafka(producer))
        async with pool.acquire() as connection:
            began = time.perf_counter()
            while await relay.drain(connection):
                pass
            rates["ours"].append(ROWS / (time.perf_counter() - began))
    await producer.stop()
    await pool.close()
    return {
        "relay.rows_per_second": median(rates["ours"]),
        "relay.ratio_to_bare": median(rates["ours"]) / median(rates["bare"]),
    }

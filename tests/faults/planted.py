"""The positive control: invented values, put through the servers to where a leak would be, which a search must find."""

import asyncio
import json
from uuid import uuid4

from confluent_kafka import Producer
from confluent_kafka.admin import NewTopic
from temporalio.client import Client

from deploy.local.platform import Platform
from deploy.local.probes import kafka_admin
from tests.faults.scan import execute

TOPIC, REMOVED = "ekc.planted", "ekc.planted-and-removed"
FILLING = "Er stond nog veel meer in deze brief. " * 200
"""Enough for TOAST: PostgreSQL moves a row of more than 2 kB out of line."""
CODECS = {"gzip": "utf-8", "snappy": "utf-16-le", "lz4": "utf-8", "zstd": "utf-16-be"}
"""As Kafka compresses: our parts do not, agencies may. And how the letter is written."""


def letter(value: str) -> str:
    """A long text with a value in it, which compresses well."""
    return f"{FILLING[:300]}{value} {FILLING}"


def noise(value: str) -> str:
    """A long text with a value in it, which does not: it lies in a TOAST table."""
    return f"{''.join(uuid4().hex for _ in range(300))}{value}{''.join(uuid4().hex for _ in range(300))}"


async def in_kafka(platform: Platform, values: dict[str, str], removed: str) -> None:
    """In batches that are compressed, one for each codec; and in a topic that is removed."""
    admin = kafka_admin(platform.environments)
    for made in admin.create_topics([NewTopic(one, 1, 1) for one in (TOPIC, REMOVED)], operation_timeout=30).values():
        await asyncio.to_thread(made.result)
    for topic, codec, value in [*((TOPIC, *one) for one in values.items()), (REMOVED, "gzip", removed)]:
        producer = Producer({**platform.kafka_settings(), "compression.type": codec, "linger.ms": 50})
        for _ in range(5):
            producer.produce(topic, letter(value).encode(CODECS[codec]))
        await asyncio.to_thread(producer.flush, 30)
    await asyncio.to_thread(admin.delete_topics([REMOVED], operation_timeout=30)[REMOVED].result)


async def in_postgres(platform: Platform, **values: str) -> None:
    """In rows that are compressed or lie in TOAST tables: some are kept, some are deleted."""
    await execute(platform, "desk", "CREATE TABLE planted (way text, value text)")
    for way, value in values.items():
        text = letter(value) if "compressed" in way else noise(value)
        await execute(platform, "desk", "INSERT INTO planted VALUES ($1, $2)", way, text)
    await execute(platform, "desk", "DELETE FROM planted WHERE way LIKE 'deleted%'")


async def in_temporal(platform: Platform, value: str) -> None:
    """In the input of a workflow, by a client that does not encrypt."""
    client = await Client.connect(platform.temporal_address())
    handle = await client.start_workflow("Planted", letter(value), id=f"planted-{uuid4()}", task_queue="planted")
    await handle.terminate()


async def in_a_log(platform: Platform, value: str) -> None:
    """In PostgreSQL's, as JSON escapes it."""
    await execute(platform, "postgres", f"DO $$ BEGIN RAISE LOG 'planted: {json.dumps(value)}'; END $$")


async def uproot(platform: Platform) -> None:
    """Remove them for whoever looks later."""
    admin = kafka_admin(platform.environments)
    await asyncio.to_thread(admin.delete_topics([TOPIC], operation_timeout=30)[TOPIC].result)
    await execute(platform, "desk", "DROP TABLE planted")

"""The positive control: invented values, put where a leak would be, which the scan must find."""

import asyncio
from uuid import uuid4

from confluent_kafka import Producer
from confluent_kafka.admin import NewTopic
from temporalio.client import Client

from deploy.local.platform import Platform
from deploy.local.probes import kafka_admin
from tests.faults.scan import execute

TOPIC = "ekc.planted"
FILLING = "Er stond nog veel meer in deze brief. " * 200
"""Enough for TOAST: PostgreSQL moves a row of more than 2 kB out of line."""


def letter(value: str) -> str:
    """A long text with a value in it."""
    return f"{FILLING[:300]}{value} {FILLING}"


async def in_kafka(platform: Platform, value: str) -> None:
    """In a compressed batch."""
    admin = kafka_admin(platform.environments)
    await asyncio.to_thread(admin.create_topics([NewTopic(TOPIC, 1, 1)], operation_timeout=30)[TOPIC].result)
    producer = Producer({**platform.kafka_settings(), "compression.type": "gzip", "linger.ms": 50})
    for _ in range(5):
        producer.produce(TOPIC, letter(value).encode())
    await asyncio.to_thread(producer.flush, 30)


async def in_postgres(platform: Platform, kept: str, deleted: str) -> None:
    """One in a row that TOAST compressed, one in a row that was deleted."""
    database = "desk"
    await execute(platform, database, "CREATE TABLE planted (kept text, deleted text STORAGE EXTERNAL)")
    await execute(platform, database, "INSERT INTO planted (kept) VALUES ($1)", letter(kept))
    await execute(platform, database, "INSERT INTO planted (deleted) VALUES ($1)", letter(deleted))
    await execute(platform, database, "DELETE FROM planted WHERE deleted IS NOT NULL")


async def in_temporal(platform: Platform, value: str) -> None:
    """In the input of a workflow, by a client that does not encrypt."""
    client = await Client.connect(platform.temporal_address())
    handle = await client.start_workflow("Planted", letter(value), id=f"planted-{uuid4()}", task_queue="planted")
    await handle.terminate()


async def in_a_log(platform: Platform, value: str) -> None:
    """In PostgreSQL's."""
    await execute(platform, "postgres", f"DO $$ BEGIN RAISE LOG 'planted: {value}'; END $$")


async def uproot(platform: Platform) -> None:
    """Remove them for whoever looks later."""
    admin = kafka_admin(platform.environments)
    await asyncio.to_thread(admin.delete_topics([TOPIC], operation_timeout=30)[TOPIC].result)
    await execute(platform, "desk", "DROP TABLE planted")

"""A command on Kafka until its event is on Kafka, one at a time; the floor is one commit and two bare round trips."""

import asyncio
import time
from statistics import median, quantiles
from uuid import uuid4

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from pydantic_core import from_json, to_json

from contracts import topics
from contracts.coordination import RegisterCoordinator
from deploy.local import Platform
from services.chassis import kafka
from services.chassis.sealing import seal_fields
from services.chassis.settings import Settings
from tests.bench import cases

ROUNDS = 3
COMMANDS = 100
"""Of each round."""
WARM_UP = 50
COORDINATORS = 25
"""Whom the commands are about, again and again: what happens to a stream that exists."""


async def figures(platform: Platform) -> dict[str, float]:
    """Percentiles of the service on the platform, and the ratio of its median to the floor's; the two in turns."""
    desk = as_part(platform, "desk")
    producer = kafka.producer(desk)
    await producer.start()
    whole: list[float] = []
    floor: list[float] = []
    for _ in range(ROUNDS):
        whole += await commands(platform, desk, producer)
        floor += await bare(platform, desk, producer)
    await producer.stop()
    return {
        "latency.p50_ms": median(whole) * 1000,
        "latency.p99_ms": quantiles(whole, n=100)[98] * 1000,
        "latency.floor_ms": median(floor) * 1000,
        "latency.ratio_to_floor": median(whole) / median(floor),
    }


def as_part(platform: Platform, part: str) -> Settings:
    """The settings of a part."""
    environment = platform.environment(part)
    return Settings(**{name.removeprefix("EKC_").lower(): value for name, value in environment.items()})  # type: ignore[arg-type]


async def reader(settings: Settings, topic: str) -> AIOKafkaConsumer:
    """A consumer at the end of a topic."""
    consumer = AIOKafkaConsumer(
        **kafka.client(settings), group_id=f"ekc.desk.bench-{uuid4()}", auto_offset_reset="latest"
    )
    consumer.subscribe([topic])
    await consumer.start()
    while not consumer.assignment():  # noqa: ASYNC110 the client has no event for it
        await asyncio.sleep(0.05)
    await consumer.seek_to_end()
    for partition in consumer.assignment():
        await consumer.position(partition)
    return consumer


async def commands(platform: Platform, desk: Settings, producer: AIOKafkaProducer) -> list[float]:
    """Change coordinators in the register, one after the other; the seconds until each event is read."""
    keyring = cases.keyring(platform)
    known = [str(uuid4()) for _ in range(COORDINATORS)]
    names = [known[number % COORDINATORS] for number in range(COMMANDS + WARM_UP)]
    keys = await cases.create_keys(keyring, known)
    await keyring.close()
    consumer = await reader(desk, topics.events("coordination"))
    message = RegisterCoordinator(name="Anna Terpstra", regions=("noord",), languages=("nl",), capacity=3)
    seconds = []
    for name in names:
        data = message.model_dump(mode="json", exclude_none=True)
        seal_fields(RegisterCoordinator, data, name, keys)
        event = {**cases.envelope(name, RegisterCoordinator.type, desk.source()), "data": data}
        began = time.perf_counter()
        await producer.send_and_wait(cases.TOPIC, to_json(event), key=name.encode())
        async for record in consumer:
            if from_json(record.value).get("causationid") == event["id"]:
                break
        seconds.append(time.perf_counter() - began)
    await consumer.stop()
    return seconds[WARM_UP:]


async def bare(platform: Platform, desk: Settings, producer: AIOKafkaProducer) -> list[float]:
    """The same with nothing in between: there, one commit, and back."""
    consumer = await reader(desk, topics.events("desk"))
    connection = await asyncpg.connect(platform.admin_url("desk"))
    await connection.execute("CREATE TABLE IF NOT EXISTS bench (number integer)")
    seconds = []
    for number in range(COMMANDS + WARM_UP):
        began = time.perf_counter()
        for _ in range(2):
            await producer.send_and_wait(topics.events("desk"), b"{}" * 400, key=str(number).encode())
            await anext(consumer)
        await connection.execute("INSERT INTO bench VALUES ($1)", number)
        seconds.append(time.perf_counter() - began)
    await connection.execute("DROP TABLE bench")
    await connection.close()
    await consumer.stop()
    return seconds[WARM_UP:]

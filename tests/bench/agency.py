"""An agency's referral on Kafka until it reads `received`: in quiet, and while another one floods."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from random import randrange
from secrets import token_hex
from statistics import median, quantiles
from time import perf_counter
from typing import Any
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from confluent_kafka import Producer
from joserfc import jwe
from joserfc.jwk import ECKey
from pydantic_core import from_json, to_json

from contracts import topics
from contracts.agency import ReferralSubmitted
from deploy.local import Platform, access
from services.chassis import kafka
from services.desk.agencies.kafka import for_aiokafka
from tests.bench import latency

ASKING, FLOODING = "school-noord", "jeugdzorg-west"
ROUNDS = 3
REFERRALS = 60
"""Of each round."""
WARM_UP = 30
FLOOD = int(os.environ.get("FLOOD", "5000"))
"""Messages of the flood: the first half valid, the second half not. `make bench FLOOD=200000` is the whole of it."""
HEADER = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM"}


@dataclass
class Agency:
    """An agency's own system."""

    name: str
    key: ECKey

    @classmethod
    def of(cls, platform: Platform, name: str) -> "Agency":
        """With the key that is published."""
        (key,) = json.loads(platform.environments.secrets.public_keys.read_text())["keys"]
        return cls(name, ECKey.import_key(key))

    def event(self, **changes: Any) -> dict[str, Any]:
        """A referral that nobody sent before, of somebody who is like nobody else (R3)."""
        born = date(1950, 1, 1) + timedelta(days=randrange(25_000))
        person = {"name": token_hex(8), "birth_date": str(born), "contact": f"post@{token_hex(8)}.test"}
        usual = {"reference": str(uuid4()), "region": "noord", "persons": [person], "reasons": ["parenting"]}
        plain = to_json({**usual, "sector": "education", **changes})
        return {
            "specversion": "1.0",
            "id": str(uuid4()),
            "source": f"{access.AGENCIES[self.name].organisation}:systeem:dossier",
            "type": ReferralSubmitted.type,
            "time": "2026-03-02T10:00:00Z",
            "datacontenttype": "application/jose",
            "data": jwe.encrypt_compact(HEADER, plain, self.key, algorithms=list(HEADER.values())),
        }


@dataclass
class Line:
    """Its connection to Kafka."""

    agency: Agency
    producer: AIOKafkaProducer
    consumer: AIOKafkaConsumer

    async def received(self, referrals: int) -> list[float]:
        """Refer, one after the other; the seconds until each was received."""
        seconds = []
        for _ in range(referrals):
            event = self.agency.event()
            began = perf_counter()
            await self.producer.send_and_wait(topics.inbound(self.agency.name), to_json(event))
            async for record in self.consumer:
                if from_json(record.value)["data"].get("message") == event["id"]:
                    break
            seconds.append(perf_counter() - began)
        return seconds


@asynccontextmanager
async def connected(platform: Platform, agency: Agency) -> AsyncIterator[Line]:
    """Connect, and read from the end on."""
    settings = for_aiokafka(platform.kafka_settings(agency.name))
    producer = AIOKafkaProducer(**settings, acks="all", enable_idempotence=True)
    consumer = AIOKafkaConsumer(topics.outbound(agency.name), **settings, group_id=f"{agency.name}.bench")
    await producer.start()
    await consumer.start()
    while not consumer.assignment():  # noqa: ASYNC110 the client has no event for it
        await asyncio.sleep(0.05)
    await consumer.seek_to_end()
    try:
        yield Line(agency, producer, consumer)
    finally:
        await consumer.stop()
        await producer.stop()


def flood(platform: Platform, events: Sequence[bytes], written: list[int]) -> None:
    """Write all of it, as fast as Kafka takes it from this agency."""
    producer = Producer({**platform.kafka_settings(FLOODING), "acks": "all", "linger.ms": 5, "message.timeout.ms": 0})
    for event in events:
        while True:
            try:
                producer.produce(topics.inbound(FLOODING), event, on_delivery=lambda *_: written.append(1))
                break
            except BufferError:
                producer.poll(0.1)
        producer.poll(0)
    producer.flush()


async def figures(platform: Platform) -> dict[str, float]:
    """Quiet rounds in turns with the floor; then the flood, with referrals until all of it is written."""
    desk = latency.as_part(platform, "desk")
    internal = kafka.producer(desk)
    await internal.start()
    quiet: list[float] = []
    floor: list[float] = []
    async with connected(platform, Agency.of(platform, ASKING)) as line:
        for _ in range(ROUNDS):
            quiet += (await line.received(WARM_UP + REFERRALS))[WARM_UP:]
            floor += await latency.bare(platform, desk, internal)
        await internal.stop()
        other = Agency.of(platform, FLOODING)
        events = [to_json(other.event(**({} if n < FLOOD // 2 else {"reasons": []}))) for n in range(FLOOD)]
        written: list[int] = []
        flooding = asyncio.create_task(asyncio.to_thread(flood, platform, events, written))
        flooded: list[float] = []
        while not flooding.done() or len(flooded) < REFERRALS:
            flooded += await line.received(1)
        await flooding
    assert len(written) == FLOOD
    return {
        "agency.received_p50_ms": median(quiet) * 1000,
        "agency.received_p99_ms": quantiles(quiet, n=100)[98] * 1000,
        "agency.received_ratio_to_floor": median(quiet) / median(floor),
        "agency.received_p99_ratio_to_floor": quantiles(quiet, n=100)[98] / quantiles(floor, n=100)[98],
        "agency.flood_p50_ms": median(flooded) * 1000,
        "agency.flood_latency_ratio": median(flooded) / median(quiet),
    }

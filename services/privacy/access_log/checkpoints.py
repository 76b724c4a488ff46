"""Says to the outside how far each chain is: signed, on a topic of its own, every so many rows or seconds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError
from pydantic import ValidationError

from contracts.access import CheckpointSigned
from contracts.envelope import Envelope
from contracts.topics import CHECKPOINTS
from services.chassis.batch import now
from services.chassis.consumer import TRANSIENT
from services.chassis.decider import Pool
from services.chassis.envelopes import HEADERS, write
from services.chassis.log import logger
from services.privacy.access_log.signing import Checkpoint, SigningKeys

log = logger("checkpoints")

LOOK_SECONDS = 1.0
DUE = """
SELECT region, number, hash FROM access_heads
WHERE number > signed AND (number - signed >= $1 OR unsigned_since <= clock_timestamp() - make_interval(secs => $2))
ORDER BY region FOR UPDATE SKIP LOCKED
"""
SIGNED = "UPDATE access_heads SET signed = $2, unsigned_since = NULL WHERE region = $1"


class Destination(Protocol):
    """Where checkpoints go to."""

    async def send(self, checkpoint: CheckpointSigned, region: str) -> None:
        """Publish one; returns when every replica has it."""
        ...


class ToKafka:
    """The topic of the checkpoints, as it is written."""

    def __init__(self, producer: AIOKafkaProducer, source: str) -> None:
        self.producer = producer
        self.source = source

    async def send(self, checkpoint: CheckpointSigned, region: str) -> None:
        """See `Destination`."""
        name = f"checkpoint-{uuid4()}"
        said = Envelope.of(checkpoint, id=name, source=self.source, time=checkpoint.at, subject=region)
        await self.producer.send_and_wait(CHECKPOINTS, write(said), key=region.encode(), headers=HEADERS)


class FromKafka:
    """The topic of the checkpoints, as it is read."""

    def __init__(self, client: dict[str, Any]) -> None:
        self.client = client

    async def all(self) -> list[str]:
        """Every checkpoint that was ever published, as it was signed.

        Raises:
            KafkaError: the topic cannot be read now.
        """
        place = TopicPartition(CHECKPOINTS, 0)
        async with self.consumer() as consumer:
            consumer.assign([place])
            await consumer.seek_to_beginning(place)
            end = (await consumer.end_offsets([place]))[place]
            found: list[str] = []
            while await consumer.position(place) < end:
                for records in (await consumer.getmany(place, timeout_ms=1_000)).values():
                    found += [signed for record in records if (signed := signed_in(record.value or b""))]
            return found

    @asynccontextmanager
    async def consumer(self) -> AsyncIterator[AIOKafkaConsumer]:
        """A reader of no group: it keeps no place."""
        consumer = AIOKafkaConsumer(**self.client)
        try:
            await consumer.start()
            yield consumer
        finally:
            await consumer.stop()


def signed_in(value: bytes) -> str | None:
    """The signed part of a record; of what is no checkpoint nothing."""
    try:
        return CheckpointSigned.model_validate(Envelope.model_validate_json(value).data).signed
    except ValidationError:
        return None


class Checkpoints:
    """Signs what is due. The file of the keys is read each time, so that another key can follow while it runs."""

    def __init__(self, pool: Pool, keys: Path, destination: Destination, *, rows: int, seconds: float) -> None:
        self.pool = pool
        self.keys = keys
        self.destination = destination
        self.rows = rows
        self.seconds = seconds

    async def run(self) -> None:
        """Until cancelled. While Kafka or the database is away it waits: the rows stay, and are signed later."""
        while True:
            try:
                await self.sign(now())
            except (*TRANSIENT, KafkaError, ValueError) as error:
                log.warning("checkpoints wait", error=error)
            await asyncio.sleep(LOOK_SECONDS)

    async def sign(self, at: datetime) -> int:
        """Sign and publish what is due; how many chains that were.

        A chain stands still for as long as its checkpoint is on its way: what is signed is its end. A crash between
        publishing and noting it has it said twice, which changes nothing.
        """
        async with self.pool.acquire() as connection, connection.transaction():
            due = await connection.fetch(DUE, self.rows, self.seconds)
            keys = SigningKeys.read(self.keys) if due else None
            for region, number, last in due:
                signed = keys.sign(Checkpoint(region, number, last, at)) if keys else ""
                await self.destination.send(CheckpointSigned(number=number, at=at, signed=signed), region)
                await connection.execute(SIGNED, region, number)
        return len(due)

"""Commands onto Kafka in the desk's name, or through its API; and everybody's events off Kafka."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
from confluent_kafka import Consumer, KafkaError, Producer, TopicPartition
from pydantic_core import from_json, to_json

from contracts.base import Message
from contracts.topics import commands, events
from deploy.local.demo.desk import Desk
from deploy.local.platform import Platform
from services.chassis.sealing import Keys, seal_fields
from services.chassis.settings import Settings

SPEAKERS = ("referral", "coordination", "plan")
TWICE = 5
"""Of so many commands one is published twice, as by a relay that was killed before it could note the first."""
AGAIN_SECONDS = 0.3
DELIVERED_MS = 300_000


class Wire:
    """One end of the platform's wire: what it sent is in `sent`, what Kafka did not take in `lost`."""

    def __init__(self, platform: Platform, region: str, keys: Keys, *, twice: bool) -> None:
        self.region = region
        self.keys = keys
        self.twice = twice
        self.sent: list[str] = []
        self.lost: list[str] = []
        self.heard: set[str] = set()
        self.source = Settings(part="desk", environment="development").source()
        kafka = {"enable.idempotence": True, "message.timeout.ms": DELIVERED_MS}
        # The partitioner is the desk's own: what concerns one case stays in order, whoever published it.
        self.producer = Producer({**platform.kafka_settings("desk"), **kafka, "partitioner": "murmur2_random"})
        self.desk = Desk(platform.environment("desk")["EKC_DESK_URL"], platform.desk_token("regional-manager"))
        self.consumer = Consumer({**platform.kafka_settings(), "group.id": "faults", "enable.auto.commit": False})
        self.consumer.assign(list(self.ends()))

    def ends(self) -> Iterator[TopicPartition]:
        """Where the logs of events end now: only what comes is heard."""
        for topic in map(events, SPEAKERS):
            for number in self.consumer.list_topics(topic, timeout=30).topics[topic].partitions:
                end = self.consumer.get_watermark_offsets(TopicPartition(topic, number), timeout=30)[1]
                yield TopicPartition(topic, number, end)

    def publish(self, stream: str, messages: Sequence[Message]) -> None:
        """Put commands on Kafka, in order; some of them twice."""
        for message in messages:
            command = str(uuid4())
            data = message.model_dump(mode="json", exclude_none=True)
            seal_fields(type(message), data, stream, self.keys)
            value = to_json({**self.attributes(command, stream, type(message)), "data": data})
            self.sent.append(command)
            for _ in range(2 if self.twice and len(self.sent) % TWICE == 0 else 1):
                self.producer.produce(commands(message.service), value, key=stream, on_delivery=self.delivered)
        self.producer.poll(0)

    def attributes(self, command: str, stream: str, kind: type[Message]) -> dict[str, Any]:
        """The envelope as the desk writes it."""
        return {
            "specversion": "1.0",
            "id": command,
            "source": self.source,
            "type": kind.type,
            "subject": stream,
            "time": datetime.now(UTC),
            "correlationid": command,
            "actorid": "manager",
            "actorrole": "regional-manager",
            "actorregion": self.region,
        }

    def delivered(self, error: KafkaError | None, _: object) -> None:
        """What Kafka says of a command."""
        if error:
            self.lost.append(str(error))

    async def ask(self, stream: str, message: Message) -> None:
        """Ask the desk, and ask again with the same id while it does not answer."""
        command = str(uuid4())
        self.sent.append(command)
        data = message.model_dump(mode="json", exclude_none=True)
        body = {"id": command, "type": message.type, "subject": stream, "data": data, "wait_seconds": 0}
        while not await self.asked(body):  # noqa: ASYNC110 another process becomes ready
            await asyncio.sleep(AGAIN_SECONDS)

    async def asked(self, body: dict[str, Any]) -> bool:
        """Whether the desk took a command in.

        Raises:
            ValueError: it never will.
        """
        try:
            answer = await self.desk.command(body)
        except httpx.HTTPError:
            return False
        if 400 <= answer.status < 500:
            raise ValueError(f"The desk refused {body['type']}: {answer.body}.")
        return answer.status < 500

    async def news(self) -> list[dict[str, Any]]:
        """What happened since, each event once, however often it is published."""
        polled = await asyncio.to_thread(self.consumer.consume, 500, 0.1)
        self.producer.poll(0)
        new = []
        for event in (from_json(message.value() or b"{}") for message in polled if not message.error()):
            if event["id"] not in self.heard:
                self.heard.add(event["id"])
                new.append(event)
        return new

    async def close(self) -> None:
        """Close the connections."""
        await asyncio.to_thread(self.producer.flush, 30)
        await asyncio.to_thread(self.consumer.close)
        await self.desk.close()

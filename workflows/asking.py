"""What the process asks services for, as CloudEvents on their `due` topics."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime

from aiokafka import AIOKafkaProducer
from temporalio import activity

import contracts.coordination
import contracts.plan
import contracts.referral
from contracts.base import MESSAGES, NAMESPACE, Message
from contracts.envelope import Envelope, format_basis
from contracts.operations import DayTurned
from contracts.topics import SERVICES, due
from services.chassis import metrics, tracing
from services.chassis.envelopes import HEADERS, write
from services.chassis.relay import published
from services.chassis.spans import SPANS, Kind, Span
from services.chassis.tracing import Trace
from workflows.progress import Asked
from workflows.settings import CASE, OF_WORKFLOW

_ = (contracts.coordination, contracts.plan, contracts.referral)

type Publication = tuple[str, Envelope]
"""A topic, and what is published on it under its subject as the key."""


def publication(asked: Asked, source: str, *, story: bool = False, trace: Trace | None = None) -> Publication:
    """The message to the service that does it. Its id is the same however often it is asked for the same thing."""
    kind = kind_of(asked)
    level = {"level": asked.level} if "level" in kind.model_fields else {}
    return due(asked.what.service), Envelope.of(
        kind.model_validate(level),
        id=f"due-{asked.case}-{asked.round}-{asked.what}-{asked.at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{asked.count}",
        source=source,
        subject=asked.case,
        time=asked.time,
        basis=format_basis({(producer, asked.case): mark for producer, mark in asked.marks.items()}),
        storytime=asked.time if story else None,
        traceparent=trace.header if trace else None,
    )


def turn(day: date, service: str, source: str) -> Publication:
    """The turn of the day, for one service. Its subject is the day: it is about no stream in particular."""
    return due(service), Envelope.of(
        DayTurned(day=day),
        id=f"day-turned-{service}-{day}",
        source=source,
        subject=f"day-{day}",
        time=datetime.now(UTC),
    )


def kind_of(asked: Asked) -> type[Message]:
    """The class of the message, whose type is made of service and kind."""
    return MESSAGES[f"{NAMESPACE}.{asked.what.service}.{asked.what}.v1"]


class Asking:
    """The activities of the process: nothing but publishing, with every replica's acknowledgement."""

    def __init__(self, producer: AIOKafkaProducer, source: str) -> None:
        self.producer = producer
        self.source = source

    @activity.defn
    async def ask(self, asked: list[Asked], story: bool, traceparent: str | None = None) -> None:
        """Ask for what is due. After a failure everything is asked again, under the same ids.

        It belongs to the trace of the milestone that it follows; where it follows none, a trace begins.
        """
        began, trace = time.time_ns(), tracing.own(traceparent)
        await self.publish([publication(one, self.source, story=story, trace=trace) for one in asked])
        if SPANS.on and trace and trace.sampled:
            SPANS.add(Span(f"ask {CASE}", Kind.CONSUMER, trace, began, time.time_ns(), OF_WORKFLOW))
            for one in asked:
                SPANS.add(published(due(one.what.service), trace.child(), began))

    @activity.defn
    async def turn_day(self, day: date) -> None:
        """Tell every service which day began."""
        await self.publish([turn(day, service, self.source) for service in SERVICES])

    async def publish(self, publications: Sequence[Publication]) -> None:
        """Publish in order; returns when all of it is acknowledged.

        Raises:
            KafkaError: something was not acknowledged.
        """
        sent = [
            await self.producer.send(topic, write(envelope), key=(envelope.subject or "").encode(), headers=HEADERS)
            for topic, envelope in publications
        ]
        await asyncio.gather(*sent)
        metrics.sent(Counter(topic for topic, _ in publications))

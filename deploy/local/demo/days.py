"""The turn of the day in a story's own calendar: what falls due on a day is done as that day begins.

What the schedule does every night for all streams (`workflows/schedule.py`), for one stream of a story at a time.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import asyncpg
from confluent_kafka import Producer

from contracts.deciding import AMSTERDAM
from contracts.envelope import Envelope
from contracts.operations import DayTurned
from contracts.topics import SERVICES, due
from deploy.local.platform import Platform
from services.chassis.envelopes import HEADERS, write
from services.chassis.settings import Settings

BEGINS = time(0, 5, tzinfo=AMSTERDAM)
NEXT = "SELECT id, due FROM streams WHERE due IS NOT NULL"


@dataclass(frozen=True)
class Turn:
    """The day that has to begin for a stream of a service, and when it does."""

    at: datetime
    service: str
    stream: str


class Days:
    """Knows what falls due next, and lets days begin."""

    def __init__(self, platform: Platform) -> None:
        self.addresses = {service: platform.database_url(service) for service in SERVICES}
        self.producer = Producer({**platform.kafka_settings(), "partitioner": "murmur2_random"})
        self.source = Settings(part="workflows", environment="development").source()
        self.connections: dict[str, asyncpg.Connection] = {}
        self.falling_due: dict[str, dict[str, date]] = {}

    async def look(self) -> None:
        """Look at what the services hold."""
        for service, address in self.addresses.items():
            if service not in self.connections:
                self.connections[service] = await asyncpg.connect(address)
            rows = await self.connections[service].fetch(NEXT)
            self.falling_due[service] = {row["id"]: row["due"] for row in rows}

    def coming(self, streams: Iterable[str], now: datetime) -> list[Turn]:
        """The days that begin next for some streams, after this moment."""
        return [
            Turn(begins(held[stream], now), service, stream)
            for stream in streams
            for service, held in self.falling_due.items()
            if stream in held
        ]

    async def turn(self, turn: Turn) -> None:
        """Tell a service that the day began."""
        day = DayTurned(day=turn.at.date(), only=turn.stream)
        said = Envelope.of(
            day,
            id=f"day-turned-{turn.service}-{turn.stream}-{day.day}",
            source=self.source,
            subject=turn.stream,
            time=turn.at,
            storytime=turn.at,
        )
        self.producer.produce(due(turn.service), write(said), key=turn.stream, headers=[*HEADERS])
        await asyncio.to_thread(self.producer.flush)

    async def close(self) -> None:
        """Close the connections."""
        for connection in self.connections.values():
            await connection.close()


def begins(day: date, now: datetime) -> datetime:
    """When whatever falls due on a day is done: as it begins, and if it has begun, with the next."""
    today = now.astimezone(AMSTERDAM).date()
    return datetime.combine(max(day, today + timedelta(days=1)), BEGINS)

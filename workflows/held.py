"""Milestones that no process takes: kept, told to operators, and tried again (promise 4)."""

import asyncio
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID, uuid5

import asyncpg

from contracts.envelope import Envelope
from contracts.operations import DeadLetterAnnounced
from contracts.topics import dead_letters
from services.chassis.consumer import TRANSIENT
from services.chassis.decider import Connection, Pool
from services.chassis.envelopes import write
from services.chassis.log import logger
from services.chassis.settings import Settings
from workflows.routing import CASES, Delivery

log = logger("held")

AGAIN_SECONDS = 60.0
_LETTERS = UUID("0f3ad4c2-5b1e-5c39-8a52-5b7f6e0c9d21")
FIRST_OF_EACH = """
SELECT DISTINCT ON (key) key, value, written, refused FROM outbox
WHERE topic = $1 AND refused IS NOT NULL ORDER BY key, id
"""
PUBLISH = "INSERT INTO outbox (topic, key, value) VALUES ($1, $2, $3)"
TRY_AGAIN = "UPDATE outbox SET refused = NULL WHERE topic = $1 AND refused IS NOT NULL"


class Held:
    """Looks after the cases whose milestones wait."""

    def __init__(self, pool: Pool, settings: Settings, seconds: float = AGAIN_SECONDS) -> None:
        self.pool = pool
        self.settings = settings
        self.seconds = seconds
        self.told: dict[str, DeadLetterAnnounced] = {}

    async def run(self) -> None:
        """Again and again, until cancelled."""
        while True:
            try:
                async with self.pool.acquire() as connection, connection.transaction():
                    await self.look(connection)
            except TRANSIENT as error:
                log.warning("waiting for the database", error=error)
            await asyncio.sleep(self.seconds)

    async def look(self, connection: Connection) -> None:
        """Tell of each case once that it waits, and once that it goes on; let the relay try all of them again."""
        rows = {row["key"]: row for row in await connection.fetch(FIRST_OF_EACH, CASES)}
        for case in rows.keys() - self.told.keys():
            self.told[case] = announcement(rows[case])
            await self.announce(connection, case, "parked")
        for case in self.told.keys() - rows.keys():
            await self.announce(connection, case, "handled")
            del self.told[case]
        await connection.execute(TRY_AGAIN, CASES)

    async def announce(self, connection: Connection, case: str, state: Literal["parked", "handled"]) -> None:
        """Publish it with the dead letters; nothing has to be replayed."""
        now = datetime.now(UTC)
        letter = self.told[case].model_copy(update={"state": state})
        envelope = Envelope.of(
            letter,
            id=f"{letter.letter}-{state}-{now.timestamp():.0f}",
            source=self.settings.source("workflows"),
            subject=case,
            time=now,
        )
        await connection.execute(PUBLISH, dead_letters("workflows"), letter.letter, write(envelope))


def announcement(row: asyncpg.Record) -> DeadLetterAnnounced:
    """What operators hear of the first milestone that waits."""
    envelope = Envelope.model_validate_json(row["value"])
    delivery = Delivery.model_validate(envelope.data)
    return DeadLetterAnnounced(
        letter=str(uuid5(_LETTERS, f"{delivery.workflow}/{delivery.signal.id}")),
        owner="workflows",
        topic=delivery.topic,
        partition=0,
        offset=delivery.offset,
        message=envelope.id,
        asked=envelope.type,
        reason=row["refused"],
        detail=f"{delivery.workflow} does not run, or does not take its milestones; they are tried again every minute.",
        state="parked",
        since=row["written"],
    )

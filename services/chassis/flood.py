"""An agency whose messages fail by the thousand: its topic is read no further, and operators hear of it.

Nothing is cut: what it goes on writing stays on its topic, for as long as Kafka keeps it. What failed before waits
among the dead letters until an operator has it handled again or discards it; then its topic is read on.
"""

from datetime import UTC, datetime
from typing import Literal
from uuid import uuid4

from contracts import topics
from contracts.operations import DeadLetterAnnounced
from services.chassis import store
from services.chassis.consumer import Consumer
from services.chassis.dead_letters import DeadLetters
from services.chassis.decider import Connection
from services.chassis.inbound import Inbox
from services.chassis.log import logger
from services.chassis.store import Writes

log = logger("flood")

REASON = "flood"
DETAIL = "Too many messages of this topic wait here. It is read on when they are handled or discarded."


class Gate:
    """Before each poll of one agency's topic: whether it is read on."""

    def __init__(self, agency: str, inbox: Inbox, consumer: Consumer, letters: DeadLetters) -> None:
        self.agency = agency
        self.topic = topics.inbound(agency)
        self.inbox = inbox
        self.consumer = consumer
        self.letters = letters
        self.writes = Writes()

    async def closed(self) -> bool:
        """Whether too many of its messages wait among the dead letters. The part is as well as before."""
        closed = await self.consumer.patiently(self.look)
        (self.consumer.closed.add if closed else self.consumer.closed.discard)(self.topic)
        return closed

    async def look(self) -> bool:
        """Count them; that a topic is closed, or open again, is written down and told once."""
        ((dead, sign, following),) = await self.consumer.pool.fetch(store.LETTERS_OF_TOPIC, self.topic)
        agreed = self.inbox.agencies.get(self.agency)
        closed = bool(agreed and dead >= agreed.dead_letters)
        if closed != (sign is not None):
            async with self.consumer.pool.acquire() as connection, connection.transaction():
                await (self.close(connection, following) if closed else self.open(connection, sign))
        return closed

    async def close(self, connection: Connection, offset: int) -> None:
        """A letter of its own says so, for as long as it is closed: it is parked there."""
        letter, since = str(uuid4()), datetime.now(UTC)
        place = (letter, self.topic, 0, offset, letter, None, None)
        await connection.execute(store.LETTERS, *place, REASON, DETAIL, "parked", since, "", None)
        await self.tell(connection, letter, offset, "parked")

    async def open(self, connection: Connection, letter: str) -> None:
        """The letter is handled."""
        offset = await connection.fetchval(store.HANDLED_AT, letter)
        await self.tell(connection, letter, offset, "handled")

    async def tell(self, connection: Connection, letter: str, offset: int, state: Literal["parked", "handled"]) -> None:
        """Announce it as any dead letter, and say it in the log."""
        said = DeadLetterAnnounced(
            letter=letter,
            owner=self.letters.owner,
            topic=self.topic,
            partition=0,
            offset=offset,
            reason=REASON,
            detail=DETAIL,
            state=state,
            since=datetime.now(UTC),
        )
        self.writes = Writes()
        about = topics.dead_letters(self.letters.owner)
        self.letters.publish(self, about, letter, said, said.since, said=f"{letter}/{state}")
        await store.save(connection, (), self.writes)
        self.consumer.wake_relay()
        happened = "an agency's topic is read no further" if state == "parked" else "an agency's topic is read on"
        log.warning(happened, agency=self.agency, offset=offset)

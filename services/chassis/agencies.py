"""The agencies that there are now: their agreements are read again when the file changes, their topics followed.

Each agency's topic has a subscriber and a consumer group of its own. So a new one makes nobody wait, and one that
writes much is handled in turns with the others: a turn is one batch.
"""

import asyncio
from typing import Any

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError
from faststream.kafka import KafkaBroker

from contracts import topics
from contracts.agreement import State
from services.chassis.agreements import agreements
from services.chassis.consumer import Consumer
from services.chassis.dead_letters import DeadLetters
from services.chassis.flood import Gate
from services.chassis.inbound import Inbox
from services.chassis.log import logger
from services.chassis.written import BadFile

log = logger("agencies")

LOOK_SECONDS = 1.0
"""How often it looks whether the file has changed: a file that is mounted changes without a signal."""


class AgencyTopics:
    """Takes up the topic of an agency as soon as it is agreed and there, and lets go of it when that is removed."""

    def __init__(
        self, letters: DeadLetters, inbox: Inbox, consumer: Consumer, broker: KafkaBroker, records: int
    ) -> None:
        self.letters = letters
        self.inbox = inbox
        self.consumer = consumer
        self.broker = broker
        self.records = records
        self.followed: dict[str, Any] = {}
        self.missing: set[str] = set()
        """Agreed, and without a topic yet."""
        self.text: bytes | None = None

    async def run(self, watcher: AIOKafkaConsumer) -> None:
        """Look again and again, until the part stops."""
        while not await self.stopping():
            await self.look(watcher)

    async def stopping(self) -> bool:
        """Wait for the next look; whether the part stops meanwhile."""
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                return await self.consumer.stopping.wait()
        except TimeoutError:
            return False

    async def look(self, watcher: AIOKafkaConsumer) -> None:
        """Read what is agreed if that has changed, and follow the topics that are there.

        Also that of an agency that was removed: what it wrote is handled, and then its topic goes.
        """
        await self.read()
        agreed = self.inbox.agencies
        new, gone = agreed.keys() - self.followed.keys(), self.followed.keys() - agreed.keys()
        leaving = {name for name in self.followed.keys() & agreed.keys() if agreed[name].state is State.REMOVED}
        if new or leaving:
            try:
                there = await watcher.topics()
            except KafkaError as error:
                log.warning("waiting for Kafka", error=error)
                return
            absent = {name for name in new | leaving if topics.inbound(name) not in there}
            gone |= absent & leaving
            await asyncio.gather(*(self.follow(name) for name in sorted(new - absent)))
            self.tell_missing({name for name in absent & new if agreed[name].state is not State.REMOVED})
        for agency in sorted(gone):
            await self.consumer.unsubscribe(self.followed.pop(agency))
            log.info("an agency's topic is followed no longer", agency=agency)

    async def read(self) -> None:
        """Take what is agreed now; a file that cannot be used changes nothing."""
        path = self.inbox.written
        if path is None:
            return
        try:
            text = await asyncio.to_thread(path.read_bytes)
            if text != self.text:
                self.text = text
                self.inbox.agencies = await asyncio.to_thread(agreements, path)
        except BadFile as error:
            log.error(f"the agencies stay as they were: {error}")
        except OSError as error:
            log.warning("the agencies stay as they were", error=error)

    async def follow(self, agency: str) -> None:
        """Subscribe to an agency's topic; what does not start now is tried again at the next look."""
        group = f"ekc.{self.letters.owner}.{agency}"
        gate = Gate(agency, self.inbox, self.consumer, self.letters)
        subscriber = self.consumer.subscribe(
            self.broker, group, [topics.inbound(agency)], self.records, closed=gate.closed
        )
        try:
            await subscriber.start()
        except KafkaError as error:
            log.warning("waiting for an agency's topic", agency=agency, error=error)
            await self.consumer.unsubscribe(subscriber)
        else:
            self.followed[agency] = subscriber
            log.info("an agency's topic is followed", agency=agency)

    def tell_missing(self, missing: set[str]) -> None:
        """Say once of whom there is no topic yet."""
        for agency in sorted(missing - self.missing):
            log.warning("an agency has no topic yet: `ekc agency apply` makes it", agency=agency)
        self.missing = missing

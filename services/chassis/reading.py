"""Reading from Kafka: the poll, parser and decoder that FastStream's own are replaced with."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from itertools import chain
from typing import Any

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import CorruptRecordException, UnsupportedCodecError
from faststream.kafka.message import FAKE_CONSUMER, KafkaMessage

from contracts.topics import agency_of
from services.chassis.envelopes import Arrival, Record, unreadable
from services.chassis.log import logger
from services.chassis.opening import Opening
from services.chassis.pausing import Pauses

log = logger("reading")

POLL_MS = 1_000
"""How long one poll waits; a record wakes it at once."""
UNREADABLE = (UnicodeDecodeError, CorruptRecordException, UnsupportedCodecError)
"""What aiokafka cannot make records of, though Kafka took it: a header whose name is not UTF-8, a codec that is not
taken, a batch that unpacks to too much. It gives up the whole poll, and passes over the good records in front of it
(aiokafka 0.14, `PartitionRecords`)."""

type Closed = Callable[[], Awaitable[bool]]
"""Whether the topic is read no further for now."""
type Offsets = dict[tuple[str, int], int]
"""(topic, partition) -> the next offset to handle."""


async def never() -> bool:
    """A topic that is always read on."""
    return False


class Polled(tuple[Record, ...]):
    """The records of one poll, and what was made of them already."""

    opened: list[Arrival]

    def arrivals(self, read: Callable[[Iterable[Record]], list[Arrival]]) -> list[Arrival]:
        """The arrivals that were opened ahead, once; a second try reads the records anew."""
        return self.__dict__.pop("opened", None) or read(self)


class Reading:
    """The poll of one subscriber.

    It wakes as soon as there is a record, where FastStream's own sleeps 200 ms after each empty one. While a batch is
    decided and written the next one is polled and opened, so that this process works while the keyring and PostgreSQL
    do. What was read ahead when a part stops, or when its partition goes to another, is read again there: the database
    says how far the group is.
    """

    def __init__(self, opening: Opening, most: int, handled: Offsets, pauses: Pauses, closed: Closed = never) -> None:
        self.pauses = pauses
        self.opening = opening
        self.most = most
        self.handled = handled
        self.closed = closed
        self.standing = False
        self.next: asyncio.Task[Polled] | None = None

    async def poll(self, consumer: AIOKafkaConsumer) -> Polled:
        """The next records, none if none came in time.

        Raises:
            KafkaError: Kafka does not answer.
        """
        if await self.closed():
            return await self.stand(consumer)
        self.go_on(consumer)
        await self.pauses.obey(consumer)
        ahead, self.next = self.next, None
        try:
            polled = await (ahead or self.read(consumer, self.most))
        except UNREADABLE as error:
            return await self.one(consumer, error)
        if polled:
            self.next = asyncio.create_task(self.read(consumer, self.most), name="reading ahead")
            self.next.add_done_callback(seen)
        return polled

    async def stand(self, consumer: AIOKafkaConsumer) -> Polled:
        """Keep the place in the group, and what was read ahead, without reading on."""
        if self.next:
            await asyncio.wait({self.next})
        self.standing = True
        consumer.pause(*consumer.assignment())
        return await self.read(consumer, self.most)  # nothing comes of what is paused; it shows that somebody is there

    def go_on(self, consumer: AIOKafkaConsumer) -> None:
        """Read what was paused."""
        if self.standing:
            self.standing = False
            consumer.resume(*consumer.assignment())

    async def one(self, consumer: AIOKafkaConsumer, error: Exception) -> Polled:
        """The next record of an agency alone, so that the good ones are handled. A dead letter stands for the others:
        aiokafka reads a batch from its beginning, and so nothing that is behind one of those in its batch.

        All that was polled before is handled by now, so the next one is where the group is.

        Raises:
            Exception: the error, where only parts of ours write.
        """
        (partition, *others) = consumer.assignment()
        if others or not agency_of(partition.topic):
            raise error
        offset = self.handled[partition.topic, partition.partition]
        consumer.seek(partition, offset)
        try:
            return await self.read(consumer, 1)
        except UNREADABLE as why:
            log.warning("a record cannot be read", topic=partition.topic, offset=offset, error=why)
            consumer.seek(partition, offset + 1)
            return Polled([unreadable(partition, offset)])

    async def read(self, consumer: AIOKafkaConsumer, most: int) -> Polled:
        """Poll and open. What cannot be opened now is opened when its turn comes, and what is wrong said then."""
        found = await consumer.getmany(timeout_ms=POLL_MS, max_records=most)
        polled = Polled(chain.from_iterable(found.values()))
        if polled:
            with suppress(Exception):
                arrivals = self.opening.read(polled)
                await self.opening.open(arrivals)
                polled.opened = arrivals
        return polled


def seen(task: asyncio.Task[Polled]) -> None:
    """Look at how a task ended, so that asyncio does not complain when a part stops before anybody else does."""
    if not task.cancelled():
        task.exception()


async def parse(records: Polled) -> KafkaMessage:
    """FastStream's parser, which touches no header: the stock one loses batches with a null or non-UTF-8 header."""
    return KafkaMessage(body=b"", raw_message=records, consumer=FAKE_CONSUMER)


async def decode(message: KafkaMessage) -> Any:
    """FastStream's decoder: the records as they are."""
    return message.raw_message

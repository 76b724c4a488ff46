"""Before anything else at start: a topic read up to its end, from where this database has it (R34).

A database that was restored from before an erasure hears of it before it reads or decides anything.
"""

from collections.abc import AsyncIterator, Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition

from contracts.topics import PARTITIONS
from services.chassis import store
from services.chassis.decider import Pool
from services.chassis.envelopes import Record

POLL_MS = 500


async def unread(consumer: AIOKafkaConsumer, pool: Pool, topic: str) -> AsyncIterator[Sequence[Record]]:
    """What a database has not seen of a topic, in batches; `consumer` is of no group."""
    partitions = [TopicPartition(topic, number) for number in range(PARTITIONS)]
    consumer.assign(partitions)
    async with pool.acquire() as connection:
        stored = await store.consumed(connection, [topic])
    for partition in partitions:
        consumer.seek(partition, stored.get((topic, partition.partition), 0))
    ends = await consumer.end_offsets(partitions)
    while any([await consumer.position(one) < ends[one] for one in partitions]):
        polled = await consumer.getmany(timeout_ms=POLL_MS)
        if records := [record for found in polled.values() for record in found]:
            yield records

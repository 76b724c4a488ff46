"""At start, before the keyring answers: whatever was erased is laid over it again (R34).

The keyring may have been restored from before an erasure; then the ledger knows of it. The ledger may have been
restored too; then the topic of what was decided does, which is kept for ever.
"""

from collections.abc import Sequence

from aiokafka import AIOKafkaConsumer
from pydantic_core import from_json

from contracts.privacy import SubjectErased
from contracts.topics import events
from services.chassis import kafka, store
from services.chassis.app import connect, started
from services.chassis.catching_up import unread
from services.chassis.decider import Connection, Pool
from services.chassis.envelopes import Record
from services.chassis.log import logger
from services.chassis.settings import Settings
from services.privacy.keys import Keyring
from services.privacy.ledger import ERASED

log = logger("laying")

TOPIC = events("privacy")


async def lay(settings: Settings, keyring: Keyring) -> None:
    """Bring the ledger up to the topic, then the keyring to the ledger."""
    pool = await connect(settings)
    consumer = AIOKafkaConsumer(**kafka.client(settings), enable_auto_commit=False)
    await started(consumer.start)
    try:
        async for records in unread(consumer, pool, TOPIC):
            await note(pool, records)
        subjects = [row[0] for row in await pool.fetch("SELECT subject FROM erased ORDER BY subject")]
        await keyring.lay(subjects)
        log.info("erasures laid over the keyring", subjects=len(subjects))
    finally:
        await consumer.stop()
        await pool.close()


async def note(pool: Pool, records: Sequence[Record]) -> None:
    """Enter what was erased, and how far the topic was read, together."""
    gone = sorted({record.key.decode() for record in records if record.key and is_erasure(record.value)})
    offsets = {(record.topic, record.partition): (record.offset + 1, record.timestamp) for record in records}
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(ERASED, gone)
        await remember(connection, offsets)


async def remember(connection: Connection, offsets: dict[tuple[str, int], store.Place]) -> None:
    """How far the topic was read."""
    rows = [(*partition, *place) for partition, place in sorted(offsets.items())]
    await connection.execute(store.OFFSETS, *store.columns(rows, 4))


def is_erasure(value: bytes | None) -> bool:
    """Whether a record tells that its subject was erased."""
    return value is not None and from_json(value).get("type") == SubjectErased.type

"""The eraser: does what an erasure needs outside of this database, once it is written down that it is to be (R34).

Request -> delete the wrapped keys, lay tombstones -> close the epoch -> read back -> confirm. Each step is looked up
where it rests, done, and only then told to the stream of the case, as what is due is told: whoever is stopped between
doing and telling does it again, and that changes nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

import asyncpg

from contracts.base import DueNow
from contracts.envelope import Envelope
from contracts.erasure import NoteEpochClosed, NoteKeysDeleted, NoteReadBack, NoteSubjectErased
from contracts.topics import due
from services.chassis.consumer import TRANSIENT
from services.chassis.decider import Connection, Pool
from services.chassis.envelopes import Arrival, write
from services.chassis.log import logger
from services.privacy import ledger, metrics
from services.privacy.keys import Erasure, Keyring
from services.privacy.renewing import RenewalUnderWay
from services.privacy.state import Step

log = logger("eraser")

LEADER = 0x656B6304
"""The advisory lock of the replica that erases."""
POLL = 1.0
"""Seconds between looks at the ledger."""

OPEN = """
SELECT request, case_id, whole, subjects, step, epoch, reached <= clock_timestamp() - $1::interval AS waited_enough
FROM erasures WHERE step = $2 ORDER BY reached, request
"""

HOW_MANY = """
SELECT count(*) AS open, count(*) FILTER (WHERE confirm_by < now()) AS late,
    coalesce(extract(epoch FROM clock_timestamp() - min(noted)), 0)::float AS oldest
FROM erasures WHERE step <> 'confirmed'
"""

type Tell = Callable[[Sequence[Arrival]], Awaitable[None]]
"""Let the service decide about messages, in one transaction."""


class Eraser:
    """Brings every erasure of the ledger to its confirmation."""

    def __init__(self, pool: Pool, keyring: Keyring, tell: Tell, source: str, epoch_hours: float) -> None:
        self.pool = pool
        self.keyring = keyring
        self.tell = tell
        self.source = source
        self.rest = timedelta(hours=epoch_hours)
        """How long the oldest deletion waits for others before the epoch is closed over all of them."""

    async def run(self) -> None:
        """Erase when no other replica does, until cancelled."""
        while True:
            try:
                async with self.pool.acquire() as connection:
                    await self.lead(connection)
            except TRANSIENT as error:
                log.warning("erasures pause", error=error)
            except RenewalUnderWay:
                log.info("the keyring is being renewed already; erasures wait for it")
            except Exception as error:  # keys are still to be opened, whatever is wrong with erasing them
                log.error("erasures cannot go on", error=error)
            await asyncio.sleep(POLL)

    async def lead(self, connection: Connection) -> None:
        """Hold the lock and work for as long as the connection lasts."""
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LEADER):
            return
        try:
            while True:
                await self.advance(connection)
                await asyncio.sleep(POLL)
        finally:
            if not connection.is_closed():
                await asyncio.shield(connection.execute("SELECT pg_advisory_unlock($1)", LEADER))

    async def advance(self, connection: Connection) -> None:
        """Bring everything as far as it can come now."""
        for row in await connection.fetch(OPEN, timedelta(), Step.REQUESTED):
            await self.delete_keys(connection, row)
        await self.close_epoch(await connection.fetch(OPEN, self.rest, Step.KEYS_DELETED))
        for row in await connection.fetch(OPEN, timedelta(), Step.EPOCH_CLOSED):
            await self.read_back(row)
        self.show(await connection.fetchrow(HOW_MANY))

    @staticmethod
    def show(how_many: asyncpg.Record | None) -> None:
        """Say how many are open, and how many of them late."""
        if how_many:
            metrics.ERASURES.set(how_many["open"])
            metrics.LATE_ERASURES.set(how_many["late"])
            metrics.OLDEST_ERASURE.set(how_many["oldest"])

    async def delete_keys(self, connection: Connection, row: asyncpg.Record) -> None:
        """Delete the keys of one request, and tell it in the case and in the stream of each subject."""
        subjects = await ledger.erasable(connection, row["case_id"], row["subjects"], whole=row["whole"])
        await self.keyring.erase(subjects)
        read = await self.keyring.erased(subjects)
        epoch = max((one.epoch or 0 for one in read.values()), default=0)
        note = NoteKeysDeleted(request=row["request"], subjects=tuple(subjects), epoch=epoch)
        own = [
            self.message(one, NoteSubjectErased(epoch=epoch), f"{row['request']}-{one}")
            for one in subjects
            if one != row["case_id"]
        ]
        await self.tell([self.message(row["case_id"], note, row["request"]), *own])

    async def close_epoch(self, rows: Sequence[asyncpg.Record]) -> None:
        """Once one has waited for long enough the epoch is closed, over all that was deleted by then."""
        if not any(row["waited_enough"] for row in rows):
            return
        subjects = {subject for row in rows for subject in row["subjects"]}
        closed = all(one.destroyed for one in (await self.keyring.erased(subjects)).values())
        epoch = 1 + max(row["epoch"] for row in rows) if closed else await self.keyring.renew()
        await self.tell(
            [
                self.message(row["case_id"], NoteEpochClosed(request=row["request"], epoch=epoch), row["request"])
                for row in rows
            ]
        )

    async def read_back(self, row: asyncpg.Record) -> None:
        """Confirm what the keyring itself says; where it says otherwise it is all done again."""
        read = await self.keyring.erased(row["subjects"])
        if all(subject in read and gone(read[subject]) for subject in row["subjects"]):
            await self.tell([self.message(row["case_id"], NoteReadBack(request=row["request"]), row["request"])])
            return
        log.error("an erased key was found again; it is erased again", request=row["request"])
        await self.keyring.erase(row["subjects"])
        await self.keyring.renew()

    def message(self, stream: str, note: DueNow, name: str) -> Arrival:
        """What is told, as a message that came: told again it has the same id."""
        now = datetime.now(UTC)
        envelope = Envelope.model_validate(
            {
                "specversion": "1.0",
                "id": f"{note.type.split('.')[-2]}-{name}",
                "source": self.source,
                "type": note.type,
                "subject": stream,
                "time": now,
                "data": note.model_dump(mode="json"),
            }
        )
        return Arrival(
            topic=due("privacy"),
            partition=0,
            offset=0,
            accepted=now,
            value=write(envelope),
            envelope=envelope,
            kind=type(note),
            stream=stream,
            producer="privacy",
            id=envelope.id,
            correlation=name,
        )


def gone(read: Erasure) -> bool:
    """Whether nothing can bring a key back."""
    return read.absent and read.tombstone is not None and read.destroyed

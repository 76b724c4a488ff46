"""A new epoch: all data keys are wrapped anew under it, and every older key-encryption key is destroyed (R34).

Then also what files, write-ahead log and backups of the keyring still hold of a deleted key opens nowhere. Each step
may be the last one before a crash: whoever repeats it finds in the database how far it came.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.chassis.decider import Connection, Pool
from services.chassis.log import logger
from services.privacy import metrics
from services.privacy.epochs import Epochs

log = logger("keyring")

SETTLING = 0x656B6302
"""The advisory lock under which it is settled what is wrapped by which epoch: for the length of a small transaction."""
RENEWING = 0x656B6303
"""The advisory lock of whoever renews: one at a time. It belongs to a connection, and is gone with it."""
AT_ONCE = 1_000
"""Keys that one transaction wraps anew: an erasure waits for no more than these."""

SHARED = "SELECT pg_advisory_xact_lock_shared($1)"
ALONE = "SELECT pg_advisory_xact_lock($1)"
CURRENT = "SELECT max(epoch) FROM epochs"
BEGIN = "INSERT INTO epochs (epoch) VALUES ($1)"
UNFINISHED = """
SELECT e.epoch FROM (SELECT max(epoch) AS epoch, count(*) FILTER (WHERE destroyed IS NULL) AS living FROM epochs) e
WHERE e.living > 1 AND NOT EXISTS (SELECT 1 FROM tombstones t WHERE t.epoch >= e.epoch)
"""
OLDER = "SELECT subject, version, epoch, wrapped FROM data_keys WHERE epoch < $1 ORDER BY epoch LIMIT $2"
LEFT = "SELECT count(*) FROM data_keys WHERE epoch < $1"
WRAP_ANEW = """
UPDATE data_keys d SET epoch = $1, wrapped = n.wrapped
FROM unnest($2::text[], $3::int[], $4::bytea[]) AS n (subject, version, wrapped)
WHERE d.subject = n.subject AND d.version = n.version
"""
DESTROYED = "UPDATE epochs SET destroyed = now() WHERE epoch < $1 AND destroyed IS NULL"


class RenewalUnderWay(Exception):
    """Somebody else renews the keyring at this moment."""


class RenewalFailed(Exception):
    """What was done does not read back as it should; nothing goes on then."""


async def renew(pool: Pool, epochs: Epochs) -> int:
    """See `Keyring.renew`."""
    async with alone(pool) as connection:
        epoch = await unfinished(connection, epochs) or await begin(connection, epochs)
        while await wrap_anew(connection, epochs, epoch):
            pass
        await destroy_older(connection, epochs, epoch)
        log.info("the keyring is renewed", epoch=epoch)
        return epoch


@asynccontextmanager
async def alone(pool: Pool) -> AsyncIterator[Connection]:
    """The one connection on which everything of a renewal is done: whoever loses it can write nothing more.

    The pool lets go of the lock when it takes the connection back. What is committed on it is on the disk, and on that
    of a synchronous standby, before a key-encryption key is destroyed.

    Raises:
        RenewalUnderWay: somebody else has the lock.
    """
    async with pool.acquire() as connection:
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", RENEWING):
            raise RenewalUnderWay
        await connection.execute("SET synchronous_commit = on")
        yield connection


@asynccontextmanager
async def settled(connection: Connection, lock: str) -> AsyncIterator[None]:
    """A transaction in which it stays as it is (`SHARED`), or only here changes (`ALONE`), which epoch wraps what."""
    async with connection.transaction():
        await connection.execute(lock, SETTLING)
        yield


async def unfinished(connection: Connection, epochs: Epochs) -> int | None:
    """The epoch of a renewal that was interrupted. It does not serve an erasure that came after it began."""
    epoch: int | None = await connection.fetchval(UNFINISHED)
    return epoch if epoch in await epochs.known() else None


async def begin(connection: Connection, epochs: Epochs) -> int:
    """From here on whatever is wrapped is wrapped by a new epoch; who is at it under the old one ends first."""
    epoch = await epochs.begin(await connection.fetchval(CURRENT) or 0)
    async with settled(connection, ALONE):
        await connection.execute(BEGIN, epoch)
    return epoch


async def wrap_anew(connection: Connection, epochs: Epochs, epoch: int) -> int:
    """Bring some keys of older epochs under this one, and see that they open as before; how many there were.

    Raises:
        EpochDestroyed: some cannot be opened any more.
        RenewalFailed: they would not open as before.
    """
    async with settled(connection, SHARED):
        rows = await connection.fetch(OLDER, epoch, AT_ONCE)
        for old in {row["epoch"] for row in rows}:
            of_old = [row for row in rows if row["epoch"] == old]
            subjects = [row["subject"] for row in of_old]
            bound = [(row["subject"], row["wrapped"]) for row in of_old]
            plain = list(zip(subjects, await epochs.unwrap(old, bound), strict=True))
            wrapped = await epochs.wrap(epoch, plain)
            if await epochs.unwrap(epoch, list(zip(subjects, wrapped, strict=True))) != [key for _, key in plain]:
                raise RenewalFailed("What was wrapped anew opens as something else.")
            await connection.execute(WRAP_ANEW, epoch, subjects, [row["version"] for row in of_old], wrapped)
    metrics.KEYS.labels("wrapped anew").inc(len(rows))
    return len(rows)


async def destroy_older(connection: Connection, epochs: Epochs, epoch: int) -> None:
    """Destroy what nothing is wrapped by: it is read back, while nobody can wrap, what is committed.

    Raises:
        RenewalFailed: a key is still wrapped by an older epoch, or an older key-encryption key is still there.
    """
    async with settled(connection, ALONE):
        if await connection.fetchval(LEFT, epoch):
            raise RenewalFailed("A data key is wrapped by an older epoch.")
    await epochs.destroy(epoch)
    if min(await epochs.known()) < epoch:
        raise RenewalFailed("An older key-encryption key is still there.")
    await connection.execute(DESTROYED, epoch)

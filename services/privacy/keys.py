"""The keyring: a data key for every subject, wrapped by a key-encryption key that is never in PostgreSQL.

Key-encryption keys have epochs (`epochs.py`); the highest is the current one, and `renewing.py` has a new one follow.
Erasing a subject deletes its wrapped key and leaves a tombstone that forbids a new one (R34). What is wrapped is
settled under one lock: whoever wraps shares it, whoever erases or begins an epoch has it alone.
"""

import os
from base64 import b64encode
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from services.chassis.decider import Pool
from services.chassis.log import logger
from services.privacy import metrics, renewing
from services.privacy.epochs import Bound, EpochDestroyed, Epochs

log = logger("keyring")

LAID_AT_ONCE = 10_000

CREATE = """
INSERT INTO data_keys (subject, version, epoch, wrapped)
SELECT n.subject, 1, $2, n.wrapped FROM unnest($1::text[], $3::bytea[]) AS n (subject, wrapped)
WHERE NOT EXISTS (SELECT 1 FROM tombstones t WHERE t.subject = n.subject)
ORDER BY n.subject
ON CONFLICT DO NOTHING
"""
OPEN = """
SELECT subject, version, epoch, wrapped FROM data_keys d WHERE subject = ANY($1::text[])
    AND NOT EXISTS (SELECT 1 FROM tombstones t WHERE t.subject = d.subject)
"""
ERASED = "SELECT subject FROM tombstones WHERE subject = ANY($1::text[])"
LAY = """
INSERT INTO tombstones (subject, epoch) SELECT n.subject, greatest($2, (SELECT max(epoch) FROM epochs))
FROM unnest($1::text[]) AS n (subject) ON CONFLICT DO NOTHING
"""
DELETE = "DELETE FROM data_keys WHERE subject = ANY($1::text[])"
READ_BACK = """
SELECT n.subject, t.erased, t.epoch, EXISTS (SELECT 1 FROM data_keys d WHERE d.subject = n.subject) AS present
FROM unnest($1::text[]) AS n (subject) LEFT JOIN tombstones t USING (subject)
"""

type Opened = Mapping[str, Mapping[int, str]]
"""Subject -> version -> data key in base64; no versions where the subject is erased."""


@dataclass(frozen=True)
class Erasure:
    """What the keyring knows of somebody's erasure, read back from where it rests."""

    absent: bool
    """There is no wrapped key."""
    tombstone: datetime | None
    """Since when none can be made."""
    epoch: int | None
    """The last epoch that there was then: no later one ever wrapped the key."""
    destroyed: bool
    """No key-encryption key of that epoch or an earlier one is left: a copy of the wrapped key opens nowhere."""


class Keyring:
    """Creates, opens and erases data keys."""

    def __init__(self, pool: Pool, epochs: Epochs, erasing: Pool | None = None) -> None:
        self.pool = pool
        self.epochs = epochs
        self.erasing = erasing or pool
        """Connections of the only role that may delete a key; that of the others may not."""

    async def create(self, subjects: Collection[str]) -> Opened:
        """Make keys for the subjects that have none, then open them all.

        Raises:
            EpochDestroyed: see `open`; or the current epoch has no key-encryption key.
        """
        wanted = sorted(set(subjects))
        opened = await self.open(wanted)
        missing = [subject for subject in wanted if subject not in opened]
        if not missing:
            return opened
        if await self.pool.fetchval(renewing.CURRENT) is None:
            await self.first()
        async with self.pool.acquire() as connection, renewing.settled(connection, renewing.SHARED):
            epoch = await connection.fetchval(renewing.CURRENT)
            wrapped = await self.epochs.wrap(epoch, [(subject, os.urandom(32)) for subject in missing])
            done = await connection.execute(CREATE, missing, epoch, wrapped)
        metrics.KEYS.labels("created").inc(int(done.split()[-1]))
        return {**opened, **await self.open(missing)}

    async def first(self) -> None:
        """Begin the first epoch of an empty keyring, also where several replicas start at once."""
        async with self.pool.acquire() as connection, renewing.settled(connection, renewing.ALONE):
            if await connection.fetchval(renewing.CURRENT) is None:
                await connection.execute(renewing.BEGIN, await self.epochs.begin(0))

    async def open(self, subjects: Collection[str]) -> Opened:
        """The data keys of the subjects; unknown ones are left out, erased ones have no versions.

        Raises:
            EpochDestroyed: a key is wrapped by a key-encryption key that is gone, as in a keyring of before a renewal.
        """
        wanted = list(subjects)
        try:
            opened = await self.unwrapped(wanted)
        except EpochDestroyed:  # a renewal can end between reading a key and opening it; it is read anew
            opened = await self.unwrapped(wanted)
        metrics.KEYS.labels("opened").inc(len(opened))
        missing = [subject for subject in wanted if subject not in opened]
        if missing:
            opened.update({row[0]: {} for row in await self.pool.fetch(ERASED, missing)})
        return opened

    async def unwrapped(self, subjects: list[str]) -> dict[str, dict[int, str]]:
        """The keys that there are, as they rest at this moment."""
        by_epoch = defaultdict[int, list[tuple[int, Bound]]](list)
        for subject, version, epoch, wrapped in await self.pool.fetch(OPEN, subjects):
            by_epoch[epoch].append((version, (subject, wrapped)))
        opened = defaultdict[str, dict[int, str]](dict)
        for epoch, keys in by_epoch.items():
            plain = await self.epochs.unwrap(epoch, [bound for _, bound in keys])
            for (version, (subject, _)), key in zip(keys, plain, strict=True):
                opened[subject][version] = b64encode(key).decode()
        return dict(opened)

    async def erase(self, subjects: Collection[str]) -> None:
        """Delete the wrapped keys and leave tombstones, in one transaction. Repeating it changes nothing."""
        await self.bury(subjects)

    async def lay(self, subjects: Collection[str]) -> None:
        """Lay the tombstones of a ledger over a keyring that may be older than it."""
        laid = sum([await self.bury(some) for some in batched(subjects, LAID_AT_ONCE, strict=False)])
        if laid:
            log.warning("tombstones were laid again: the keyring is older than the ledger", tombstones=laid)

    async def bury(self, subjects: Collection[str]) -> int:
        """How many tombstones are new. No key stays under any, nor is one on its way.

        A keyring of before a renewal does not know which epoch is the last one, so it is asked where their keys rest.
        """
        last = max(await self.epochs.known(), default=0)
        async with self.erasing.acquire() as connection, renewing.settled(connection, renewing.ALONE):
            laid = int((await connection.execute(LAY, list(subjects), last)).split()[-1])
            await connection.execute(DELETE, list(subjects))
        metrics.KEYS.labels("erased").inc(laid)
        return laid

    async def erased(self, subjects: Collection[str]) -> dict[str, Erasure]:
        """Read back what is left of each subject. Where no key-encryption key is found at all, none was destroyed."""
        oldest = min(await self.epochs.known(), default=0)
        return {
            row["subject"]: Erasure(
                absent=not row["present"],
                tombstone=row["erased"],
                epoch=row["epoch"],
                destroyed=row["epoch"] is not None and oldest > row["epoch"],
            )
            for row in await self.pool.fetch(READ_BACK, list(subjects))
        }

    async def renew(self) -> int:
        """Wrap all data keys anew under a new epoch and destroy every older key-encryption key; the epoch's number.

        Killed at any point, repeating it finishes. Keys are opened, made and erased meanwhile.

        Raises:
            RenewalUnderWay: another one is at it.
            EpochDestroyed: a key is lost already; nothing is destroyed then.
        """
        return await renewing.renew(self.pool, self.epochs)

"""What the keyring does by itself, at the start and every minute after it.

The keys of days that are over for long enough are erased (decision 008). When a deletion waits for too long a new epoch
begins, so that what is left of it in files and backups opens nowhere (R34). And its figures are told.
"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from services.chassis import quarantine
from services.chassis.consumer import TRANSIENT
from services.chassis.log import logger
from services.privacy import metrics
from services.privacy.keys import Keyring
from services.privacy.renewing import RenewalUnderWay

log = logger("keyring")

AGAIN_SECONDS = 60.0
LATER = timedelta(hours=1)
"""So much later than the eraser, which ends the epoch of what it deleted itself; here it is for all others."""

OF_DAYS = "SELECT subject FROM data_keys WHERE subject LIKE 'quarantine-%' AND subject < $1 ORDER BY subject"
STATE = """
SELECT e.epoch, extract(epoch FROM now() - e.began)::float AS age,
    (SELECT count(*) FROM data_keys WHERE epoch < e.epoch) AS older,
    (SELECT count(*) FROM data_keys WHERE epoch < $1 OR epoch > $2) AS lost,
    d.deleted, d.deleted_age
FROM epochs e, (
    SELECT count(*) AS deleted, coalesce(extract(epoch FROM now() - min(erased)), 0)::float AS deleted_age
    FROM tombstones WHERE epoch >= $1
) d ORDER BY e.epoch DESC LIMIT 1
"""
NOTHING: Mapping[str, float] = dict.fromkeys(metrics.STATE, 0)


class Keeping:
    """Keeps a keyring as it should be."""

    def __init__(self, keyring: Keyring, *, quarantine_days: int, epoch_hours: float) -> None:
        self.keyring = keyring
        self.quarantine_days = quarantine_days
        self.rest = timedelta(hours=epoch_hours) + LATER
        """How long the oldest deletion waits for others before a new epoch begins."""

    async def run(self) -> None:
        """Until cancelled. What cannot be done now is done the next time."""
        while True:
            try:
                await self.keep()
            except TRANSIENT as error:
                log.warning("the keyring cannot be kept now", error=error)
            except RenewalUnderWay:
                log.info("another replica renews the keyring")
            except Exception as error:  # keys are still to be opened, whatever is wrong with renewing them
                log.error("the keyring cannot be kept", error=error)
            await asyncio.sleep(AGAIN_SECONDS)

    async def keep(self) -> None:
        """Do what is to be done now.

        Raises:
            RenewalUnderWay: another replica is at it.
            EpochDestroyed: a key is lost, so no epoch can be closed.
        """
        await self.sweep(datetime.now(UTC).date())
        state = await self.state()
        metrics.show(state)
        if state["deleted_age"] >= self.rest.total_seconds() and state["deleted"]:
            await self.keyring.renew()
            metrics.show(await self.state())

    async def sweep(self, today: date) -> None:
        """Erase the keys of days that are over for longer than the term."""
        first_kept = quarantine.of(today - timedelta(days=self.quarantine_days))
        over = [row[0] for row in await self.keyring.pool.fetch(OF_DAYS, first_kept)]
        if over:
            await self.keyring.erase(over)
            log.info("what could not be handled then is erased", days=over)

    async def state(self) -> Mapping[str, float]:
        """How the keyring is; see `metrics.STATE`."""
        known = await self.keyring.epochs.known()
        found = await self.keyring.pool.fetchrow(STATE, min(known, default=0), max(known, default=-1))
        return dict(found) if found else NOTHING

"""What the privacy service knows of itself beside what every part does: how far behind the access log is (R33)."""

from collections.abc import Mapping
from typing import Any

from prometheus_client import Gauge

from services.chassis.app import App
from services.chassis.decider import Pool

WAITING = Gauge(
    "ekc_access_log_waiting_seconds",
    "Age of the oldest event that is not in the access log yet: nobody can look it up. Bad is more than a minute.",
)
UNSIGNED = Gauge(
    "ekc_access_log_unsigned_seconds",
    "Age of the oldest row of the access log that no checkpoint was published of. Bad is more than 15 minutes.",
)
OLDEST_UNSIGNED = """
SELECT coalesce(extract(epoch FROM clock_timestamp() - min(unsigned_since)), 0)::float FROM access_heads
"""
EPOCHS = """
SELECT epoch, round(extract(epoch FROM clock_timestamp() - began) / 86400, 1)::float AS days,
    (SELECT count(*) FROM data_keys WHERE data_keys.epoch = epochs.epoch) AS keys
FROM epochs WHERE destroyed IS NULL ORDER BY epoch
"""


class PrivacyApp(App):
    """The message path; an event that waits on its topic is an access that nobody can look up yet."""

    keys: Pool
    """The keyring's database."""

    async def readiness(self) -> Mapping[str, Any]:
        """As every part's, with how long accesses have waited to be written down, and rows to be signed."""
        state = await super().readiness()
        if self.truth.why:
            return state
        waiting = await self.waiting() if state["lag"] else 0.0
        unsigned: float = await self.pool.fetchval(OLDEST_UNSIGNED)
        WAITING.set(waiting)
        UNSIGNED.set(unsigned)
        return {**state, "access_log_waiting_seconds": waiting, "access_log_unsigned_seconds": unsigned}

    async def describe(self) -> Mapping[str, Any]:
        """As every part, with the key-encryption keys that wrap something: since when, and how many keys."""
        said = await super().describe()
        epochs = [dict(row) for row in await self.keys.fetch(EPOCHS)]
        return {**said, "now": {**said["now"], "epochs": epochs}}

    async def waiting(self) -> float:
        """How old the oldest event is that was not handled yet."""
        _, seconds = await self.lag.by_topic()
        return max(seconds.values(), default=0.0)

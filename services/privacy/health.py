"""What the privacy service knows of itself beside what every part does: how far behind the access log is (R33)."""

from collections.abc import Mapping
from typing import Any

from prometheus_client import Gauge

from services.chassis.app import App

WAITING = Gauge(
    "ekc_access_log_waiting_seconds",
    "Age of the oldest event that is not in the access log yet: nobody can look it up. Bad is more than a minute.",
)
UNSIGNED = Gauge(
    "ekc_access_log_unsigned_seconds",
    "Age of the oldest row of the access log that no checkpoint was published of. Bad is more than an hour.",
)
OLDEST_UNSIGNED = """
SELECT coalesce(extract(epoch FROM clock_timestamp() - min(unsigned_since)), 0)::float FROM access_heads
"""


class PrivacyApp(App):
    """The message path; an event that waits on its topic is an access that nobody can look up yet."""

    async def readiness(self) -> Mapping[str, Any]:
        """As every part's, with how long accesses have waited to be written down, and rows to be signed."""
        state = await super().readiness()
        waiting = await self.waiting() if state["lag"] else 0.0
        unsigned: float = await self.pool.fetchval(OLDEST_UNSIGNED)
        WAITING.set(waiting)
        UNSIGNED.set(unsigned)
        return {**state, "access_log_waiting_seconds": waiting, "access_log_unsigned_seconds": unsigned}

    async def waiting(self) -> float:
        """How old the oldest event is that was not handled yet."""
        _, seconds = await self.lag.by_topic()
        return max(seconds.values(), default=0.0)

"""A database server that was restored, or that took over, has another timeline: who was connected before looks again.

A part that went on after its server was swapped would write into an older past without knowing it. So its first
connection to another timeline ends it; started again it compares its database with its topics (`restored.py`).
"""

import asyncio
from typing import Any

NOW = "SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8)"


class AnotherTimeline(ConnectionError):
    """The database is not the server that this part had started with."""


class Timeline:
    """The one that a part started with."""

    def __init__(self) -> None:
        self.known: str | None = None
        self.left = asyncio.Event()

    async def check(self, connection: Any) -> None:
        """Look at a new connection.

        Raises:
            AnotherTimeline: nothing is to be written over it.
        """
        now: str = await connection.fetchval(NOW)
        self.known = self.known or now
        if now != self.known:
            self.left.set()
            raise AnotherTimeline

    async def end(self) -> None:
        """Wait until it is another one.

        Raises:
            AnotherTimeline: then the part ends, and is started again.
        """
        await self.left.wait()
        raise AnotherTimeline("The database was restored, or another server took over: starting again, to compare.")

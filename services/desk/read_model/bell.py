"""News: whoever waits is woken when a transaction that wrote some has committed (PostgreSQL's LISTEN and NOTIFY).

A hint only: everybody looks again by themselves after a while, so a lost notification costs a second and nothing else.
"""

import asyncio
from typing import Any, Self

import asyncpg

from services.chassis import tls
from services.chassis.consumer import TRANSIENT
from services.chassis.log import logger
from services.chassis.settings import DatabaseSettings

CHANNEL = "ekc_desk"
RING = f"NOTIFY {CHANNEL}"
LOOK_AGAIN = 1.0
"""Seconds after which a waiter looks without having been woken."""

log = logger("bell")


class Bell:
    """Listens on a connection of its own for as long as it is open."""

    def __init__(self, settings: DatabaseSettings) -> None:
        self.settings = settings
        self.news = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Begin to listen."""
        self.task = asyncio.create_task(self.listen(), name="bell")
        return self

    async def __aexit__(self, *_: object) -> None:
        """Listen no more."""
        if self.task:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)

    async def wait(self, news: asyncio.Event, seconds: float) -> None:
        """Until there is news, at most so long, and never longer than until it is time to look again.

        Take `bell.news` before looking: what is rung while looking is then not missed.
        """
        try:
            async with asyncio.timeout(max(0.0, min(seconds, LOOK_AGAIN))):
                await news.wait()
        except TimeoutError:
            return

    def ring(self, *_: Any) -> None:
        """Wake everybody who waits now."""
        self.news.set()
        self.news = asyncio.Event()

    async def listen(self) -> None:
        """Listen; after an outage again."""
        while True:
            ended = asyncio.Event()
            try:
                connection = await asyncpg.connect(
                    self.settings.database_url.get_secret_value(), ssl=tls.database(self.settings)
                )
                try:
                    connection.add_termination_listener(lambda *_, ended=ended: ended.set())
                    await connection.add_listener(CHANNEL, self.ring)
                    self.ring()
                    await ended.wait()
                finally:
                    connection.terminate()
            except TRANSIENT as error:
                log.warning("the bell is silent for a while", error=error)
            await asyncio.sleep(0.5)

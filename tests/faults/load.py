"""A load: many cases that live at once, each of which goes on as soon as it hears what happened."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from contracts.base import Message
from contracts.coordination import RegisterCoordinator
from deploy.local.platform import Platform
from tests.bench import cases as bench
from tests.faults.lives import Life
from tests.faults.wire import AGAIN_SECONDS, Wire

PLACES = 20
"""Cases that one coordinator has room for."""
GIVE_UP_SECONDS = 300


class Stuck(Exception):
    """The load does not come to its end; the text says where its cases are."""


class Load:
    """`async with Load(platform, 100) as load: load.begin(100); await load.finished()`."""

    def __init__(self, platform: Platform, cases: int, *, twice: bool = True) -> None:
        self.platform = platform
        self.twice = twice
        self.region = f"load-{uuid4()}"
        self.lives = [Life(number, self.region) for number in range(cases)]
        self.by_case = {life.case: life for life in self.lives}
        self.begun: list[Life] = []
        self.coordinators = [str(uuid4()) for _ in range(cases // PLACES + 1)]
        self.registered: set[str] = set()
        self.tasks: set[asyncio.Task[None]] = set()
        self.failure: BaseException | None = None

    async def __aenter__(self) -> Self:
        """Make all keys, enter the coordinators, listen."""
        keyring = bench.keyring(self.platform)
        keys = await keyring.create([*self.coordinators, *(one for life in self.lives for one in life.subjects)])
        await keyring.close()
        self.wire = await asyncio.to_thread(Wire, self.platform, self.region, keys, twice=self.twice)
        self.listening = self.do(self.listen())
        register = RegisterCoordinator(name="Anna Terpstra", regions=(self.region,), languages=("nl",), capacity=PLACES)
        for coordinator in self.coordinators:
            self.wire.publish(coordinator, [register])
        await self.until(lambda: len(self.registered) == len(self.coordinators))
        return self

    async def __aexit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _: TracebackType | None
    ) -> None:
        """Stop listening."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.wire.close()

    @property
    def sent(self) -> list[str]:
        """The ids of all commands."""
        return self.wire.sent

    def begin(self, cases: int) -> None:
        """So many cases more."""
        for life in self.lives[len(self.begun) :][:cases]:
            self.begun.append(life)
            self.wire.publish(life.case, life.begin())

    async def finished(self) -> None:
        """Wait until every case has come to its ending, and nobody asks for anything any more."""
        await self.until(lambda: all(life.ended for life in self.lives) and self.tasks == {self.listening})

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something that the load brings about.

        Raises:
            Stuck: it takes too long.
        """
        give_up = time.monotonic() + GIVE_UP_SECONDS
        while not condition():
            if self.failure:
                raise self.failure
            if time.monotonic() > give_up:
                left = Counter(life.last for life in self.lives if not life.ended)
                raise Stuck(f"Cases that have not ended, by their last event: {left}.")
            await asyncio.sleep(0.05)

    async def listen(self) -> None:
        """Let the cases go on."""
        while True:
            for event in await self.wire.news():
                self.hear(event, event["type"].split(".")[-2])

    def hear(self, event: dict[str, Any], kind: str) -> None:
        """What an event leads to."""
        if event["subject"] in self.coordinators:
            self.registered.add(event["subject"])
        life = self.by_case.get(event["subject"])
        if life is None:
            return
        follows = life.goes_on(kind, event["data"])
        if kind == "case-opened":
            self.do(self.wire.ask(life.case, life.contact()))
        if kind == "command-refused":
            self.do(self.later(life, follows))
        else:
            self.wire.publish(life.case, follows)

    async def later(self, life: Life, messages: Sequence[Message]) -> None:
        """Not at once: what was refused would be refused again."""
        await asyncio.sleep(AGAIN_SECONDS)
        self.wire.publish(life.case, messages)

    def do(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Something beside the rest."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.done)
        return task

    def done(self, task: asyncio.Task[None]) -> None:
        """One of them ended; if by an error, whoever waits hears it."""
        self.tasks.discard(task)
        if not task.cancelled() and task.exception():
            self.failure = task.exception()

"""Keeps one process running: starts it, starts it again when it died, holds it when asked to."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

from deploy.local import owned
from deploy.local.command import Command
from deploy.local.layout import Layout
from deploy.local.nursery import Child, Nursery

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 60.0
SETTLED_SECONDS = 30.0
"""Who ran so long starts anew with the shortest pause."""

type Prepare = Callable[[], Coroutine[Any, Any, Command]]


class Keeper:
    """One process, kept. `changed` is called whenever its state changed."""

    def __init__(
        self, layout: Layout, name: str, prepare: Prepare, nursery: Nursery, changed: Callable[[], None]
    ) -> None:
        self.layout = layout
        self.name = name
        self.prepare = prepare
        self.nursery = nursery
        self.changed = changed
        self.state = "waiting"
        self.since = time.time()
        self.restarts = 0
        self.pause = FIRST_PAUSE
        self.pid: int | None = None
        self.exit_code: int | None = None
        self.last_end = ""
        """How it ended when nobody had asked it to: `SIGKILL`, `exit code 1`."""
        self.wake = asyncio.Event()
        self.stopping = False

    async def run(self) -> None:
        """Until `stop`."""
        while not self.stopping:
            if self.held():
                self.enter("held")
                await self.sleep(None)
                continue
            self.enter("preparing")
            command = await self.unless_stopped(self.prepare())
            if command:
                await self.once(command)
            if not self.stopping and not self.held():
                self.restarts, self.last_end = self.restarts + 1, how(self.exit_code)
                self.enter("pausing")
                self.tell()
                await self.sleep(self.pause)
                self.pause = min(2 * self.pause, LONGEST_PAUSE)
        self.enter("stopped")

    async def unless_stopped[T](self, work: Coroutine[Any, Any, T]) -> T | None:
        """Do what comes first, or give up when it is to be stopped meanwhile."""
        task = asyncio.create_task(work)
        while not task.done():
            await self.sleep(None, task)
            if self.stopping and not task.done():
                task.cancel()
                return None
        return task.result()

    async def once(self, command: Command) -> None:
        """Run it once, to its end."""
        process = await self.spawn(command)
        self.pid = process.pid
        owned.record(self.layout, self.name, process.pid)
        self.enter("running")
        began = time.monotonic()
        ended = asyncio.create_task(process.wait())
        while not ended.done() and not self.stopping and not self.held():
            await self.sleep(None, ended)
        if not ended.done():
            self.enter("stopping")
            await self.end(process, command)
        self.exit_code = await ended
        self.pid = None
        owned.forget(self.layout, self.name)
        if self.held() or time.monotonic() - began > SETTLED_SECONDS:
            self.pause = FIRST_PAUSE

    async def spawn(self, command: Command) -> Child:
        """Start it in a session of its own, its output added to its log."""
        if self.nursery.takes(command):
            return await self.nursery.birth(command, self.layout.log(self.name))
        with self.layout.log(self.name).open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *command.arguments,
                env={**os.environ, **command.environment},
                cwd=command.folder,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=owned.dies_with_parent(command.orphaned),
            )

    async def end(self, process: Child, command: Command) -> None:
        """Ask it to stop; if it does not in time, it is killed with all that it started."""
        process.send_signal(command.stop)
        try:
            await asyncio.wait_for(process.wait(), command.stop_seconds)
        except TimeoutError:
            os.killpg(process.pid, signal.SIGKILL)

    def held(self) -> bool:
        """Whether somebody wants it stopped."""
        return (self.layout.held / self.name).exists()

    async def sleep(self, seconds: float | None, *others: asyncio.Task[Any]) -> None:
        """Until woken, or one of the others ends, or the time is over."""
        woken = asyncio.create_task(self.wake.wait())
        await asyncio.wait({woken, *others}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        woken.cancel()
        self.wake.clear()

    def enter(self, state: str) -> None:
        """Say what it does now."""
        self.state, self.since = state, time.time()
        self.changed()

    def tell(self) -> None:
        """One line in the supervisor's log for each end that nobody asked for."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        print(f"{at} {self.name} ended by itself: {self.last_end}; again in {self.pause:g} s", flush=True)

    def stop(self) -> None:
        """End it for good."""
        self.stopping = True
        self.wake.set()


def how(exit_code: int | None) -> str:
    """How a process ended, as people say it: `SIGKILL`, `exit code 1`."""
    if exit_code is None:
        return "never started"
    return signal.Signals(-exit_code).name if exit_code < 0 else f"exit code {exit_code}"

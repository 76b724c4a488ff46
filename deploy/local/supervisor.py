"""The supervisor: the one process that owns all others of a platform. `Platform` starts it."""

import asyncio
import contextlib
import fcntl
import os
import signal
import sys
from collections.abc import Iterator, Sequence

from deploy.local import jars, kafka, keycloak, owned, parts, ports, postgres, prometheus, setup, temporal
from deploy.local.command import Command
from deploy.local.credentials import Credentials
from deploy.local.keeper import Keeper, Prepare
from deploy.local.layout import Layout, write_json
from deploy.local.nursery import Nursery

SERVERS = ("kafka", "temporal", "postgres")
LOOK_SECONDS = 0.1
"""How often it looks whether a process is to be held."""


class Supervisor:
    """Starts what it was asked for, all at once, and stops it again."""

    def __init__(self, layout: Layout, names: Sequence[str]) -> None:
        self.layout = layout
        self.ports = ports.kept(layout)
        self.credentials = Credentials(layout)
        self.environments = parts.Environments(layout, self.ports)
        self.setup = setup.Setup(layout, self.ports, self.environments)
        self.nursery = Nursery()
        self.keepers = {
            name: Keeper(layout, name, self.preparation(name), self.nursery, self.write_state) for name in names
        }
        self.stop = asyncio.Event()

    def preparation(self, name: str) -> Prepare:
        """What comes before a process starts."""

        async def prepare() -> Command:
            if name == "kafka":
                await asyncio.to_thread(kafka.prepare, self.layout, self.ports, self.credentials, jars.KAFKA.folder())
                return kafka.command(self.layout, jars.KAFKA.folder())
            if name == "postgres":
                await asyncio.to_thread(postgres.prepare, self.layout, self.credentials)
                return postgres.command(self.layout, self.ports)
            if name == "keycloak":
                await asyncio.to_thread(keycloak.prepare, self.layout, self.credentials)
                return keycloak.command(self.layout, self.ports, self.credentials)
            if name == "prometheus":
                await asyncio.to_thread(prometheus.prepare, self.layout, self.ports)
                return prometheus.command(self.layout, self.ports)
            if name == "temporal":
                return temporal.command(self.layout, self.ports)
            part = next(part for part in parts.PARTS if part.name == name)
            await asyncio.gather(self.setup.ready_for(part), self.nursery.prepare(name))
            return parts.command(part, self.environments.of(part))

        return prepare

    async def run(self) -> None:
        """Until a signal, then parts first, servers last."""
        watch = asyncio.create_task(self.watch())
        preparing = asyncio.create_task(self.setup.run(self.write_state))
        tasks = {name: asyncio.create_task(keeper.run()) for name, keeper in self.keepers.items()}
        for task in (watch, preparing, *tasks.values()):
            task.add_done_callback(self.stop_after_failure)
        await self.stop.wait()
        for group in (self.keepers.keys() - set(SERVERS), self.keepers.keys() & set(SERVERS)):
            for name in group:
                self.keepers[name].stop()
            await asyncio.gather(*(tasks[name] for name in group), return_exceptions=True)
        for task in (preparing, watch):
            task.cancel()
        for task in (preparing, *tasks.values()):
            if task.done() and not task.cancelled():
                task.result()

    def stop_after_failure(self, task: asyncio.Task[None]) -> None:
        """What cannot be prepared cannot be kept running: end, and say why."""
        if not task.cancelled() and task.exception():
            self.stop.set()

    async def watch(self) -> None:
        """Wake a keeper whose process is to be held, or no longer."""
        while True:
            held = {path.name for path in self.layout.held.iterdir()}
            for name, keeper in self.keepers.items():
                if (name in held) != (keeper.state in {"held", "stopping"}):
                    keeper.wake.set()
            await asyncio.sleep(LOOK_SECONDS)

    def write_state(self) -> None:
        """For `status`: what every process does."""
        state: dict[str, object] = {
            name: {key: getattr(keeper, key) for key in ("state", "since", "pid", "restarts", "exit_code", "last_end")}
            for name, keeper in self.keepers.items()
        }
        set_up = [name for name, done in self.setup.done.items() if done.is_set()]
        write_json(self.layout.run / "state.json", {"processes": state, "set_up": set_up})


@contextlib.contextmanager
def only_one(layout: Layout) -> Iterator[None]:
    """Hold the platform's lock for as long as this process lives; the system lets go of it even after a SIGKILL."""
    with (layout.run / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        owned.record(layout, "supervisor", os.getpid())
        try:
            yield
        finally:
            owned.forget(layout, "supervisor")


async def supervise(layout: Layout, names: Sequence[str], attached: bool) -> None:
    """Run until told to stop, or, when attached, until whoever started it is gone (its end of our input closes)."""
    supervisor = Supervisor(layout, names)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, supervisor.stop.set)
    if attached:
        loop.add_reader(sys.stdin.fileno(), supervisor.stop.set)
    await supervisor.run()
    if attached:
        loop.remove_reader(sys.stdin.fileno())

"""Another implementation of the tests' platform: some of it runs in containers, with testcontainers.

What of it is the caller's choice: the three servers from public images (`servers.py`), the parts from ours
(`parts.py`). The rest are processes; topics, users, access rules and databases are made by the same code.
"""

import gc
import io
import shutil
import signal
import tarfile
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import docker
from docker.errors import DockerException
from testcontainers.core.container import DockerContainer

from deploy.local.jars import Report
from deploy.local.platform import EVERYTHING, Platform
from deploy.local.supervisor import SERVERS
from tests.containers.servers import FILES, Maker

STOP_SECONDS = 20
"""How long a container may take to stop, until the engine kills it."""


def no_engine() -> str:
    """Why there is no engine; empty if there is one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the client leaves a socket open when nobody answers
        try:
            docker.from_env().close()
        except DockerException as error:
            return str(error)
        finally:
            gc.collect()
    return ""


class ContainerPlatform(Platform):
    """A platform of which some are containers, on the same ports and with the same passwords."""

    def __init__(self, folder: Path, makers: Mapping[str, Maker]) -> None:
        super().__init__(folder, processes=[name for name in EVERYTHING if name not in makers])
        self.makers = makers
        self.containers: dict[str, DockerContainer] = {}
        self.made = ExitStack()
        self.killed: Counter[str] = Counter()

    def start(self, *names: str, report: Report = lambda _: None, seconds: float = 300) -> None:
        """As `Platform.start`: the supervisor first, for it chooses the ports; parts when the servers are set up."""
        wanted = names or EVERYTHING
        self.layout.prepare()
        self.fetch([name for name in wanted if name in self.processes], report)
        if not self.running():
            self.begin(wanted)
        for group in (SERVERS, tuple(name for name in EVERYTHING if name not in SERVERS)):
            named = [name for name in group if name in wanted]
            for name in named:
                if name in self.makers and name not in self.containers:
                    self.containers[name] = self.made.enter_context(self.makers[name](self.environments))
                self.release(name)
            self.wait_ready(*named, report=report, seconds=seconds)

    def choose_ports(self) -> None:
        """As `Platform.choose_ports`; servers that run already have theirs."""
        if not self.containers:
            super().choose_ports()

    def hold(self, name: str) -> None:
        """As `Platform.hold`."""
        if name in self.containers:
            self.engine(name).stop(timeout=STOP_SECONDS)
        else:
            super().hold(name)

    def kill(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        """As `Platform.kill`; what died is started again, as the supervisor does."""
        if name not in self.containers:
            super().kill(name, how)
            return
        self.engine(name).kill(how.name)
        if how not in {signal.SIGSTOP, signal.SIGCONT}:
            self.engine(name).wait()
            self.engine(name).start()
            self.killed[name] += 1

    def pid(self, name: str) -> int | None:
        """As `Platform.pid`, on the engine's machine."""
        if name not in self.containers:
            return super().pid(name)
        pid: int = self.attributes(name)["State"]["Pid"]
        return pid or None

    def restarts(self, name: str) -> int:
        """As `Platform.restarts`: after a kill by us, or because the engine found it dead."""
        if name not in self.containers:
            return super().restarts(name)
        return self.killed[name] + int(self.attributes(name)["RestartCount"])

    def exit_code(self, name: str) -> int | None:
        """As `Platform.exit_code`."""
        if name not in self.containers:
            return super().exit_code(name)
        code: int = self.attributes(name)["State"]["ExitCode"]
        return code

    def release(self, name: str) -> None:
        """As `Platform.release`."""
        if name in self.containers:
            self.engine(name).start()
        else:
            super().release(name)

    def log(self, name: str) -> Path:
        """As `Platform.log`: what a container has said until now is written to where the others' logs are."""
        if name in self.containers:
            super().log(name).write_bytes(self.engine(name).logs())
        return super().log(name)

    def stop(self, seconds: float = 40) -> list[str]:
        """As `Platform.stop`; containers do not outlive the session, nor do their data."""
        left = super().stop(seconds)
        with self.made:
            self.bring_logs()
        self.containers.clear()
        for mark in self.layout.data.glob("*.set-up"):  # of servers that are gone
            mark.unlink()
        return left

    def bring_files(self) -> None:
        """Copy what the servers have written to where servers from packages write it.

        They stand still meanwhile, so that each copy is what was on the disk at one moment.
        """
        for name in self.containers.keys() & FILES:
            self.engine(name).pause()
            try:
                for inside, outside in FILES[name].items():
                    self.bring(name, inside, self.layout.folder / outside)
            finally:
                self.engine(name).unpause()
        self.bring_logs()

    def bring(self, name: str, inside: str, outside: Path) -> None:
        """Copy what is in a folder of a server."""
        if outside != self.layout.data:
            shutil.rmtree(outside, ignore_errors=True)
        chunks, _ = self.engine(name).get_archive(inside)
        with tarfile.open(fileobj=io.BufferedReader(Chunks(chunks)), mode="r|") as archive:
            for member in archive:
                _, _, member.name = member.name.partition("/")
                if member.name and (member.isfile() or member.isdir()):
                    archive.extract(member, outside, filter="data")

    def bring_logs(self) -> None:
        """Write down what all containers have said."""
        for name in self.containers:
            self.log(name)

    def attributes(self, name: str) -> Any:
        """What the engine knows of a container now."""
        self.engine(name).reload()
        return self.engine(name).attrs

    def engine(self, name: str) -> Any:
        """The container as the engine knows it."""
        return self.containers[name].get_wrapped_container()


class Chunks(io.RawIOBase):
    """A stream that comes in pieces, as a file."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks = chunks
        self.left = b""

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next bytes; none at the end."""
        self.left = self.left or next(self.chunks, b"")
        size = min(len(buffer), len(self.left))
        buffer[:size] = self.left[:size]
        self.left = self.left[size:]
        return size

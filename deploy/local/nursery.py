"""Where parts are born at a start: Python loads what all of them need once instead of once for each.

Loading takes 2 s of processor time for each of seven parts, which is most of what a start costs. So the first time
they are forked from a process that has loaded it. A part that is started again later is a new Python as in production,
also so that it has the code as it is then. Linux only; elsewhere every start is a new Python.

A line of JSON goes in for each birth, a line with its pid comes out.
"""

import asyncio
import contextlib
import ctypes
import gc
import json
import os
import runpy
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any, Protocol

from deploy.local.command import Command
from deploy.local.layout import ROOT
from deploy.local.owned import PR_SET_PDEATHSIG, dies_with_parent

PR_SET_NAME = 15
PR_SET_CHILD_SUBREAPER = 36
IDLE_SECONDS = 10.0
"""A nursery that nobody needed for so long after the last birth is closed."""


class Child(Protocol):
    """A process that was started."""

    @property
    def pid(self) -> int:
        """Its id."""
        ...

    def send_signal(self, signal: int, /) -> None:
        """Send it a signal."""
        ...

    async def wait(self) -> int:
        """Its exit code, once it ended; minus the signal that ended it."""
        ...


class Born:
    """A part that came out of the nursery; it is a child of the supervisor, to whom the system hands orphans."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.descriptor = os.pidfd_open(pid)
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().add_reader(self.descriptor, self.reap)

    def reap(self) -> None:
        """It ended."""
        asyncio.get_running_loop().remove_reader(self.descriptor)
        os.close(self.descriptor)
        _, status = os.waitpid(self.pid, 0)
        self.ended.set_result(os.waitstatus_to_exitcode(status))

    def send_signal(self, number: int, /) -> None:
        """See `Child`."""
        if not self.ended.done():
            os.kill(self.pid, number)

    async def wait(self) -> int:
        """See `Child`."""
        return await asyncio.shield(self.ended)


class Nursery:
    """The supervisor's side."""

    def __init__(self) -> None:
        self.process: asyncio.subprocess.Process | None = None
        self.lock = asyncio.Lock()
        self.closing: asyncio.TimerHandle | None = None
        self.born: set[str] = set()
        self.expected: set[str] = set()

    def takes(self, command: Command) -> bool:
        """Whether a process is born here: a part, for the first time."""
        return sys.platform.startswith("linux") and bool(command.module) and command.name not in self.born

    async def prepare(self, name: str) -> None:
        """Begin to load: soon a part of this name is born."""
        if sys.platform.startswith("linux") and name not in self.born:
            self.expected.add(name)
            async with self.lock:
                await self.opened()

    async def birth(self, command: Command, log: Path) -> Born:
        """Start a part."""
        self.born.add(command.name)
        async with self.lock:
            process = await self.opened()
            assert process.stdin
            assert process.stdout
            wanted = {
                "name": command.name,
                "module": command.module,
                "environment": dict(command.environment),
                "log": str(log),
                "parent": os.getpid(),
            }
            process.stdin.write(json.dumps(wanted).encode() + b"\n")
            born = Born(int(await process.stdout.readline()))
            self.expected.discard(command.name)
            if not self.expected:
                self.closing = asyncio.get_running_loop().call_later(IDLE_SECONDS, self.close)
            return born

    async def opened(self) -> asyncio.subprocess.Process:
        """The nursery's process. While a part is expected it stays: on a busy machine loading alone takes a minute,
        and who closed it meanwhile would load it again for each part.
        """
        if self.closing:
            self.closing.cancel()
        if self.process is None:
            ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
            pipe = asyncio.subprocess.PIPE
            first = dies_with_parent(signal.SIGKILL)
            arguments = [sys.executable, "-m", "deploy.local.background", "nursery"]
            self.process = await asyncio.create_subprocess_exec(
                *arguments, stdin=pipe, stdout=pipe, cwd=ROOT, start_new_session=True, preexec_fn=first
            )
        return self.process

    def close(self) -> None:
        """End it: its input is over."""
        if self.process and self.process.stdin:
            self.process.stdin.close()
            self.process = None


def serve() -> None:
    """The nursery's side: load, then fork for every line."""
    import services.chassis.app  # noqa: F401

    gc.freeze()
    for line in sys.stdin:
        middle = os.fork()
        if middle == 0:
            child = os.fork()
            if child:  # its parent ends at once, so that it becomes the supervisor's
                os.write(1, f"{child}\n".encode())
                os._exit(0)
            become(json.loads(line))
        os.waitpid(middle, 0)


def become(wanted: dict[str, Any]) -> None:
    """Be a process of its own, and run the part's module in it."""
    code = 1
    try:
        settle(wanted)
        runpy.run_module(wanted["module"], run_name="__main__", alter_sys=True)
        code = 0
    except BaseException:
        traceback.print_exc()
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    os._exit(code)


def settle(wanted: dict[str, Any]) -> None:
    """A session, a parent, an output and an environment of its own."""
    os.setsid()
    while os.getppid() != wanted["parent"]:
        time.sleep(0.001)
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    libc.prctl(PR_SET_NAME, f"ekc-{wanted['name']}".encode())
    null = os.open(os.devnull, os.O_RDONLY)
    log = os.open(wanted["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    for source, target in ((null, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    os.environ.update(wanted["environment"])
    sys.argv = [wanted["module"]]

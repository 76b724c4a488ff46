"""A platform as its users see it: `make up`, the demo, tests and benches start, ask and disturb it through this."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil

from deploy.local import jars, kafka, keycloak, owned, ports, probes, prometheus, training
from deploy.local.connections import Connections
from deploy.local.jars import Report
from deploy.local.layout import ROOT, Layout
from deploy.local.parts import PARTS
from deploy.local.supervisor import SERVERS

PORTS = (*kafka.LISTENERS, "keycloak", "temporal", "temporal_ui", "temporal_http", "postgres", "prometheus")
EVERYTHING = (*SERVERS, *(part.name for part in PARTS))
GIVE_UP_RESTARTS = 5
"""A process that died so often before it was ready once will not get ready."""


class PlatformFailed(Exception):
    """Something did not start; the text says what, and where its log is."""


class Platform(Connections):
    """The servers and parts in one folder, run by a supervisor of their own.

    All calls block; from asynchronous code use `asyncio.to_thread`. `attached`: it ends with this process.
    """

    def __init__(
        self,
        folder: Path,
        *,
        processes: Sequence[str] = EVERYTHING,
        attached: bool = True,
    ) -> None:
        super().__init__(Layout(folder.resolve()))
        self.processes = tuple(processes)
        self.attached = attached
        self.supervisor: subprocess.Popen[bytes] | None = None

    def start(self, *names: str, report: Report = lambda _: None, seconds: float = 180) -> None:
        """Start these processes (by default all) and wait until they are ready. Harmless when they run already.

        Raises:
            PlatformFailed: a process does not get ready.
        """
        wanted = names or self.processes
        self.layout.prepare()
        self.fetch(wanted, report)
        if not self.running():
            self.begin(wanted)
        for name in wanted:
            (self.layout.held / name).unlink(missing_ok=True)
        self.wait_ready(*wanted, report=report, seconds=seconds)

    def fetch(self, wanted: Sequence[str], report: Report) -> None:
        """Get what is not installed with the dependencies."""
        if "kafka" in wanted:
            training.train(jars.KAFKA.resolved(report), report)
        if "keycloak" in wanted:
            keycloak.fetched(report)
        if "prometheus" in wanted:
            prometheus.binary()

    def begin(self, wanted: Sequence[str]) -> None:
        """Start the supervisor; what is not wanted now it holds until it is."""
        self.clear()
        self.choose_ports()
        (self.layout.run / "state.json").unlink(missing_ok=True)
        for name in self.processes:
            if name not in wanted:
                (self.layout.held / name).touch()
        self.launch()

    def choose_ports(self) -> None:
        """Choose them once; see `ports.py`."""
        ports.choose(self.layout, (*PORTS, *(part.name for part in PARTS)))

    def launch(self) -> None:
        """Start the supervisor."""
        if self.supervisor:  # one that was killed
            self.supervisor.communicate()
        arguments = [sys.executable, "-m", "deploy.local.background", "supervisor", str(self.layout.folder)]
        with self.layout.log("supervisor").open("ab") as log:
            self.supervisor = subprocess.Popen(
                [*arguments, ",".join(self.processes), *(["--attached"] if self.attached else [])],
                cwd=ROOT,
                stdin=subprocess.PIPE if self.attached else subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self, seconds: float = 40) -> list[str]:
        """Stop everything; data stay. Also clears what a killed supervisor left; the names of that."""
        self.layout.prepare()
        if self.supervisor:
            self.supervisor.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.supervisor.communicate(timeout=seconds)
            self.supervisor.kill()  # it would start again what is cleared below
            self.supervisor = None
        elif running := owned.find(self.layout, "supervisor"):
            running.terminate()
            for slow in psutil.wait_procs([running], timeout=seconds)[1]:
                slow.kill()
        return self.clear()

    def clear(self) -> list[str]:
        """End what is left of a killed supervisor's processes, and let nothing be held."""
        left = owned.clear(self.layout)
        for path in self.layout.held.iterdir():
            path.unlink()
        return left

    def running(self) -> bool:
        """Whether its supervisor runs."""
        ours = self.supervisor is not None and self.supervisor.poll() is None
        return ours or owned.find(self.layout, "supervisor") is not None

    def wait_ready(self, *names: str, report: Report = lambda _: None, seconds: float = 120) -> None:
        """Wait until all of these can work.

        Raises:
            PlatformFailed: one of them keeps dying, or does not answer in time.
        """
        asyncio.run(self.all_ready(names, report, seconds))

    async def all_ready(self, names: Sequence[str], report: Report, seconds: float) -> None:
        """Ask each in turn, all at once."""
        began = time.monotonic()
        before = {name: self.restarts(name) for name in names}

        async def ready(name: str) -> None:
            while not (answer := await self.ask(name))["ready"]:
                waited = time.monotonic() - began
                died = self.restarts(name) - before[name]
                if not self.running() or died >= GIVE_UP_RESTARTS or waited > seconds:
                    raise self.failed(name, answer)
                await asyncio.sleep(probes.AGAIN_SECONDS)
            report(f"{name} is ready ({time.monotonic() - began:.1f} s)")

        try:
            async with asyncio.TaskGroup() as group:
                for name in names:
                    group.create_task(ready(name))
        except* PlatformFailed as failures:
            raise failures.exceptions[0] from None

    async def ask(self, name: str) -> probes.Answer:
        """Whether a process can work; a server also needs to be set up."""
        state = self.state()
        if name in {"kafka", "postgres"} and name not in state.get("set_up", ()):
            return {"ready": False, "why": "not set up"}
        return await probes.ask(name, self.environments)

    def failed(self, name: str, answer: Mapping[str, Any]) -> PlatformFailed:
        """What to tell about a process that does not get ready."""
        culprit = name if self.running() else "supervisor"
        log = self.layout.log(culprit)
        last = "\n".join(log.read_text(errors="replace").splitlines()[-15:]) if log.exists() else ""
        return PlatformFailed(f"{culprit} does not get ready ({answer.get('why', answer)}). Its log is {log}:\n{last}")

    def log(self, name: str) -> Path:
        """The log of a process."""
        return self.layout.log(name)

    def pid(self, name: str) -> int | None:
        """The pid of a process, if it lives."""
        process = owned.find(self.layout, name)
        return process.pid if process else None

    def state(self) -> dict[str, Any]:
        """What the supervisor says: of each process, and which servers are set up."""
        path = self.layout.run / "state.json"
        state: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {"processes": {}}
        return state

    def restarts(self, name: str) -> int:
        """How often a process was started again."""
        restarts: int = self.state()["processes"].get(name, {}).get("restarts", 0)
        return restarts

    def kill(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal to a process; the supervisor starts it again if it dies.

        Raises:
            ProcessLookupError: it does not live.
        """
        pid = self.pid(name)
        if pid is None:
            raise ProcessLookupError(f"{name} does not live.")
        os.kill(pid, how)

    def hold(self, name: str) -> None:
        """Stop one process in good order, and leave it stopped until `start`.

        Raises:
            PlatformFailed: it does not end.
        """
        (self.layout.held / name).touch()
        if not owned.wait_until(lambda: self.state()["processes"][name]["state"] == "held", 40):
            raise PlatformFailed(f"{name} does not end.")

    def restart(self, name: str) -> None:
        """Stop one process in good order, start it, wait until it is ready."""
        self.hold(name)
        self.start(name)

    def wipe_data(self) -> None:
        """Begin anew: forget data and logs; ports and secrets stay. It must not run.

        Raises:
            PlatformFailed: it runs.
        """
        if self.running():
            raise PlatformFailed("A platform that runs cannot be wiped: stop it first.")
        for folder in (self.layout.data, self.layout.logs, self.layout.run):
            shutil.rmtree(folder, ignore_errors=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.stop()

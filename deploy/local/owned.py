"""Which processes are ours: a pid alone says little, for systems give pids out again."""

import contextlib
import ctypes
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator

import psutil

from deploy.local.layout import Layout, write, write_json

PR_SET_PDEATHSIG = 1
TOLERANCE_SECONDS = 2.0
"""Between two readings of a process's start, for a clock that was set meanwhile."""


def record(layout: Layout, name: str, pid: int) -> None:
    """Write down that a process is ours: its pid for people and shells, its start for us."""
    with contextlib.suppress(psutil.Error):
        write_json(layout.run / f"{name}.started", {"pid": pid, "started": psutil.Process(pid).create_time()})
    write(layout.pid_file(name), f"{pid}\n")


def forget(layout: Layout, name: str) -> None:
    """It is gone."""
    layout.pid_file(name).unlink(missing_ok=True)
    (layout.run / f"{name}.started").unlink(missing_ok=True)


def find(layout: Layout, name: str) -> psutil.Process | None:
    """The living process of this name, if the one with its pid is still the one that was started."""
    try:
        known = json.loads((layout.run / f"{name}.started").read_text())
        process = psutil.Process(known["pid"])
        same = abs(process.create_time() - known["started"]) < TOLERANCE_SECONDS
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except (OSError, ValueError, psutil.Error):
        return None


def names(layout: Layout) -> Iterator[str]:
    """The processes that were written down."""
    for path in sorted(layout.run.glob("*.started")):
        yield path.stem


def clear(layout: Layout, seconds: float = 10.0) -> list[str]:
    """End what a killed supervisor left behind; the names of what was found alive."""
    left = {name: process for name in names(layout) if (process := find(layout, name))}
    families = [member for process in left.values() for member in family(process)]
    for process in left.values():
        with contextlib.suppress(psutil.Error):
            process.terminate()
    _, alive = psutil.wait_procs(families, timeout=seconds)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=5)
    for name in list(names(layout)):
        forget(layout, name)
    return list(left)


def family(process: psutil.Process) -> list[psutil.Process]:
    """A process and its descendants."""
    try:
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return [process]


def dies_with_parent(how: signal.Signals) -> Callable[[], None] | None:
    """What a new process does first, so that it gets this signal when its parent ends (Linux only)."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def first() -> None:
        libc.prctl(PR_SET_PDEATHSIG, how)
        if os.getppid() != parent:  # it ended before the call
            os._exit(1)

    return first


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Look again and again, at most so long."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True

"""`make status`: what every process does, asked of the processes themselves."""

import asyncio
import contextlib
import time
from dataclasses import dataclass

import psutil
from rich.table import Table
from rich.text import Text

from deploy.local import owned, probes
from deploy.local.platform import Platform

GOOD, BAD = "green", "red"


@dataclass(frozen=True)
class Status:
    """One process as it is now."""

    name: str
    state: str
    """As its supervisor says: running, pausing (before it is started again), held, …"""
    ready: bool
    why: str
    """If it is not ready."""
    pid: int | None
    restarts: int
    last_end: str
    """How it ended before it was started again: `SIGKILL`, `exit code 1`."""
    since: float
    lag: int | None
    """Records between what it handled and the real end of the log; None for servers."""
    closed: int
    """Agencies whose topics it reads no further for now."""
    memory: int
    """Bytes, with all that it started."""


async def of_all(platform: Platform) -> list[Status]:
    """Ask everybody at once."""
    return list(await asyncio.gather(*(of(platform, name) for name in platform.state()["processes"])))


async def of(platform: Platform, name: str) -> Status:
    """Ask one process."""
    known = platform.state()["processes"][name]
    process = owned.find(platform.layout, name)
    answer: probes.Answer = {"ready": False, "why": "does not run"}
    if process:
        answer = await probes.ask(name, platform.environments)
    return Status(
        name=name,
        state=known["state"],
        ready=answer["ready"],
        why=reason(answer),
        pid=process.pid if process else None,
        restarts=known["restarts"],
        last_end=known["last_end"],
        since=known["since"],
        lag=answer.get("lag"),
        closed=int(answer.get("closed") or 0),
        memory=sum(map(memory, owned.family(process))) if process else 0,
    )


def reason(answer: probes.Answer) -> str:
    """Why it is not ready, in its own words."""
    return "" if answer["ready"] else str(answer.get("why") or answer.get("outage") or "not ready")


def health(one: Status) -> str:
    """In a few words."""
    return f"ready, {one.closed} closed" if one.ready and one.closed else "ready" if one.ready else one.why


def memory(process: psutil.Process) -> int:
    """What it alone has; pages that several share are counted in parts."""
    with contextlib.suppress(psutil.Error):
        full = process.memory_full_info()
        return int(getattr(full, "pss", full.uss))
    return 0


def table(found: list[Status]) -> Table:
    """For people."""
    shown = Table("process", "state", "pid", "restarts", "since", "health", "lag", "memory", box=None, pad_edge=False)
    for column in (2, 3, 6, 7):
        shown.columns[column].justify = "right"
    for one in found:
        shown.add_row(
            one.name,
            one.state,
            str(one.pid or "-"),
            Text(f"{one.restarts} ({one.last_end})" if one.restarts else "0", style="yellow" if one.restarts else ""),
            ago(time.time() - one.since),
            Text(health(one), style=GOOD if one.ready and not one.closed else BAD),
            "-" if one.lag is None else str(one.lag),
            f"{one.memory / 1_000_000:.0f} MB",
        )
    return shown


def ago(seconds: float) -> str:
    """A length of time in one unit."""
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // length:.0f} {unit}"
    return f"{seconds:.0f} s"

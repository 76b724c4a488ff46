"""The memory of each process after ten thousand messages went through all of them."""

import asyncio
from collections.abc import Iterable

import psutil

from deploy.local import Platform
from deploy.local.demo.quiet import PARTS, Quiet
from tests.bench import cases

MESSAGES = 10_000
MB = 1024 * 1024


async def figures(platform: Platform) -> dict[str, float]:
    """Publish commands whose events every part takes in, wait until all is handled, look at each process."""
    source = cases.settings(platform, "").source("desk")
    await asyncio.to_thread(cases.publish, platform, await cases.registrations(platform, source, MESSAGES))
    quiet = Quiet(platform, lambda: [])
    await quiet.wait(seconds=300)
    await quiet.close()
    used = {name: resident(platform, name) for name in (*PARTS, "worker")}
    return {"memory.rss_mb": max(used.values()), **{f"memory.{name}_mb": value for name, value in used.items()}}


def resident(platform: Platform, name: str) -> float:
    """The resident memory of a process and its children, in MB."""
    process = psutil.Process(platform.pid(name))
    family: Iterable[psutil.Process] = (process, *process.children(recursive=True))
    return sum(one.memory_info().rss for one in family) / MB

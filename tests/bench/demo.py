"""A warm demo, as its user runs it; and what the story of Mike costs Temporal."""

import asyncio
import json
import sys
import time

from deploy.local import Platform
from deploy.local.layout import ROOT

RUNS = 2
"""The first one warms up."""


async def figures(_platform: Platform) -> dict[str, float]:
    """Seconds of the last run, and the counts of Mike's histories."""
    report = ROOT / "build" / "demo.json"
    for _ in range(RUNS):
        began = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "deploy.local.demo", "--report", str(report), stdout=asyncio.subprocess.DEVNULL
        )
        if await process.wait() != 0:
            raise RuntimeError("The demo failed; run it to see why.")
        seconds = time.monotonic() - began
    told = json.loads(report.read_text())["mike"]
    return {
        "workflow.actions_per_case": told["actions"],
        "workflow.history_events": told["history_events"],
        "demo.seconds": seconds,
    }

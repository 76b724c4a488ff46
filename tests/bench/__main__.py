"""`make bench`: measure, print the table, write `build/bench.json` as {"key": {"value": ...}}."""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import uvloop
from rich.console import Console
from rich.table import Table

from deploy.local import Platform
from deploy.local.layout import ROOT
from services.chassis import log, runtime
from tests.bench import (
    agency,
    audit,
    capacity,
    cases,
    demo,
    latency,
    memory,
    message_path,
    privacy,
    relay,
    rules,
    scanning,
    telemetry,
    validating,
)

OUT = ROOT / "build" / "bench.json"
FOLDER = ROOT / "build" / "bench-platform"

WANTED: dict[str, tuple[str, float]] = {
    "message_path.ratio_to_bare": (">=", 0.6),
    "message_path.ratio_to_idiomatic": (">=", 10),
    "privacy.cost_ratio": (">=", 0.85),
    "telemetry.cost_ratio": (">=", 0.9),
    "relay.ratio_to_bare": (">=", 0.5),
    "latency.ratio_to_floor": ("<=", 2),
    "agency.received_ratio_to_floor": ("<=", 3),
    "agency.received_p99_ratio_to_floor": ("<=", 3),
    "agency.flood_latency_ratio": ("<=", 3),
    "contracts.validate_ratio_to_pydantic": ("<=", 2),
    "workflow.actions_per_case": ("<=", 40),
    "workflow.history_events": ("<=", 110),
    "memory.rss_mb": ("<=", 130),
    "demo.seconds": ("<=", 45),
    "rules.decisions_per_s": (">=", 20_000),
    "world.cases_per_s": (">=", 33.4),
    "erasure.scan_mb_s": (">=", 200),
    "audit.row_ms": ("<=", 1),
}
"""What must be reached."""

type Figures = dict[str, float]


async def path_figures(platform: Platform) -> Figures:
    """The message path against both baselines."""
    source = cases.settings(platform, "").source("desk")
    invited = await cases.invitations(platform, source)
    await asyncio.to_thread(cases.publish, platform, invited)
    databases = cases.Databases(platform, [one.stream for one in invited])
    await databases.prepare()
    runtime.tune_garbage_collector()
    rates = await message_path.measure(databases, lambda url: cases.settings(platform, url))
    return {
        "message_path.messages_per_second": rates["ours"],
        "message_path.ratio_to_bare": rates["ours"] / rates["bare"],
        "message_path.ratio_to_idiomatic": rates["ours"] / rates["idiomatic"],
    }


BENCHES: dict[str, tuple[tuple[str, ...], Callable[[Platform], Coroutine[Any, Any, Figures]]]] = {
    "message_path": (("kafka", "postgres", "privacy"), path_figures),
    "privacy": (("kafka", "postgres", "privacy"), privacy.figures),
    "telemetry": (("kafka", "postgres", "privacy"), telemetry.figures),
    "relay": (("kafka", "postgres", "privacy"), relay.figures),
    "latency": (("kafka", "postgres", "privacy", "coordination"), latency.figures),
    "agency": (("kafka", "postgres", "privacy", "referral"), agency.figures),
    "contracts": (("no platform of the bench",), validating.figures),
    "memory": ((), memory.figures),
    "capacity": ((), capacity.figures),
    "demo": (("no platform of the bench",), demo.figures),
    "rules": (("no platform of the bench",), rules.figures),
    "erasure": (("no platform of the bench",), scanning.figures),
    "audit": (("postgres",), audit.figures),
}
"""What each needs running (nothing named: everything), and what measures it."""

ALONE = ("contracts", "demo", "erasure", "rules")
"""What needs no platform of the bench."""


def measure(chosen: list[str]) -> Figures:
    """Run the benches, each on a platform with only what it needs."""
    figures: Figures = {}
    for name in chosen:
        needed, bench = BENCHES[name]
        platform = Platform(FOLDER)
        platform.stop()
        platform.wipe_data()
        if name not in ALONE:
            platform.start(*needed)
        try:
            figures |= uvloop.run(bench(platform))
        finally:
            platform.stop()
    return figures


def show(console: Console, figures: Figures) -> None:
    """The table, with what was to be reached."""
    table = Table("what", "measured", "to reach", "")
    for name, value in figures.items():
        sign, limit = WANTED.get(name, ("", 0.0))
        reached = not sign or (value >= limit if sign == ">=" else value <= limit)
        table.add_row(name, f"{value:,.2f}", f"{sign} {limit:g}" if sign else "", "" if reached else "missed")
    console.print(table)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("only", nargs="*", choices=[[], *BENCHES], help="only these")
    chosen = parser.parse_args().only or list(BENCHES)
    OUT.parent.mkdir(exist_ok=True)
    with OUT.with_name("bench.log").open("w") as sys.stderr:
        log.configure("coordination", "json")
        report(chosen)


def report(chosen: list[str]) -> None:
    """Measure, write the figures down beside those of other runs, show them."""
    figures = measure(chosen)
    before = json.loads(OUT.read_text()) if OUT.exists() else {}
    whole = {**before, **{name: {"value": round(value, 3)} for name, value in figures.items()}}
    OUT.write_text(json.dumps(whole, indent=2) + "\n")
    show(Console(), figures)


if __name__ == "__main__":
    main()

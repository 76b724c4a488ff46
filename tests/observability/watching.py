"""Prometheus beside a platform of tests, with the rules of the chart in a hurry: minutes are seconds, days are too."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import yaml

from deploy.local import Platform, probes, prometheus
from deploy.local.answers import Prometheus
from deploy.observability import levels
from deploy.observability.catalogue import GROUPS
from deploy.observability.parts import PARTS
from deploy.observability.rules import COMPARED, RANGE, Alert, Recorded, seconds

EVERY = 2.0
"""Seconds between two scrapes."""
HURRY, DAYS = 60, 20_000
"""A minute is a second; a day is four, where a rule speaks of more than an hour."""
OF_ITS_OWN = {"EkcPartRestarts": 15, "EkcDayNotTurned": 2_000, "EkcKeyringNotRenewed": 600}
"""A part needs its time to start; a day that turned is to be over for a while; the keyring is looked at each minute."""
GIVE_UP_SECONDS = 300


class NotSeen(Exception):
    """An alert does not do what it should; the text says what is seen."""


def hurry(rule: Recorded | Alert) -> float:
    """How many times faster a rule goes."""
    if isinstance(rule, Recorded) or rule in levels.GROUP.rules:
        return HURRY
    lengths = [*RANGE.findall(rule.expr), *COMPARED.findall(rule.expr), rule.lasting]
    return OF_ITS_OWN.get(rule.name, HURRY if max(map(seconds, lengths)) <= seconds("1h") else DAYS)


def hurried() -> str:
    """All rules, each as fast as it can be watched."""
    groups = [{"name": group.name, "rules": [one.written(hurry(one)) for one in group.rules]} for group in GROUPS]
    return yaml.safe_dump({"groups": groups}, width=1_000)


@dataclass(frozen=True)
class Watched:
    """A platform, and the Prometheus that watches it."""

    platform: Platform
    prometheus: Prometheus

    async def fires(self, alert: str, **labels: str) -> None:
        """Wait until an alert fires.

        Raises:
            NotSeen: it does not.
        """
        await self.until(alert, labels, fires=True)

    async def clears(self, alert: str, **labels: str) -> None:
        """Wait until it does not fire any more.

        Raises:
            NotSeen: it goes on.
        """
        await self.until(alert, labels, fires=False)

    async def until(self, alert: str, labels: dict[str, str], *, fires: bool) -> None:
        """See above."""
        give_up = time.monotonic() + GIVE_UP_SECONDS
        wanted = {"alertname": alert, **labels}
        while True:
            seen = [one["labels"] for one in await self.firing()]
            if any(wanted.items() <= one.items() for one in seen) == fires:
                return
            if time.monotonic() > give_up:
                raise NotSeen(f"{wanted} {'does not fire' if fires else 'goes on'}. What fires: {seen}")
            await asyncio.sleep(EVERY / 2)

    async def sees_everybody(self) -> None:
        """Wait until each part was looked at twice: what grew before the first look is not seen to grow."""
        twice = f"count(count_over_time(ekc_ready[{3 * EVERY:g}s]) >= 2)"
        while await asyncio.to_thread(self.prometheus.query, twice) != [({}, len(PARTS))]:  # noqa: ASYNC110 over HTTP
            await asyncio.sleep(EVERY / 2)

    async def firing(self) -> list[dict[str, Any]]:
        """What fires now."""
        return await asyncio.to_thread(self.prometheus.firing)


@asynccontextmanager
async def watching(platform: Platform) -> AsyncIterator[Watched]:
    """Prometheus beside a platform that runs, until the end of the block."""
    ports = platform.environments.ports
    prometheus.prepare(platform.layout, ports, hurried(), EVERY)
    with platform.log("prometheus").open("w") as log:
        process = await asyncio.create_subprocess_exec(
            *prometheus.command(platform.layout, ports).arguments, stdout=log, stderr=log
        )
    try:
        await probes.until(lambda: probes.prometheus(platform.environments))
        watched = Watched(platform, Prometheus(ports["prometheus"]))
        await watched.sees_everybody()
        yield watched
    finally:
        process.terminate()
        await process.wait()

"""What so many cases a year ask for, from what one case was measured to take (docs/operations/capacity.yaml)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any, Self

import yaml

from contracts.topics import PARTITIONS, TOPICS
from docs.generate.tracing import ROOT

MEASURED = ROOT / "docs" / "operations" / "capacity.yaml"
WORKING_SECONDS = 250 * 8 * 3600
"""A year of office hours, in which people work on cases."""
PEAK = 10
"""How much more than on average comes in the busiest minutes."""
FULL = 0.5
"""How much of its core a replica is to use at the peak: the other half is for a replica that is missing."""
SPARE = 2
"""Replicas of each part at the least: one may be gone."""
MONTHS = 12


@dataclass(frozen=True)
class Measured:
    """What a case takes, and what that costs elsewhere."""

    milliseconds: Mapping[str, float]
    """Of a core, by process."""
    kilobytes: Mapping[str, float]
    """In each database."""
    messages: float
    kafka_kb: float
    """In one replica of each partition."""
    history_kb: float
    actions: float
    memory_mb: float
    """Of the largest process."""
    connections: int
    """The most that one replica of each part opens, together."""
    price: Sequence[tuple[float | None, float]]
    """Up to so many millions of actions a month -> dollars for each million of them."""
    active_gbh: float
    """Dollars for a gigabyte of open histories in an hour."""

    @classmethod
    def read(cls, file: Path = MEASURED) -> Self:
        """As it was written down."""
        found: dict[str, Any] = yaml.safe_load(file.read_text())
        return cls(**found["measured"], **found["price"])


@dataclass(frozen=True)
class Size:
    """What a number of cases a year asks for."""

    cases: int
    measured: Measured

    @property
    def messages_per_second(self) -> float:
        """At the peak, over all topics."""
        return self.cases * self.measured.messages / WORKING_SECONDS * PEAK

    def cores(self, process: str) -> float:
        """What a process uses at the peak."""
        return self.cases * self.measured.milliseconds[process] / 1000 / WORKING_SECONDS * PEAK

    def replicas(self, process: str) -> int:
        """How many of a process."""
        return max(SPARE, ceil(self.cores(process) / FULL))

    @property
    def all_replicas(self) -> int:
        """Over all processes."""
        return sum(map(self.replicas, self.measured.milliseconds))

    @property
    def beyond_partitions(self) -> list[str]:
        """Processes that would need more replicas than can read at once; the worker reads no partition."""
        readers = [name for name in self.measured.milliseconds if name != "worker"]
        return [name for name in readers if self.replicas(name) > PARTITIONS]

    @property
    def memory_gb(self) -> float:
        """Of all replicas, each as large as the largest."""
        return self.all_replicas * self.measured.memory_mb / 1024

    @property
    def connections(self) -> int:
        """To PostgreSQL, if every part has as many replicas as the one that has most."""
        return self.measured.connections * max(map(self.replicas, self.measured.milliseconds))

    @property
    def postgres_gb(self) -> float:
        """A year's rows and indexes, over all databases."""
        return self.cases * sum(self.measured.kilobytes.values()) / 1024**2

    @property
    def kafka_gb(self) -> float:
        """A year's records in one replica of each partition; those of commands are gone after 28 days."""
        return self.cases * self.measured.kafka_kb / 1024**2

    @property
    def actions_per_month(self) -> float:
        """Of Temporal, in millions; with the turn of the day."""
        return (self.cases * self.measured.actions / MONTHS + 31 * 2) / 1e6

    @property
    def dollars_per_month(self) -> float:
        """What they cost at the cloud's public price, with histories that are open for a year; without a plan's fee."""
        stored = self.cases * self.measured.history_kb / 1024**2
        return cost(self.actions_per_month, self.measured.price) + stored * 744 * self.measured.active_gbh


def cost(millions: float, price: Sequence[tuple[float | None, float]]) -> float:
    """What so many millions of actions cost in a month: each tier at its own price."""
    total, below = 0.0, 0.0
    for upto, dollars in price:
        top = millions if upto is None else min(millions, upto)
        total += max(0.0, top - below) * dollars
        below = max(below, top)
    return total


def partitions(agencies: int) -> int:
    """Of all topics; an agency has one to write to and one to read from."""
    return sum(topic.partitions for topic in TOPICS) + 2 * agencies

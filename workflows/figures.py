"""Figures of Temporal's client and worker for Prometheus, as Temporal's SDK counts them, on the part's own `/metrics`.

Temporal's documentation ("SDK metrics") says what each means. Its own exporter would need a port of its own.
"""

import asyncio
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from prometheus_client import REGISTRY, Counter
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from temporalio.runtime import (
    BUFFERED_METRIC_KIND_COUNTER,
    BUFFERED_METRIC_KIND_GAUGE,
    BufferedMetricUpdate,
    MetricBuffer,
    MetricBufferDurationFormat,
)

DRAIN_SECONDS = 5.0
BUFFER = 50_000
"""Updates that are kept until somebody looks; more are not counted. A busy worker makes some thousands in 5 s."""
BUCKETS = (0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0, 60.0, float("inf"))
FAILED = "temporal_workflow_task_execution_failed"

TASK_FAILURES = Counter(
    "ekc_workflow_task_failures_total",
    "Tasks of workflows that failed: a process that diverges from its history, or a defect. It is tried again, and the "
    "case stands still meanwhile. Bad above 0.",
)

type Labels = tuple[tuple[str, str], ...]


class Buckets:
    """A histogram of one combination of labels."""

    def __init__(self) -> None:
        self.counts = [0] * len(BUCKETS)
        self.sum = 0.0

    def observe(self, value: float) -> None:
        """One more."""
        self.counts[bisect_left(BUCKETS, value)] += 1
        self.sum += value

    def cumulative(self) -> list[tuple[str, float]]:
        """As Prometheus wants it."""
        total, found = 0, []
        for bound, count in zip(BUCKETS, self.counts, strict=True):
            total += count
            found.append(("+Inf" if bound == float("inf") else str(bound), float(total)))
        return found


class OfTemporal(Collector):
    """Takes in what the SDK counts, and tells it."""

    def __init__(self) -> None:
        self.buffer = MetricBuffer(BUFFER, MetricBufferDurationFormat.SECONDS)
        self.began = False
        self.numbers: dict[str, dict[Labels, float]] = defaultdict(lambda: defaultdict(float))
        self.buckets: dict[str, dict[Labels, Buckets]] = defaultdict(lambda: defaultdict(Buckets))
        self.gauges: set[str] = set()
        REGISTRY.register(self)

    async def run(self) -> None:
        """Take in again and again, also when nobody asks; until cancelled."""
        while True:
            self.drain()
            await asyncio.sleep(DRAIN_SECONDS)

    def drain(self) -> None:
        """Take in what was counted since the last time."""
        if self.began:
            for update in self.buffer.retrieve_updates():
                self.take(update)

    def take(self, update: BufferedMetricUpdate) -> None:
        """One update."""
        name, labels = update.metric.name, sorted_labels(update.attributes)
        if update.metric.kind == BUFFERED_METRIC_KIND_COUNTER:
            self.numbers[name][labels] += update.value
            if name == FAILED:
                TASK_FAILURES.inc(update.value)
        elif update.metric.kind == BUFFERED_METRIC_KIND_GAUGE:
            self.gauges.add(name)
            self.numbers[name][labels] = update.value
        else:
            self.buckets[f"{name}_seconds"][labels].observe(update.value)

    def collect(self) -> Iterator[Metric]:
        """See `Collector`."""
        self.drain()
        for name, values in self.numbers.items():
            kind, wanted = GaugeMetricFamily if name in self.gauges else CounterMetricFamily, names(values)
            number = kind(name, "Counted by Temporal's SDK.", labels=wanted)
            for labels, value in values.items():
                number.add_metric(in_order(labels, wanted), value)
            yield number
        for name, histograms in self.buckets.items():
            wanted = names(histograms)
            family = HistogramMetricFamily(name, "Measured by Temporal's SDK.", labels=wanted)
            for labels, one in histograms.items():
                family.add_metric(in_order(labels, wanted), one.cumulative(), one.sum)
            yield family


def sorted_labels(attributes: Mapping[str, object]) -> Labels:
    """In one order."""
    return tuple(sorted((name, str(value)) for name, value in attributes.items()))


def names(values: Iterable[Labels]) -> list[str]:
    """What the labels of a figure are called; some of its values have fewer of them."""
    return sorted({name for labels in values for name, _ in labels})


def in_order(labels: Labels, wanted: Iterable[str]) -> list[str]:
    """The labels of one value as those of its figure are."""
    known = dict(labels)
    return [known.get(name, "") for name in wanted]


OF_TEMPORAL = OfTemporal()

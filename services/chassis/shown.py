"""Gauges that are asked for: their values are there for one answer, and what is not known then is left out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from prometheus_client import REGISTRY
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector


@dataclass(frozen=True)
class Figure:
    """What one gauge is called, what it says, and by what it is told apart."""

    name: str
    meaning: str
    labels: tuple[str, ...] = ()

    def family(self, value: Any) -> Metric:
        """It with its value, or one for each label or combination of labels."""
        family = GaugeMetricFamily(self.name, self.meaning, labels=self.labels)
        for labels, one in value.items() if self.labels else [((), value)]:
            family.add_metric((labels,) if isinstance(labels, str) else labels, float(one))
        return family


class Shown(Collector):
    """The gauges of one kind of part, by the name under which it tells them."""

    def __init__(self, figures: Mapping[str, Figure]) -> None:
        self.figures = figures
        self.state: Mapping[str, Any] = {}
        REGISTRY.register(self)

    def show(self, state: Mapping[str, Any]) -> None:
        """What is known at this moment."""
        self.state = state

    def collect(self) -> Iterator[Metric]:
        """See `Collector`."""
        for name, figure in self.figures.items():
            if name in self.state:
                yield figure.family(self.state[name])

    def describe(self) -> Iterator[Metric]:
        """See `Collector`."""
        for figure in self.figures.values():
            yield GaugeMetricFamily(figure.name, figure.meaning, labels=figure.labels)

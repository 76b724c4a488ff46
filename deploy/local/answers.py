"""What Prometheus answers: which alerts fire, and what the panels of a dashboard would show."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from rich.table import Table
from rich.text import Text

from deploy.local import probes
from deploy.observability.panels import Dashboard, Panel

RED = {"page": "red", "ticket": "yellow"}


class NoAnswer(Exception):
    """Prometheus does not answer, or does not understand; the text says what."""


@dataclass(frozen=True)
class Prometheus:
    """A Prometheus of this machine."""

    port: int

    def ask(self, path: str, **arguments: str) -> Any:
        """Its answer to one question.

        Raises:
            NoAnswer: there is none.
        """
        query = f"?{urlencode(arguments)}" if arguments else ""
        try:
            _, body = asyncio.run(probes.get(self.port, f"/api/v1/{path}{query}"))
        except (OSError, TimeoutError, ValueError):
            raise NoAnswer("Prometheus does not answer: `make up PROMETHEUS=1` runs it.") from None
        answer = json.loads(body)
        if answer["status"] != "success":
            raise NoAnswer(f"{answer['error']}: {arguments}")
        return answer["data"]

    def query(self, expr: str) -> list[tuple[Mapping[str, str], float]]:
        """The value of each series of an expression now."""
        return [(one["metric"], float(one["value"][1])) for one in self.ask("query", query=expr)["result"]]

    def firing(self) -> list[dict[str, Any]]:
        """The alerts that fire now."""
        return [one for one in self.ask("alerts")["alerts"] if one["state"] == "firing"]


def alerts(prometheus: Prometheus) -> Table:
    """What fires, for people."""
    shown = Table("alert", "severity", "since", "says", box=None, pad_edge=False)
    for one in prometheus.firing():
        severity = one["labels"]["severity"]
        since, says = one["activeAt"][:19], one["annotations"]["summary"]
        shown.add_row(one["labels"]["alertname"], Text(severity, style=RED[severity]), since, says)
    return shown


def answers(prometheus: Prometheus, board: Dashboard) -> Table:
    """The last value of each line of each panel."""
    shown = Table("panel", "line", "value", box=None, pad_edge=False)
    shown.columns[2].justify = "right"
    for panel in board.panels:
        lines = list(of_panel(prometheus, panel)) or [("nothing", "")]
        for place, (line, value) in enumerate(lines):
            shown.add_row("" if place else panel.title, line, value)
    return shown


def of_panel(prometheus: Prometheus, panel: Panel) -> Iterator[tuple[str, str]]:
    """What a panel shows: each line with its value."""
    for expr, legend in panel.queries:
        for labels, value in prometheus.query(expr):
            yield named(legend, labels), f"{value:,.4g}"


def named(legend: str, labels: Mapping[str, str]) -> str:
    """What a line is called: its legend with its labels in it, or the labels alone."""
    if not legend:
        return " ".join(f"{name}={value}" for name, value in labels.items() if not name.startswith("__"))
    for name, value in labels.items():
        legend = legend.replace(f"{{{{{name}}}}}", value)
    return legend

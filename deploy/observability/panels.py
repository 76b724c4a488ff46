"""A dashboard as data: questions, and the queries that answer them; and how Grafana reads it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from deploy.observability.levels import Level

WIDTH = 24
"""Of a dashboard, in Grafana's units."""
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
type Kind = Literal["timeseries", "stat", "table"]
type Unit = Literal["short", "s", "percentunit", "ops", "bytes", "bool_yes_no"]


@dataclass(frozen=True)
class Panel:
    """One question. Each query is PromQL and what a line of it is called."""

    title: str
    question: str
    queries: Sequence[tuple[str, str]]
    unit: Unit = "short"
    kind: Kind = "timeseries"
    high: float | None = None
    """From here on it is red."""
    low: float | None = None
    """Below it is red."""
    width: int = 8

    def written(self, number: int, x: int, y: int) -> dict[str, Any]:
        """As Grafana reads it."""
        return {
            "id": number,
            "type": self.kind,
            "title": self.title,
            "description": self.question,
            "datasource": SOURCE,
            "gridPos": {"x": x, "y": y, "w": self.width, "h": HEIGHT[self.kind]},
            "targets": [
                {
                    "refId": chr(ord("A") + place),
                    "datasource": SOURCE,
                    "expr": expr,
                    "legendFormat": legend,
                    "exemplar": self.kind == "timeseries" and "_bucket" in expr,
                    "instant": self.kind != "timeseries",
                    "range": self.kind == "timeseries",
                    **({"format": "table"} if self.kind == "table" else {}),
                }
                for place, (expr, legend) in enumerate(self.queries)
            ],
            "fieldConfig": {"defaults": {"unit": self.unit, "min": 0, **self.colours()}, "overrides": []},
            "options": {"stat": STAT, "timeseries": LINES, "table": {}}[self.kind],
        }

    def colours(self) -> dict[str, Any]:
        """When it is red."""
        if self.high is not None:
            steps = [{"color": "green", "value": None}, {"color": "red", "value": self.high}]
        elif self.low is not None:
            steps = [{"color": "red", "value": None}, {"color": "green", "value": self.low}]
        else:
            return {}
        drawn = {"thresholdsStyle": {"mode": "line"}} if self.kind == "timeseries" else {}
        return {"thresholds": {"mode": "absolute", "steps": steps}, "custom": drawn}


def late(level: Level) -> list[tuple[str, str]]:
    """Which part was late, of a service level."""
    return [(level.late("1h"), "in an hour"), (level.late("6h"), "in six"), (level.late("3d"), "in three days")]


def quantiles(histogram: str, window: str = "5m", by: str = "") -> list[tuple[str, str]]:
    """How long something takes, in the middle and at worst."""
    rates = f"sum by ({f'{by}, ' if by else ''}le) (rate({histogram}_bucket[{window}]))"
    whose = f"{{{{{by}}}}} " if by else ""
    return [(f"histogram_quantile({part:g}, {rates})", f"{whose}{part * 100:g} %") for part in (0.5, 0.99)]


HEIGHT: dict[Kind, int] = {"timeseries": 8, "stat": 4, "table": 8}
STAT = {"reduceOptions": {"calcs": ["lastNotNull"]}, "colorMode": "background", "graphMode": "none"}
LINES = {"legend": {"displayMode": "table", "placement": "bottom", "calcs": ["lastNotNull", "max"]}}


@dataclass(frozen=True)
class Dashboard:
    """Rows of panels, each row with a name."""

    name: str
    title: str
    rows: Sequence[tuple[str, Sequence[Panel]]]

    @property
    def panels(self) -> Iterator[Panel]:
        """All of them."""
        for _, panels in self.rows:
            yield from panels

    def written(self) -> dict[str, Any]:
        """As Grafana imports it. It has no address of anything: the data source is chosen there."""
        return {
            "uid": f"ekc-{self.name}",
            "title": self.title,
            "tags": ["ekc"],
            "schemaVersion": 39,
            "editable": False,
            "refresh": "1m",
            "time": {"from": "now-6h", "to": "now"},
            "templating": {"list": [{"name": "datasource", "type": "datasource", "query": "prometheus"}]},
            "links": [{"type": "dashboards", "tags": ["ekc"], "title": "ekc", "asDropdown": True}],
            "panels": list(self.placed()),
        }

    def placed(self) -> Iterator[dict[str, Any]]:
        """Row by row, from left to right."""
        number, y = 0, 0
        for title, panels in self.rows:
            number += 1
            yield {"id": number, "type": "row", "title": title, "gridPos": {"x": 0, "y": y, "w": WIDTH, "h": 1}}
            x, y, height = 0, y + 1, 0
            for panel in panels:
                if x + panel.width > WIDTH:
                    x, y, height = 0, y + height, 0
                number += 1
                yield panel.written(number, x, y)
                x, height = x + panel.width, max(height, HEIGHT[panel.kind])
            y += height

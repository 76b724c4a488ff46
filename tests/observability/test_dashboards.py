"""The dashboards as Grafana reads them."""

import json
import subprocess
from pathlib import Path

import pytest

from deploy import tools
from deploy.observability.dashboards import DASHBOARDS
from deploy.observability.panels import WIDTH, Dashboard, Panel
from deploy.observability.rules import Group, Recorded, as_yaml

ALL = [pytest.param(board, id=board.name) for board in DASHBOARDS]


@pytest.mark.parametrize("board", ALL)
def test_each_panel_is_a_question_with_its_answer(board: Dashboard) -> None:
    """A panel that answers no question is not looked at."""
    assert [panel.title for panel in board.panels if not panel.question.count("?")] == []
    assert [panel.title for panel in board.panels if not panel.queries] == []


@pytest.mark.chart
def test_every_query_can_be_asked(tmp_path: Path) -> None:
    """Prometheus' own tool reads each as an expression."""
    queries = [expr for board in DASHBOARDS for panel in board.panels for expr, _ in panel.queries]
    rules = tmp_path / "queries.yaml"
    rules.write_text(
        as_yaml([Group("asked", [Recorded(f"asked:{place}", expr) for place, expr in enumerate(queries)])])
    )

    done = subprocess.run(
        [tools.path("promtool"), "check", "rules", rules], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("board", ALL)
def test_panels_have_a_place_of_their_own(board: Dashboard) -> None:
    """None lies on another, none is wider than the page, and each has a number."""
    placed = json.loads(json.dumps(board.written()))["panels"]
    cells = [
        (x, y)
        for one in placed
        for x in range(one["gridPos"]["x"], one["gridPos"]["x"] + one["gridPos"]["w"])
        for y in range(one["gridPos"]["y"], one["gridPos"]["y"] + one["gridPos"]["h"])
    ]

    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < WIDTH
    assert [one["id"] for one in placed] == list(range(1, len(placed) + 1))


def test_a_panel_is_red_from_where_it_is_said() -> None:
    """Above what is too high, or below what is too low."""
    high = Panel("Lost keys", "Is there one?", [("x", "")], kind="stat", high=1).written(1, 0, 0)
    low = Panel("Replicas", "Are there any?", [("x", "")], kind="stat", low=1).written(1, 0, 0)

    assert [step["color"] for step in high["fieldConfig"]["defaults"]["thresholds"]["steps"]] == ["green", "red"]
    assert [step["color"] for step in low["fieldConfig"]["defaults"]["thresholds"]["steps"]] == ["red", "green"]

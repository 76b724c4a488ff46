"""The rules say what they are meant to say: each alert is tried with series that are written down beside this."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy import tools
from deploy.observability import __main__ as generator
from deploy.observability.catalogue import ALERTS, GROUPS
from deploy.observability.rules import Recorded, as_yaml

HERE = Path(__file__).parent
TRIED = sorted(HERE.glob("*.yaml"))


@pytest.fixture(scope="module")
def promtool() -> Path:
    """Prometheus' own tool."""
    return tools.path("promtool")


def asked() -> list[dict[str, Any]]:
    """Everything that the files ask for."""
    tests = [test for file in TRIED for test in yaml.safe_load(file.read_text())["tests"]]
    return [{**one, "test": test["name"]} for test in tests for one in test["promql_expr_test"]]


@pytest.mark.chart
def test_the_rules_are_valid(promtool: Path) -> None:
    """Expressions and the templates of annotations, as Prometheus reads them."""
    done = subprocess.run([promtool, "check", "rules", generator.RULES], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.chart
@pytest.mark.parametrize("file", TRIED, ids=lambda file: file.stem)
def test_alerts_fire_and_clear_as_written(promtool: Path, file: Path) -> None:
    """With series through time."""
    done = subprocess.run([promtool, "test", "rules", file], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert.name)
def test_each_alert_is_tried_in_both_directions(alert: Any) -> None:
    """That it fires, and that it does not."""
    about = [one for one in asked() if f'alertname="{alert.name}"' in one["expr"]]

    assert any(one["exp_samples"] for one in about)
    assert any(not one["exp_samples"] for one in about)


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert.name)
def test_each_alert_says_what_is_so_and_what_it_means(alert: Any) -> None:
    """In words, for whom it wakes; and with a value that is read where it is."""
    assert len(re.sub(r"{{.+?}}", "", alert.summary)) <= 80
    assert alert.description.endswith(".")
    assert alert.lasting
    assert re.fullmatch(r"Ekc[A-Z][A-Za-z]+", alert.name)


def test_names_are_given_once() -> None:
    """An alert is found by its name, and so is what is recorded."""
    recorded = [rule.record for group in GROUPS for rule in group.rules if isinstance(rule, Recorded)]
    names = [alert.name for alert in ALERTS]

    assert len({*names, *recorded}) == len(names) + len(recorded)


def test_what_is_in_the_chart_is_fresh() -> None:
    """Rules and dashboards are generated from the code."""
    assert [path.name for path, text in generator.files().items() if path.read_text() != text] == []


def test_rules_can_be_hurried() -> None:
    """Ranges, what is compared with, and how long it lasts; nothing else."""
    usual, hurried = (
        {rule["alert"]: rule for group in yaml.safe_load(text)["groups"] for rule in group["rules"] if "alert" in rule}
        for text in (as_yaml(GROUPS), as_yaml(GROUPS, hurry=60))
    )

    assert usual["EkcMessagesHeld"]["expr"].count("[30m]") == 1
    assert hurried["EkcMessagesHeld"]["expr"].count("[30000ms]") == 1
    assert hurried["EkcMessagesHeld"]["for"] == "30000ms"
    assert usual["EkcOutboxWaits"]["expr"].endswith("> 120")
    assert hurried["EkcOutboxWaits"]["expr"].endswith("> 2")
    assert "offset 60000ms" in hurried["EkcDeadLettersGrow"]["expr"]
    assert usual["EkcKeysLost"]["expr"] == hurried["EkcKeysLost"]["expr"]

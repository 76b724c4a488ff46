"""Rules and dashboards ask for what parts really tell."""

import asyncio
import re

import pytest

from deploy.local import Platform, probes
from deploy.local.parts import PARTS
from deploy.observability import parts
from deploy.observability.catalogue import GROUPS
from deploy.observability.dashboards import DASHBOARDS

NAMES = re.compile(r"\b(?:ekc|messaging|db|http|process|temporal)_\w+\b(?=[{\[ ),]|$)")
OF_A_HISTOGRAM = re.compile(r"_(?:bucket|count|sum)$")


def asked() -> set[str]:
    """The names of all metrics in rules and panels."""
    expressions = [rule.expr for group in GROUPS for rule in group.rules]
    expressions += [expr for board in DASHBOARDS for panel in board.panels for expr, _ in panel.queries]
    return {name for expr in expressions for name in NAMES.findall(re.sub(r"by \([^)]*\)", "", expr))}


def told(text: str) -> set[str]:
    """The names of the metrics that a part tells, whether they have a value yet or not."""
    return set(re.findall(r"^# TYPE (\S+) ", text, re.MULTILINE))


def test_the_names_in_expressions_are_found() -> None:
    """Also of histograms, and none that is only a label."""
    assert {"ekc_lag_seconds", "ekc_step_delay_seconds_bucket", "process_start_time_seconds"} <= asked()
    assert "http_response_status_code" not in asked()


def test_the_parts_are_those_that_run() -> None:
    """An alert that waits for a part that there is not would never be quiet."""
    assert sorted(parts.PARTS) == sorted(part.name for part in PARTS)


async def test_every_metric_that_is_asked_for_is_told(platform: Platform) -> None:
    """By one part at least. What Temporal's library tells comes with its first task: `test_faults.py` asks for that."""
    ports = platform.environments.ports
    pages = await asyncio.gather(*(probes.get(ports[part.name], "/metrics") for part in PARTS))
    there = set().union(*(told(body.decode()) for _, body in pages))

    missing = {name for name in asked() if name not in there and OF_A_HISTOGRAM.sub("", name) not in there}

    assert {name for name in missing if not name.startswith("temporal_")} == set()


@pytest.mark.parametrize("part", parts.PARTS)
def test_a_part_that_is_not_scraped_is_missed(part: str) -> None:
    """By name, for what is away has no labels."""
    (down,) = [alert for alert in parts.GROUP.alerts if alert.name == "EkcPartDown"]

    assert f'absent(up{{part="{part}"}})' in down.expr

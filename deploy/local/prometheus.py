"""Prometheus as one process, from Debian's package: it asks every part, and judges by the rules of the chart."""

from collections.abc import Mapping
from pathlib import Path

import yaml

from deploy.local.command import Command
from deploy.local.layout import Layout, write
from deploy.local.parts import PARTS
from deploy.observability.catalogue import GROUPS
from deploy.observability.rules import as_yaml

USUAL_SECONDS = 15.0
"""Between two looks at each part."""


def folder(layout: Layout) -> Path:
    """Where its files are."""
    return layout.data / "prometheus"


def configuration(ports: Mapping[str, int], every: float, rules: str) -> str:
    """Whom it asks, and how often. The part's name is put on here, as the chart does it in a cluster."""
    pause = f"{round(every * 1000)}ms"
    parts = [{"targets": [f"127.0.0.1:{ports[part.name]}"], "labels": {"part": part.name}} for part in PARTS]
    content = {
        "global": {"scrape_interval": pause, "scrape_timeout": pause, "evaluation_interval": pause},
        "rule_files": [rules],
        "scrape_configs": [{"job_name": "ekc", "static_configs": parts}],
    }
    return yaml.safe_dump(content, sort_keys=False)


def prepare(
    layout: Layout, ports: Mapping[str, int], rules: str = as_yaml(GROUPS), every: float = USUAL_SECONDS
) -> None:
    """Write down what it is told."""
    write(folder(layout) / "rules.yaml", rules)
    write(folder(layout) / "prometheus.yaml", configuration(ports, every, "rules.yaml"))


def binary() -> Path:
    """The program; fetched the first time.

    Raises:
        NotHere: this machine cannot have it.
    """
    from deploy import tools  # needs what this package has

    return tools.path("prometheus")


def command(layout: Layout, ports: Mapping[str, int]) -> Command:
    """How it is started. What it saw is kept for two weeks."""
    where = folder(layout)
    arguments = (
        f"--config.file={where / 'prometheus.yaml'}",
        f"--storage.tsdb.path={where / 'seen'}",
        f"--web.listen-address=127.0.0.1:{ports['prometheus']}",
        "--storage.tsdb.retention.time=14d",
        "--enable-feature=exemplar-storage",
        "--log.level=warn",
        "--log.format=json",
    )
    return Command("prometheus", (str(binary()), *arguments))

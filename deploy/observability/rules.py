"""What a rule of Prometheus is here, and how it is written down.

A length of time is written as Prometheus writes it: `[5m]` is a range, `{5m}` so many seconds to compare with. So whole
rules can be hurried: on the local platform a fault, its alert and the end of both take no minutes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
RANGE = re.compile(r"(?<=\[)\d+[smhd](?=\])|(?<=offset )\d+[smhd]")
COMPARED = re.compile(r"\{(\d+[smhd])\}")
RUNBOOKS = "docs/operations/runbooks/alerts"
"""Where the page of each alert is. Whoever publishes the pages puts an address before it (the chart has a value)."""


@dataclass(frozen=True)
class Recorded:
    """Something that is computed once, for alerts and dashboards."""

    record: str
    expr: str

    def written(self, hurry: float) -> dict[str, Any]:
        """As in a file of rules."""
        return {"record": self.record, "expr": hurried(self.expr, hurry)}


@dataclass(frozen=True)
class Alert:
    """Something that somebody has to do something about."""

    name: str
    expr: str
    lasting: str
    """For so long without a pause, before anybody is called."""
    severity: Literal["page", "ticket"]
    """`page`: now, at night too. `ticket`: on this working day or the next."""
    summary: str
    description: str

    def written(self, hurry: float) -> dict[str, Any]:
        """As in a file of rules."""
        return {
            "alert": self.name,
            "expr": hurried(self.expr, hurry),
            "for": duration(self.lasting, hurry),
            "labels": {"severity": self.severity},
            "annotations": {
                "summary": self.summary,
                "description": self.description,
                "runbook_url": f"{RUNBOOKS}/{self.name}.md",
            },
        }


@dataclass(frozen=True)
class Group:
    """Rules that belong together."""

    name: str
    rules: Sequence[Recorded | Alert] = field(default_factory=tuple)

    @property
    def alerts(self) -> list[Alert]:
        """The alerts among them."""
        return [rule for rule in self.rules if isinstance(rule, Alert)]

    def written(self, hurry: float = 1) -> dict[str, Any]:
        """As in a file of rules; with `hurry=60` a minute is a second."""
        return {"name": self.name, "rules": [rule.written(hurry) for rule in self.rules]}


def seconds(text: str) -> int:
    """A length of time as a number."""
    return int(text[:-1]) * SECONDS[text[-1]]


def duration(text: str, hurry: float) -> str:
    """A length of time, so many times shorter."""
    return text if hurry == 1 else f"{max(1, round(seconds(text) * 1000 / hurry))}ms"


def hurried(expr: str, hurry: float) -> str:
    """An expression with all its lengths of time so many times shorter, and those to compare with as seconds."""
    ranged = RANGE.sub(lambda found: duration(found[0], hurry), expr)
    return COMPARED.sub(lambda found: f"{seconds(found[1]) / hurry:g}", ranged)


class Lines(yaml.SafeDumper):
    """Writes a text of several lines as a block, which is how people read it."""


def block(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """See `Lines`."""
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


Lines.add_representer(str, block)


def as_yaml(groups: Sequence[Group], hurry: float = 1, head: str = "") -> str:
    """A file of rules."""
    content = {"groups": [group.written(hurry) for group in groups]}
    return head + yaml.dump(content, Dumper=Lines, sort_keys=False, width=1_000)

"""`make audit`: write docs/security/dependencies.md. Exit code 1 if something old has no reason to be there."""

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime

import yaml

from deploy.local.layout import ROOT
from docs.audit.ages import newer, published
from docs.audit.locked import in_production, licence, pins

PAGE = ROOT / "docs" / "security" / "dependencies.md"
REASONS = PAGE.with_suffix(".yaml")
OLD_DAYS = 2 * 365
AT_ONCE = 4
INTRODUCTION = """\
# What we stand on

Written by `make audit` on {day} from [requirements.lock](../../requirements.lock): {count} releases, {parts} of which
the parts need to run; the rest are tools and tests. `make sbom` writes the same as a bill of materials (CycloneDX) into
`build/sbom.json`. Neither is compared with lists of known holes, for none can be had here: age, and what has a newer
release, is looked at instead. Whoever deploys compares the bill of materials with such a list, daily.
"""


@dataclass(frozen=True)
class Locked:
    """A release."""

    name: str
    version: str
    day: date | None
    newer: str
    licence: str
    runs: bool

    def old(self, today: date) -> bool:
        """Whether it was published long ago, or nobody knows when."""
        return self.day is None or (today - self.day).days > OLD_DAYS


def look(uv: str) -> list[Locked]:
    """At all of them."""
    known, latest, run = pins(), newer(uv, sys.executable), in_production()
    with ThreadPoolExecutor(AT_ONCE) as threads:
        days = list(threads.map(lambda one: published(uv, *one), known.items()))
    return [
        Locked(name, version, day, latest.get(name, ""), licence(name), name in run)
        for (name, version), day in zip(known.items(), days, strict=True)
    ]


def page(found: list[Locked], reasons: dict[str, str], today: date) -> str:
    """The page."""
    parts = sum(one.runs for one in found)
    old = [f"| {release(one)} | {reasons.get(one.name, '')} |" for one in found if one.old(today)]
    every = [f"| {release(one)} | {one.licence} | {'yes' if one.runs else ''} |" for one in found]
    lines = [
        INTRODUCTION.format(day=today, count=len(found), parts=parts),
        "## Older than two years",
        "",
        "| package | published | newer | why it stays |",
        "|---|---|---|---|",
        *old,
        "",
        "## All",
        "",
        "| package | published | newer | licence | parts |",
        "|---|---|---|---|---|",
        *every,
    ]
    return "\n".join(lines) + "\n"


def release(one: Locked) -> str:
    """What every table says of one."""
    return f"{one.name} {one.version} | {one.day or '?'} | {one.newer}"


def main() -> int:
    """Look, write, say what is missing."""
    today = datetime.now(UTC).date()
    reasons: dict[str, str] = yaml.safe_load(REASONS.read_text())
    found = look(sys.argv[1])
    PAGE.write_text(page(found, reasons, today))
    missing = [one.name for one in found if one.old(today) and one.name not in reasons]
    for name in missing:
        print(f"{name} is older than two years, and {REASONS.name} does not say why it stays.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

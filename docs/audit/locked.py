"""The locked releases, and what is known of each where they are installed."""

import re
from collections.abc import Iterator, Sequence
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from deploy.local.layout import ROOT

PARTS = ("referral", "coordination", "plan", "privacy", "desk", "workflows")
PIN = re.compile(r"^([\w.-]+)==([^ ;\\]+)", re.MULTILINE)
LONGEST = 40
"""Letters of a licence's name; some packages put the whole text there."""


def pins() -> dict[str, str]:
    """Name -> version of everything in the lock."""
    return {canonicalize_name(name): version for name, version in PIN.findall((ROOT / "requirements.lock").read_text())}


def licence(name: str) -> str:
    """As the package itself says it."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return "not installed here"
    said = [about.get("License-Expression"), about.get("License"), *classified(about.get_all("Classifier") or [])]
    return next((one for one in said if one and len(one) <= LONGEST), "see the package")


def classified(classifiers: Sequence[str]) -> Iterator[str]:
    """The licences among the classifiers."""
    for one in classifiers:
        if one.startswith("License ::"):
            yield one.rpartition(" :: ")[2]


def in_production() -> set[str]:
    """What the parts need to run, all the way down; the rest is tools and tests."""
    found: set[str] = set()
    waiting = [Requirement(f"ekc-{part}") for part in PARTS]
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        found.add(name)
        for extra in {"", *wanted.extras}:
            waiting += [one for one in needed(name, extra) if not known(one, found)]
    return found


def known(wanted: Requirement, found: set[str]) -> bool:
    """Whether it was looked at already; with an extra it is looked at again."""
    return canonicalize_name(wanted.name) in found and not wanted.extras


def needed(name: str, extra: str) -> Iterator[Requirement]:
    """What a package needs here."""
    try:
        lines = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return
    for requirement in map(Requirement, lines):
        if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
            yield requirement

"""`python -m deploy.upgrades`: note what this release's migrations are, and say what is wrong with them.

`--check` notes nothing: it fails where something is not noted.
"""

import sys
from collections import Counter
from collections.abc import Mapping
from importlib.metadata import version

from contracts.topics import SERVICES
from deploy.upgrades import linting
from services.chassis.released import FILE, Releases
from services.chassis.schema_gate import Schema, schemas

VERSION = version("ekc-chassis")


def all_schemas() -> list[Schema]:
    """The databases of all parts."""
    return [schema for part in (*SERVICES, "workflows") for schema in schemas(part)]


def counted() -> dict[str, int]:
    """How many migrations there are of each sort."""
    revisions = set().union(*(schema.revisions for schema in all_schemas()))
    return dict(sorted(Counter(revision.rpartition("_")[0] for revision in revisions).items()))


def line(name: str, counts: Mapping[str, int]) -> str:
    """A release, as it is noted."""
    return f'"{name}" = {{ {", ".join(f"{sort} = {count}" for sort, count in counts.items())} }}\n'


def note() -> None:
    """Write down what this release has; those before it stay as they were."""
    kept = [one for one in FILE.read_text().splitlines(keepends=True) if not one.startswith(f'"{VERSION}"')]
    FILE.write_text("".join(kept) + line(VERSION, counted()))


def main(words: list[str]) -> str | None:
    """What is wrong, if something is."""
    if words != ["--check"]:
        note()
    releases = Releases.read()
    found = [mistake for schema in all_schemas() for mistake in linting.mistakes(schema, releases, VERSION)]
    if releases.counts.get(VERSION) != counted():
        found.append(f"{FILE.name} does not say what {VERSION} has: run `python -m deploy.upgrades`")
    return "\n".join(dict.fromkeys(found)) or None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

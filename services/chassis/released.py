"""Which migrations each release knows (`migrations/released.toml`): so it can be said whether one can go back to it."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Self

from services.chassis.schema_gate import HERE, Had, Schema, TooNew, shut_out, told

FILE = HERE / "migrations" / "released.toml"


@dataclass(frozen=True)
class Releases:
    """By version, the oldest first: how many migrations it has of each sort, `{"chassis": 2, "referral": 2}`."""

    counts: Mapping[str, Mapping[str, int]]

    @classmethod
    def read(cls, file: Path = FILE) -> Self:
        """As they were written down."""
        return cls(tomllib.loads(file.read_text()))

    def knows(self, name: str, schema: Schema) -> frozenset[str]:
        """The migrations of a database that a release knows.

        Raises:
            TooNew: nothing is known of such a release.
        """
        if name not in self.counts:
            raise TooNew(f"Nothing is known of a release {name}; those that are known: {', '.join(self.counts)}.")
        sorts = {revision.rpartition("_")[0] for revision in schema.revisions}
        counted = {sort: count for sort, count in self.counts[name].items() if sort in sorts}
        return frozenset(f"{sort}_{number:04}" for sort, count in counted.items() for number in range(1, count + 1))

    def go_back(self, name: str, schema: Schema, had: Had) -> None:
        """Pass, if a release can run on a database as it is.

        Raises:
            TooNew: it cannot.
        """
        if shut := shut_out(self.knows(name, schema), had):
            raise TooNew(
                f"Release {name} cannot run on {schema.name} any more: {told(shut)}. Going back to it takes a copy of "
                "the databases from before that migration, and loses what happened since."
            )

    def told(self, schema: Schema, had: Had) -> Iterator[str]:
        """A sentence for each release before this one."""
        for name in self.counts:
            if name == version("ekc-chassis"):
                continue
            try:
                self.go_back(name, schema, had)
            except TooNew as error:
                yield str(error)
            else:
                yield f"Release {name} can run on {schema.name}: going back needs nothing but its images."

"""The version gate: a part starts on a schema that has all it asks for, and nothing that shuts it out.

Which migrations a database has had is in its table `schema_revisions`, written with them; beside each, where a
migration took something away (a contract, docs/decisions/077), the revision that code has to know to run on what is
left. So a release can tell of migrations that were made after it whether it may run, and it runs on all that only added
something.
"""

import importlib.util
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MESSAGE_PATH = HERE / "migrations" / "versions"
HAD = "SELECT revision, needs FROM schema_revisions"

type Had = Mapping[str, str | None]
"""The migrations that a database has had; with some, what code has to know to run on it."""


class WrongSchema(Exception):
    """A part cannot run on its database as it is. The text says what to do."""


class TooOld(WrongSchema):
    """The database has not had a migration of this release."""


class TooNew(WrongSchema):
    """The database has had a migration that this release cannot run on."""


@dataclass(frozen=True)
class Schema:
    """The tables of one database, as this release knows them."""

    part: str
    """What `services.chassis.migrate` is told."""
    keyring: bool = False

    @cached_property
    def folders(self) -> tuple[Path, ...]:
        """Where its migrations are."""
        folder = package_folder(self.part)
        if self.keyring:
            return (folder / "keyring_migrations",)
        return (MESSAGE_PATH, *existing(folder / "migrations"))

    @property
    def name(self) -> str:
        """What people call the database."""
        return f"the keyring of {self.part}" if self.keyring else f"the database of {self.part}"

    @cached_property
    def revisions(self) -> frozenset[str]:
        """The migrations that this release knows, from the names of their files: `referral_0002_<words>.py`."""
        files = [path.stem for folder in self.folders for path in folder.glob("*_*_*.py")]
        return frozenset("_".join(name.split("_")[:2]) for name in files)

    async def enter(self, connection: Any) -> None:
        """Pass the gate.

        Raises:
            TooOld, TooNew: this release cannot run on it.
        """
        had = await recorded(connection)
        for mistake in self.mistakes(had):
            raise mistake

    def mistakes(self, had: Had) -> Iterator[WrongSchema]:
        """Why this release cannot run on a database; the worst first."""
        if not self.revisions:
            yield WrongSchema(
                f"This installation of {self.part} lacks the files of its migrations: it can judge nothing."
            )
        if shut := shut_out(self.revisions, had):
            yield TooNew(
                f"The schema of {self.name} is too new for this release: {told(shut)}. Start the release that made it "
                "or a newer one; to go back to this one, restore a copy of the databases from before that migration."
            )
        if missing := self.revisions - had.keys():
            yield TooOld(
                f"The schema of {self.name} is too old for this release: it has not had {', '.join(sorted(missing))}. "
                f"Run `python -m services.chassis.migrate {self.part}` of this release, then start the part again."
            )


def schemas(part: str) -> tuple[Schema, ...]:
    """The schemas of all databases that a part's migrations make.

    Raises:
        LookupError: there is no such part.
    """
    keyring = existing(package_folder(part) / "keyring_migrations")
    return (Schema(part), *([Schema(part, keyring=True)] if keyring else []))


def shut_out(known: frozenset[str], had: Had) -> dict[str, str]:
    """The migrations that do not let code run which knows so many of them, with what they ask it to know."""
    return {
        revision: needs for revision, needs in had.items() if revision not in known and needs and needs not in known
    }


def told(shut: Mapping[str, str]) -> str:
    """The same in words."""
    return ", ".join(f"{revision} asks for one that knows {needs}" for revision, needs in sorted(shut.items()))


async def recorded(connection: Any) -> Had:
    """What a database has had; nothing, where nobody wrote it down yet."""
    if await connection.fetchval("SELECT to_regclass('schema_revisions')") is None:
        return {}
    return {row[0]: row[1] for row in await connection.fetch(HAD)}


def existing(folder: Path) -> list[Path]:
    """The folder, if it is there."""
    return [folder] if folder.is_dir() else []


def package_folder(part: str) -> Path:
    """Where a part's package is.

    Raises:
        LookupError: there is no such part.
    """
    for package in (f"services.{part}", part):
        spec = importlib.util.find_spec(package)
        if spec and spec.submodule_search_locations:
            return Path(spec.submodule_search_locations[0])
    raise LookupError(f"There is no part {part}.")

"""Bring a part's databases to this release's schema: `python -m services.chassis.migrate referral`.

The part's own database is `EKC_DATABASE_URL`: the tables of the message path, and the part's `migrations/`. A part may
have further databases: `EKC_KEYRING_DATABASE_URL` gets what is in its `keyring_migrations/`.
"""

import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from alembic import command
from alembic.config import Config

HERE = Path(__file__).parent


def migrate(part: str, environment: dict[str, str]) -> None:
    """Run what is missing. Harmless when there is nothing to do."""
    folder = package_folder(part)
    upgrade(environment["EKC_DATABASE_URL"], [HERE / "migrations" / "versions", *existing(folder / "migrations")])
    for further in folder.glob("*_migrations"):
        name = further.name.removesuffix("_migrations").upper()
        upgrade(environment[f"EKC_{name}_DATABASE_URL"], [further])


def upgrade(database_url: str, folders: Sequence[Path]) -> None:
    """Run the migrations in the folders on one database."""
    config = Config()
    config.set_main_option("script_location", str(HERE / "migrations"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(map(str, folders)))
    config.attributes["url"] = database_url.replace("postgresql://", "postgresql+asyncpg://", 1)
    command.upgrade(config, "heads")


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


if __name__ == "__main__":
    migrate(sys.argv[1], dict(os.environ))

"""Bring a part's databases to this release's schema: `python -m services.chassis.migrate referral`.

It connects as the owner of the tables, which the part itself never is: `EKC_DATABASE_OWNER_URL`. The part's own
database gets the tables of the message path and the part's `migrations/`, the keyring
(`EKC_KEYRING_DATABASE_OWNER_URL`) what is in `keyring_migrations/`. Then the part's role is given what the `grants.sql`
beside the migrations says, and no more.
"""

import importlib.util
import ssl
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from pydantic import SecretStr

from services.chassis import tls
from services.chassis.settings import BadSettings, DatabaseSettings

HERE = Path(__file__).parent
OWNER = "_owner"
"""How the name of an owner ends; what is before it is the role of the running part."""


class MigrationSettings(DatabaseSettings):
    """What a migration is told: its TLS is that of the part."""

    database_owner_url: SecretStr
    """The part's database, as the owner of its tables."""
    keyring_database_owner_url: SecretStr | None = None
    """The database of the keys, as the owner of its tables: for privacy."""


def migrate(part: str, settings: MigrationSettings) -> None:
    """Run what is missing. Harmless when there is nothing to do."""
    folder = package_folder(part)
    versions = [HERE / "migrations" / "versions", *existing(folder / "migrations")]
    upgrade(settings.database_owner_url, versions, tls.database(settings))
    if keyring := existing(folder / "keyring_migrations"):
        if settings.keyring_database_owner_url is None:
            raise BadSettings("EKC_KEYRING_DATABASE_OWNER_URL: Field required")
        upgrade(settings.keyring_database_owner_url, keyring, tls.database(settings))


def upgrade(owner: SecretStr, folders: Sequence[Path], context: ssl.SSLContext | Literal[False] = False) -> None:
    """Run the migrations in the folders on one database, and give its role what it needs."""
    config = Config()
    config.set_main_option("script_location", str(HERE / "migrations"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(map(str, folders)))
    config.attributes["url"] = owner.get_secret_value()
    config.attributes["tls"] = context
    config.attributes["grants"] = [(folder / "grants.sql").read_text() for folder in folders if grants(folder)]
    command.upgrade(config, "heads")


def grants(folder: Path) -> bool:
    """Whether something is granted for the tables of a folder."""
    return (folder / "grants.sql").exists()


def role(owner: str) -> str:
    """The role of the part whose tables a role owns.

    Raises:
        BadSettings: it is no owner; the part could do anything to tables of its own.
    """
    if not owner.endswith(OWNER):
        raise BadSettings(f"Migrations run as the owner of the tables, <role>{OWNER}, and not as {owner}.")
    return owner.removesuffix(OWNER)


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
    try:
        migrate(sys.argv[1], MigrationSettings.told())
    except BadSettings as error:
        sys.exit(f"These settings cannot be used: {error}")

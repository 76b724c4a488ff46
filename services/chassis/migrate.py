"""Bring a part's databases to this release's schema: `python -m services.chassis.migrate referral`.

It connects as the owner of the tables, which the part itself never is: `EKC_DATABASE_OWNER_URL`. The part's own
database gets the tables of the message path and the part's `migrations/`, the keyring
(`EKC_KEYRING_DATABASE_OWNER_URL`) what is in `keyring_migrations/`. Then the part's role is given what the `grants.sql`
beside the migrations says, and no more.

`--check` changes nothing: it says whether this release can run on the databases as they are, and which releases before
it could (`services/chassis/schema_gate.py`).
"""

import argparse
import asyncio
import os
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import asyncpg
from alembic import command
from alembic.config import Config
from pydantic import SecretStr

from services.chassis import tls
from services.chassis.released import Releases
from services.chassis.schema_gate import HERE, Had, Schema, WrongSchema, recorded, schemas
from services.chassis.settings import BadSettings, DatabaseSettings

OWNER = "_owner"
"""How the name of an owner ends; what is before it is the role of the running part."""

type Tls = ssl.SSLContext | Literal[False]


class TooEarly(WrongSchema):
    """A migration takes away what the code that still runs may need."""


class MigrationSettings(DatabaseSettings):
    """What a migration is told: its TLS is that of the part."""

    database_owner_url: SecretStr
    """The part's database, as the owner of its tables."""
    keyring_database_owner_url: SecretStr | None = None
    """The database of the keys, as the owner of its tables: for privacy."""

    def owner_url(self, schema: Schema) -> SecretStr:
        """How the owner of a schema's tables connects.

        Raises:
            BadSettings: nobody said it.
        """
        if not schema.keyring:
            return self.database_owner_url
        if self.keyring_database_owner_url is None:
            raise BadSettings("EKC_KEYRING_DATABASE_OWNER_URL: Field required")
        return self.keyring_database_owner_url


def migrate(part: str, settings: MigrationSettings, *, stopped: bool = False) -> None:
    """Run what is missing. Harmless where there is nothing to do, or a later release was that lets this one run.

    Raises:
        WrongSchema: this release cannot run on a database, or something would be taken from code that may still run.
    """
    for schema in schemas(part):
        upgrade(settings.owner_url(schema), schema, tls.database(settings), stopped=stopped)


def upgrade(owner: SecretStr, schema: Schema, context: Tls = False, *, stopped: bool = False) -> None:
    """Run the migrations of one database, and give its role what it needs. See `migrate`."""
    to = config(schema)
    to.attributes["url"] = owner.get_secret_value()
    to.attributes["tls"] = context
    to.attributes["schema"] = schema
    to.attributes["stopped"] = stopped
    to.attributes["grants"] = [(folder / "grants.sql").read_text() for folder in schema.folders if grants(folder)]
    command.upgrade(to, "heads")


def config(schema: Schema) -> Config:
    """Where Alembic finds the migrations of a database."""
    found = Config()
    found.set_main_option("script_location", str(HERE / "migrations"))
    found.set_main_option("path_separator", "newline")
    found.set_main_option("version_locations", "\n".join(map(str, schema.folders)))
    return found


def is_ahead(schema: Schema, had: Had) -> bool:
    """Whether a later release has migrated a database already, on which this one can run.

    Raises:
        WrongSchema: it cannot.
    """
    ahead = bool(had.keys() - schema.revisions)
    for mistake in schema.mistakes(had) if ahead else ():
        raise mistake
    return ahead


def wait_for_contracts(needs: Had, had: Had) -> None:
    """Let nothing be taken away in the same step that brings what replaces it: what runs knows of neither.

    A new database is exempt: nothing runs on it.

    Raises:
        TooEarly: a contract is to be run, and what it asks for is not there yet.
    """
    early = {name: needed for name, needed in needs.items() if name not in had and needed and needed not in had}
    for name, needed in sorted(early.items()) if had else ():
        raise TooEarly(
            f"{name} takes away what releases without {needed} need, and such a release may still run. Upgrade to the "
            f"release that brought {needed} first; or stop the part everywhere, and migrate with --stopped."
        )


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


async def found(schema: Schema, settings: MigrationSettings) -> Had:
    """What a database has had."""
    url = settings.owner_url(schema).get_secret_value()
    connection = await asyncpg.connect(url, ssl=tls.database(settings))
    try:
        return await recorded(connection)
    finally:
        await connection.close()


def checked(part: str, settings: MigrationSettings) -> Iterator[str]:
    """What is to be said of the databases of a part: of this release, and of those that one could go back to.

    Raises:
        WrongSchema: this release cannot run on one of them.
    """
    releases = Releases.read()
    for schema in schemas(part):
        had = asyncio.run(found(schema, settings))
        for mistake in schema.mistakes(had):
            raise mistake
        yield f"This release can run on {schema.name}."
        yield from releases.told(schema, had)


def go_back(part: str, version: str, settings: MigrationSettings) -> None:
    """Pass, if a former release can run on the databases of a part as they are.

    Raises:
        WrongSchema: it cannot.
    """
    for schema in schemas(part):
        Releases.read().go_back(version, schema, asyncio.run(found(schema, settings)))


def main(words: list[str]) -> int:
    """The exit code, after having said what there is to say."""
    asked = argparse.ArgumentParser(prog="python -m services.chassis.migrate", description=__doc__.split("\n")[0])
    asked.add_argument("part", help="whose databases")
    asked.add_argument("--check", action="store_true", help="change nothing; say who can run on them as they are")
    asked.add_argument("--back-to", metavar="VERSION", help="change nothing; fail if that release cannot run on them")
    asked.add_argument("--stopped", action="store_true", help="the part runs nowhere: take away at once what it needed")
    to = asked.parse_args(words)
    try:
        settings = MigrationSettings.told()
        if to.back_to:
            go_back(to.part, to.back_to, settings)
            print(f"Release {to.back_to} can run on all databases of {to.part}.")
        elif to.check:
            print("\n".join(checked(to.part, settings)))
        else:
            migrate(to.part, settings, stopped=to.stopped)
    except BadSettings as error:
        return complain(f"These settings cannot be used: {error}", 1)
    except WrongSchema as error:
        return complain(str(error), os.EX_CONFIG)
    return 0


def complain(text: str, code: int) -> int:
    """Say what is wrong, where errors are said."""
    print(text, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

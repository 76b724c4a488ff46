"""How parts are let go on after a restore: written into their own tables, by whoever may (`ops_reconcile.py`)."""

import asyncio
import getpass
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import asyncpg
import typer
from rich.text import Text

from services.chassis import tls
from services.chassis.decider import Connection
from services.chassis.reconciling import COUNT_PROCESSES, PROCESSES
from services.chassis.settings import DatabaseSettings
from services.desk.cli.session import terminal
from services.desk.cli.sure import check_sure

ASK = """
INSERT INTO reconciliations (what, found, agreed_by, agreed, lost_at) VALUES ($1, $2, $3, now(), $4)
ON CONFLICT (what) WHERE done IS NULL DO UPDATE SET lost_at = excluded.lost_at RETURNING id
"""
OPEN = "SELECT id, what, found, agreed_by FROM reconciliations WHERE done IS NULL ORDER BY id"
AGREE = "UPDATE reconciliations SET agreed_by = $2, agreed = now() WHERE id = $1 AND done IS NULL AND agreed IS NULL"
DID = "SELECT did FROM reconciliations WHERE id = $1 AND done IS NOT NULL"
AGAIN_SECONDS = 0.5


@dataclass(frozen=True)
class Choice:
    """How an operator wants it done."""

    yes: bool
    dry_run: bool
    wait: float


@asynccontextmanager
async def connected(database: DatabaseSettings, part: str) -> AsyncIterator[Connection]:
    """A connection to the database of a part.

    Raises:
        typer.Exit: there is none.
    """
    try:
        connection = await asyncpg.connect(database.database_url.get_secret_value(), ssl=tls.database(database))
    except (OSError, asyncpg.PostgresError) as error:
        tell(f"{part}: its database cannot be reached ({type(error).__name__}).")
        raise typer.Exit(1) from None
    try:
        yield connection
    finally:
        await connection.close()


async def of_part(database: DatabaseSettings, part: str, choice: Choice, agreed: list[str]) -> None:
    """Show what one part found, and let it go on; then it is among those that were `agreed` to."""
    async with connected(database, part) as connection:
        rows = await connection.fetch(OPEN)
        for row in rows:
            tell(f"{part}: {row['found']}")
            if not choice.dry_run:
                await agree(connection, part, row, choice)
                agreed.append(part)
                await done(connection, part, row["id"], choice.wait)
        if not rows:
            tell(f"{part}: nothing to reconcile.")


async def of_processes(database: DatabaseSettings, choice: Choice, lost_at: datetime | None, agreed: list[str]) -> None:
    """Let the bridge make lost processes again, or count them; see `of_part`."""
    if not choice.dry_run:
        check_sure("Make the processes again that Temporal lost?", yes=choice.yes)
    what = COUNT_PROCESSES if choice.dry_run else PROCESSES
    lost = lost_at.replace(tzinfo=UTC) if lost_at else None
    async with connected(database, "workflows") as connection:
        number = await connection.fetchval(ASK, what, "An operator asks.", getpass.getuser(), lost)
        if not choice.dry_run:
            agreed.append("workflows")
        await done(connection, PROCESSES, number, choice.wait)


async def agree(connection: Connection, part: str, row: asyncpg.Record, choice: Choice) -> None:
    """Ask, and write down who agreed."""
    if not row["agreed_by"]:
        check_sure(f"Let {part} put that right?", yes=choice.yes)
        await connection.execute(AGREE, row["id"], getpass.getuser())


async def done(connection: Connection, part: str, number: int, wait: float) -> None:
    """Wait until the part did it.

    Raises:
        typer.Exit: it did not in time; it goes on as soon as it runs.
    """
    try:
        async with asyncio.timeout(wait):
            while (did := await connection.fetchval(DID, number)) is None:  # noqa: ASYNC110 the part does it
                await asyncio.sleep(AGAIN_SECONDS)
    except TimeoutError:
        tell(f"{part}: agreed, and not done yet. It is done as soon as {part} runs.")
        raise typer.Exit(4) from None
    tell(f"{part}: {did}")


def tell(line: str) -> None:
    """One line."""
    terminal().print(Text(line))

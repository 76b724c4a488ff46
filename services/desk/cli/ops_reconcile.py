"""`ekc ops reconcile`: let a part go on whose database or topics were restored, once somebody saw what differs."""

import asyncio
import getpass
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any

import asyncpg
import typer
from rich.text import Text

from contracts.topics import SERVICES
from services.chassis import tls
from services.chassis.settings import DatabaseSettings
from services.desk.cli.operating import Settings
from services.desk.cli.session import terminal
from services.desk.cli.sure import DryRun, Yes, check_sure

PARTS = (*SERVICES, "workflows")
OPEN = "SELECT id, what, found, agreed_by FROM reconciliations WHERE done IS NULL ORDER BY id"
AGREE = "UPDATE reconciliations SET agreed_by = $2, agreed = now() WHERE id = $1 AND done IS NULL AND agreed IS NULL"
DID = "SELECT did FROM reconciliations WHERE id = $1 AND done IS NOT NULL"
ASK = """
INSERT INTO reconciliations (what, found, agreed_by, agreed, lost_at) VALUES ('processes', $1, $2, now(), $3)
ON CONFLICT DO NOTHING RETURNING id
"""
AGAIN_SECONDS = 0.5

Part = Annotated[str | None, typer.Argument(help=f"One of {', '.join(PARTS)}; without it all are looked at.")]
Wait = Annotated[float, typer.Option(help="Seconds to wait until it is done.", min=0)]


def reconcile(part: Part = None, yes: Yes = False, dry_run: DryRun = False, wait: Wait = 600) -> None:
    """Let parts that stand still put right what differs between their databases and their topics.

    Each part says what it found. What its topic has and its database has not is taken over as it is; what its log has
    and a topic lost is published again; topics that are others than before are read anew. Stop all parts before
    anything is restored, and start them after it: they find out by themselves.
    """
    if part is not None and part not in PARTS:
        raise typer.BadParameter(f"there is no part {part}: it is one of {', '.join(PARTS)}.")
    settings = Settings.found()
    for name in (part,) if part else PARTS:
        asyncio.run(within(settings.database(name), lambda connection, of=name: of_part(connection, of, yes, dry_run, wait)))


async def within(to: DatabaseSettings, work: Callable[[Any], Awaitable[None]]) -> None:
    """Do something in a part's database."""
    connection = await asyncpg.connect(to.database_url.get_secret_value(), ssl=tls.database(to))
    try:
        await work(connection)
    finally:
        await connection.close()


async def of_part(connection: Any, part: str, yes: bool, dry_run: bool, wait: float) -> None:
    """Show what one part found, and let it go on."""
    rows = await connection.fetch(OPEN)
    if not rows:
        tell(f"{part}: nothing to reconcile.")
    for row in rows:
        tell(f"{part}: {row['found']}")
        if dry_run:
            continue
        if not row["agreed_by"]:
            check_sure(f"Let {part} put that right?", yes=yes)
            await connection.execute(AGREE, row["id"], getpass.getuser())
        await done(connection, part, row["id"], wait)


async def done(connection: Any, part: str, number: int, wait: float) -> None:
    """Wait until the part did it.

    Raises:
        typer.Exit: it did not in time; it goes on as soon as it runs.
    """
    try:
        async with asyncio.timeout(wait):
            while (did := await connection.fetchval(DID, number)) is None:
                await asyncio.sleep(AGAIN_SECONDS)
    except TimeoutError:
        tell(f"{part}: agreed, and not done yet. It is done as soon as {part} runs.")
        raise typer.Exit(4) from None
    tell(f"{part}: {did}")


def tell(line: str) -> None:
    """One line."""
    terminal().print(Text(line))

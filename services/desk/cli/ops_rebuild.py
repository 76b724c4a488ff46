"""`ekc ops rebuild`: what the desk shows, made anew from everybody's events while it goes on showing."""

import asyncio
from typing import Annotated, Any

import asyncpg
import typer
from rich.console import Console
from rich.progress import Progress, TextColumn
from rich.text import Text

from contracts.access import Act
from services.chassis import log
from services.desk.cli import showing
from services.desk.cli.cases import Id
from services.desk.cli.operating import Settings, doing
from services.desk.cli.session import Json, answering, terminal
from services.desk.cli.sure import DryRun, Yes, check_sure

OPERATOR = "operator"
DESK = "desk"


def rebuild(
    context: typer.Context,
    model: Annotated[str, typer.Argument(metavar="MODEL", help="The read model: `desk`, all that the desk shows.")],
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Make what the desk shows anew, beside what is in use; compare both; put it in its place.

    Everything is read from the events, from the beginning, while the desk goes on. No notice is sent and nothing is
    published. Broken off before the end, by Ctrl-C or a kill, it changes nothing; begun again it begins anew.
    What stands still at the desk behind a message that failed is to be replayed first.
    With --dry-run it compares, and puts nothing in place. Needs `EKC_POSTGRES_OWNER_URL_DESK`, the owner of the tables.
    """
    from services.desk.operations import beside, rebuilding

    if model != DESK:
        raise typer.BadParameter("there is one read model: desk.")
    with answering(context, json) as session, doing():
        if not dry_run:
            session.desk(OPERATOR).operate(Act.REBUILD, model)
        log.configure("rebuild", "console", "warning")
        try:
            found = asyncio.run(made_anew(Settings.found(), yes=yes, dry_run=dry_run, json=json))
        except beside.AnotherRebuilds:
            raise typer.BadParameter("somebody else rebuilds it now.") from None
        except (rebuilding.Unfit, asyncpg.PostgresError, TimeoutError) as error:
            said = str(error) if isinstance(error, rebuilding.Unfit) else f"It was not done ({type(error).__name__})."
            terminal(stderr=True).print(f"{said} What is in use stays.", style="red")
            raise typer.Exit(1) from None
        session.show(found, shown)


async def made_anew(known: Settings, *, yes: bool, dry_run: bool, json: bool) -> dict[str, Any]:
    """Read, compare, ask, swap."""
    from services.desk.agencies.kafka import for_aiokafka
    from services.desk.operations import beside, rebuilding

    database = known.database(DESK, owner=True)
    environment = known.known.get("EKC_ENVIRONMENT", "production")
    settings = rebuilding.reading(known.known.get("EKC_ORGANISATION", ""), environment)
    columns = (TextColumn("{task.completed} events taken in"),)
    with Progress(*columns, console=terminal(stderr=True), disable=json, transient=True) as progress:
        task = progress.add_task("rebuild", total=None)

        def tell(records: int) -> None:
            progress.update(task, completed=records)

        async with rebuilding.rebuilding(database, for_aiokafka(known.cluster().settings), settings, tell) as work:
            if not dry_run:
                await work.check_nothing_waits()
            await work.catch_up()
            tables = await beside.compared(work.owner)
            progress.stop()
            if not dry_run:
                if not json:
                    shown(terminal(stderr=True), {"tables": tables, "done": False})
                check_sure("Put what was rebuilt in the place of what is in use?", yes=yes)
                await work.put_in_place(DESK)
    return {"tables": tables, "events": work.done, "done": not dry_run}


def shown(console: Console, found: dict[str, Any]) -> None:
    """Table by table: what is in use, what was rebuilt, what is not the same."""
    rows: list[list[str | None]] = [
        [one["table"], str(one["in_use"]), str(one["rebuilt"]), str(one["different"])] for one in found["tables"]
    ]
    showing.table(console, ["table", "in use", "rebuilt", "different rows"], rows, "")
    if found["done"]:
        console.print(f"What was rebuilt from {found['events']} events is in use now.")


def replay_case(context: typer.Context, case_id: Id, json: Json = False) -> None:
    """Fold one case again from its events, at each service and for the desk, and say where what is kept differs.

    Nothing is changed, and no value is shown: only places. Exit code 1 when something differs.
    """
    from services.desk.operations import beside, rebuilding

    with answering(context, json) as session, doing():
        log.configure("rebuild", "console", "warning")
        parts = session.desk(OPERATOR).get(f"/cases/{case_id}/refolded")["parts"]
        try:
            desk = asyncio.run(looked_at(Settings.found(), case_id))
        except beside.AnotherRebuilds:
            raise typer.BadParameter("somebody else rebuilds now.") from None
        except rebuilding.Unfit as error:
            desk = [str(error)]
        session.show({"case": case_id, "parts": parts, "desk": desk}, case_shown)
        if desk or any(part is None or part.get("differences") or part.get("unreadable") for part in parts.values()):
            raise typer.Exit(1)


async def looked_at(known: Settings, case: str) -> list[str]:
    """What the desk shows of a case beside what its events come to."""
    from services.desk.agencies.kafka import for_aiokafka
    from services.desk.operations import beside, rebuilding

    environment = known.known.get("EKC_ENVIRONMENT", "production")
    settings = rebuilding.reading(known.known.get("EKC_ORGANISATION", ""), environment)
    database = known.database(DESK, owner=True)
    where = for_aiokafka(known.cluster().settings)
    async with rebuilding.rebuilding(database, where, settings, lambda _: None, only=case) as work:
        await work.read(await work.had())
        return await beside.compared_case(work.owner, case)


def case_shown(console: Console, found: dict[str, Any]) -> None:
    """Part by part."""
    for name, part in found["parts"].items():
        console.print(Text(f"{name}: {in_words(part)}"))
        for place in (part or {}).get("differences", ()):
            console.print(Text(f"  {place}"))
    console.print(Text(f"desk: {'as its events say' if not found['desk'] else 'not as its events say'}"))
    for line in found["desk"]:
        console.print(Text(f"  {line}"))


def in_words(part: dict[str, Any] | None) -> str:
    """What one part says of a case."""
    if part is None:
        return "it does not answer"
    if not part["known"]:
        return "nothing is known of it here"
    if part.get("unreadable"):
        return f"its events cannot be read ({part['unreadable']})"
    if not part["schema"]:
        return "stored by another release: it is folded again when it is decided about"
    parked = ", parked" if part["parked"] else ""
    return f"{part['events']} events, {'not ' if part['differences'] else ''}as they say{parked}"

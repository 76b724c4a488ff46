"""`ekc audit`: who looked, and whether the access log is still what was written down (R33)."""

import json as jsonlib
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from contracts.deciding import AMSTERDAM
from services.desk.cli import showing
from services.desk.cli.session import Json, answering

audit = typer.Typer(help="Look at who looked at personal data.", no_args_is_help=True)
Region = Annotated[str | None, typer.Option(help="Only this region's; `-` is what belongs to none.")]
COLUMNS = ["when", "who", "as", "of", "did", "case", "what", "for"]
FOUND = {
    "changed": "changed after it was written down",
    "removed": "removed",
    "inserted": "put there by somebody else",
    "moved": "in another place than it was written down in",
    "rewritten": "not the ones that were signed: one of them or more was rewritten",
}


@audit.command("show")
def show(
    context: typer.Context,
    case: Annotated[str | None, typer.Option(help="Only of this case.")] = None,
    actor: Annotated[str | None, typer.Option(help="Only what this one did, or had done for them.")] = None,
    subject: Annotated[str | None, typer.Option(help="Only what is about this one's data.")] = None,
    first: Annotated[str | None, typer.Option("--from", metavar="DAY", help="The first day: 2026-03-01.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DAY", help="The last day.")] = None,
    region: Region = None,
    reasons: Annotated[bool, typer.Option("--reasons", help="In the readers' own words; written down too.")] = False,
    purpose: Annotated[str | None, typer.Option(help="What for; it is written down.")] = None,
    json: Json = False,
) -> None:
    """Show who read or changed what, of which case, what kind, when and what for. That you look is in it too."""
    begins, ends = begin(first, "--from"), begin(last, "--to", later=1)
    given: dict[str, Any] = {"reasons": True, "purpose": purpose} if reasons else {}
    with answering(context, json) as session:
        about = {"case": case, "actor": actor, "subject": subject, "region": region, "from": begins, "to": ends}
        session.show(session.desk().get("/access-log", **about, **given), rows)


@audit.command("verify")
def verify(context: typer.Context, region: Region = None, json: Json = False) -> None:
    """Compare rows, chains and signed checkpoints. Exit code 1 if somebody changed, removed or inserted something."""
    with answering(context, json) as session:
        found = session.desk().get("/access-log/verified", region=region)
        session.show(found, chains)
        if not found["whole"]:
            raise typer.Exit(1)


@audit.command("keys")
def keys(context: typer.Context) -> None:
    """Print the public keys of the checkpoints (a JWK set): to be kept elsewhere."""
    with answering(context, json=True) as session:
        typer.echo(jsonlib.dumps(session.desk().get("/access-log/keys"), indent=2))


def begin(day: str | None, option: str, later: int = 0) -> str | None:
    """The first moment of a day, Dutch time, or of the day after it.

    Raises:
        typer.BadParameter: it is no day.
    """
    if day is None:
        return None
    try:
        return datetime.combine(date.fromisoformat(day) + timedelta(days=later), time(), AMSTERDAM).isoformat()
    except ValueError:
        raise typer.BadParameter("a day is written as 2026-03-01.", param_hint=option) from None


def rows(console: Console, found: dict[str, Any]) -> None:
    """A table, and the readers' own words below it where they were asked for."""
    showing.table(console, COLUMNS, [row(one) for one in found["rows"]], "Nothing was read or changed.")
    for one in found["rows"]:
        if one["reason"]:
            console.print(Text(f"{one['region']} {one['number']}: {one['reason']}"), style="dim")


def row(one: dict[str, Any]) -> list[str | None]:
    """One row."""
    whose = f"{one['actor']} for {one['on_behalf']}" if one["on_behalf"] else one["actor"]
    did = one["kind"] if one["outcome"] == "done" else f"{one['kind']} ({one['outcome']})"
    data = ", ".join(one["data"])
    return [showing.when(one["at"]), whose, one["role"], one["actor_region"], did, one["case_id"], data, one["use"]]


def chains(console: Console, found: dict[str, Any]) -> None:
    """What was found out about each chain."""
    listed = [
        [one["region"], str(one["rows"]), str(one["signed"]), showing.when(one["signed_at"]), verdict(one)]
        for one in found["chains"]
    ]
    showing.table(console, ["region", "rows", "signed up to", "on", "is"], listed, "Nothing was written down yet.")
    for one in found["chains"]:
        for finding in one["findings"]:
            console.print(Text(f"{one['region']}: {told(finding)}", style="red"))
    if found["unsigned"]:
        console.print(Text(f"{found['unsigned']} checkpoints were signed by none of our keys.", style="red"))


def verdict(chain: dict[str, Any]) -> str:
    """In a word."""
    return "NOT WHAT WAS WRITTEN DOWN" if chain["findings"] else "whole"


def told(finding: dict[str, Any]) -> str:
    """What happened to which row."""
    several = finding["until"] > finding["number"]
    which = f"rows {finding['number']} to {finding['until']}" if several else f"row {finding['number']}"
    was = f" (was {finding['was']})" if finding["was"] is not None else ""
    return f"{which}: {FOUND[finding['what']]}{was}."

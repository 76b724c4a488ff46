"""`ekc erasure prove`: what is left of somebody who is erased. For operators; it asks no desk, and opens nothing."""

import asyncio
import json as jsonlib
import sys
from datetime import datetime
from getpass import getpass
from pathlib import Path
from typing import Annotated, Any

import asyncpg
import typer
from rich.console import Console
from rich.text import Text

from services.desk.cli import showing
from services.desk.cli.operating import Settings
from services.desk.cli.session import Json, Session, terminal
from services.desk.proof.forms import SHORTEST

Places = Annotated[
    list[Path] | None,
    typer.Option("--places", metavar="PATH", exists=True, help="Search this folder or file too, for values you type."),
]
Written = Annotated[Path | None, typer.Option("--report", metavar="FILE", help="Write the signed report, in JSON.")]
Key = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Whose signature it is to have (a JWK); else EKC_PROOF_KEY_FILE.")
]


def prove(
    context: typer.Context,
    case: Annotated[str, typer.Argument(metavar="CASE", help="The case.")],
    places: Places = None,
    written: Written = None,
    json: Json = False,
) -> None:
    """Show that nothing can bring an erased case back. Exit code 1 if that is not so.

    Keys, tombstones and epochs; the ciphertext that nobody can read, by table and topic; and a search through places
    at rest for values that you type, one a line: they are kept nowhere.
    """
    from confluent_kafka import KafkaException

    from services.desk.proof import proving, signing

    session: Session = context.obj
    session.json = json
    settings = Settings.found()
    try:
        key = signing.read(Path(settings.need("EKC_PROOF_KEY_FILE")))
    except signing.BadSignature as bad:
        raise typer.BadParameter(str(bad)) from None
    databases = {name: settings.database(name) for name in (*proving.PARTS, "keyring")}
    searched = proving.searched(places, typed()) if places else None
    try:
        found = asyncio.run(proving.proof(case, databases, settings.cluster().settings, searched))
    except (KafkaException, asyncpg.PostgresError, OSError) as error:
        terminal(stderr=True).print(Text(f"It cannot be looked up: {type(error).__name__}.", style="red"))
        raise typer.Exit(1) from None
    if written:
        written.write_text(jsonlib.dumps(signing.signed(found, key), indent=2) + "\n", "utf-8")
    session.show(found, show)
    if not found["proven"]:
        raise typer.Exit(1)


def verify_report(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, help="A signed report.")],
    key: Key = None,
    json: Json = False,
) -> None:
    """Show a signed report, if it is as it was signed. Exit code 1 if it is not, or if it proves nothing."""
    from services.desk.proof import signing

    session: Session = context.obj
    session.json = json
    try:
        known = signing.read(key or Path(Settings.found().need("EKC_PROOF_KEY_FILE")))
        found = signing.verified(jsonlib.loads(file.read_bytes()), known)
    except (signing.BadSignature, ValueError) as bad:
        said = str(bad) if isinstance(bad, signing.BadSignature) else f"{file} is no report."
        terminal(stderr=True).print(Text(said, style="red"))
        raise typer.Exit(1) from None
    session.show(found, show)
    if not found["proven"]:
        raise typer.Exit(1)


def typed() -> list[str]:
    """The values to look for, one a line: on a terminal they are not shown.

    Raises:
        typer.BadParameter: there is none, or one that would be found everywhere.
    """
    if sys.stdin.isatty():
        lines = iter(lambda: getpass("What to look for (nothing: that was all): "), "")
    else:
        lines = iter(sys.stdin.read().splitlines())
    values = [line.strip() for line in lines if line.strip()]
    if not values:
        raise typer.BadParameter("type what to look for, one a line.", param_hint="standard input")
    for number, value in enumerate(values, start=1):
        if len(value) < SHORTEST:
            raise typer.BadParameter(
                f"value {number} has fewer than {SHORTEST} letters: it would be found everywhere by chance.",
                param_hint="standard input",
            )
    return values


def show(console: Console, found: dict[str, Any]) -> None:
    """The report as people read it."""
    console.print(f"Case {found['case']}, {showing.when(found['at'])}")
    console.print("\nKeys", style="bold")
    showing.table(
        console,
        ["subject", "erased", "key", "tombstone", "epoch", "its key destroyed"],
        [*map(key_row, found["keys"])],
        "None.",
    )
    console.print("\nCiphertext that rests", style="bold")
    unreadable = {one["subject"] for one in found["keys"] if one["absent"]}
    rows = [
        [one["where"], one["subject"], str(one["fields"]), "nobody" if one["subject"] in unreadable else "who may"]
        for one in found["ciphertext"]
    ]
    showing.table(console, ["where", "of whom", "fields", "read by"], rows, "None.")
    if "search" in found:
        show_search(console, found["search"])
    if not any(one["asked"] for one in found["keys"]):
        console.print("\nNobody of this case was to be erased.", style="red")
    elif found["proven"]:
        console.print("\nProven: nothing can bring back who was erased.", style="green")
    else:
        console.print("\nNOT proven.", style="red")


def key_row(one: dict[str, Any]) -> list[str | None]:
    """One subject."""
    erased = ("confirmed" if one["confirmed"] else "under way") if one["asked"] else "not asked for"
    left = "none" if one["absent"] else "THERE" if one["asked"] else "there"
    return [one["subject"], erased, left, day(one["tombstone"]), str(one["epoch"] or "-"), day(one["destroyed"])]


def day(at: str | None) -> str | None:
    """A moment to the minute, or nothing."""
    return f"{datetime.fromisoformat(at):%Y-%m-%d %H:%M}" if at else None


def show_search(console: Console, search: dict[str, Any]) -> None:
    """What was searched, and what came of it."""
    console.print("\nSearch", style="bold")
    console.print(Text(f"{search['values']} values, as {', '.join(search['forms'])}, in {', '.join(search['places'])}"))
    rows: list[list[str | None]] = [[one["how"], str(one["files"]), f"{one['bytes']:,}"] for one in search["read"]]
    showing.table(console, ["how", "files", "bytes"], rows, "Nothing was there to search.")
    missed = [one["what"] for one in search["controls"] if not one["found"]]
    console.print(Text(f"Controls: {len(search['controls']) - len(missed)} of {len(search['controls'])} found"))
    for what in missed:
        console.print(Text(f"  NOT found: {what}"), style="red")
    for one in search["findings"]:
        said = f"  found: {one['sought']} {one['times']} times in {one['place']} ({one['how']}, {one['form']})"
        console.print(
            Text(f"{said}; {one['worthless']}" if one["worthless"] else said),
            style="yellow" if one["worthless"] else "red",
        )
    for one in search["unread"]:
        console.print(Text(f"  cannot be read: {one['place']}: {one['why']}"), style="red")

"""`ekc person`: what is kept about somebody, as a copy for them (GDPR, article 15)."""

import json as jsonlib
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from services.desk.cli import person_page, showing
from services.desk.cli.files import saved
from services.desk.cli.session import Json, answering

person = typer.Typer(help="What somebody can ask for of what is kept about them.", no_args_is_help=True)
Case = Annotated[str, typer.Argument(metavar="CASE", help="The case.")]
Html = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write a page that needs nothing but itself.")
]


@person.command("export")
def export(
    context: typer.Context,
    case_id: Case,
    subject: Annotated[str, typer.Option("--person", "--participant", metavar="ID", help="Whose copy: their id.")],
    html: Html = None,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="Write JSON, to review and render.")
    ] = None,
    language: Annotated[str, typer.Option(help="Of the page: nl or en.")] = "nl",
    json: Json = False,
) -> None:
    """Make a copy of what is kept about somebody. It is written down that you read it, and nobody has reviewed it yet.

    In the texts of people the names of others stand between [[ and ]]: whoever reviews it takes marks away or puts them
    around more, writes their own name after "reviewed_by", and makes the page that is handed over: `ekc person page`.
    """
    with answering(context, json) as session:
        found = session.desk().get(f"/cases/{case_id}/persons/{subject}")
        if file:
            saved(file, jsonlib.dumps(found, ensure_ascii=False, indent=2) + "\n", "--file")
        if html:
            saved(html, person_page.page(found, language), "--html")
        session.show(found, show)


@person.command("page")
def page(
    file: Annotated[typer.FileText, typer.Argument(help="The copy as JSON, as `export --file` wrote it.")],
    html: Annotated[Path, typer.Option("--html", metavar="FILE", help="Where to write the page.")],
    language: Annotated[str, typer.Option(help="nl or en.")] = "nl",
) -> None:
    """Make the page of a copy. Once "reviewed_by" says who looked at it, what is marked is blacked out."""
    try:
        copy = jsonlib.load(file)
        text = person_page.page(copy, language)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise typer.BadParameter("it is no copy as `ekc person export --file` writes it.") from None
    saved(html, text, "--html")


@person.command("redactions")
def redactions(
    context: typer.Context,
    case_id: Case,
    subject: Annotated[str, typer.Option("--person", "--participant", metavar="ID", help="Who is erased: their id.")],
    texts: Annotated[bool, typer.Option("--texts", help="In words; that they were read is written down.")] = False,
    purpose: Annotated[str | None, typer.Option(help="What for, as it is written down.")] = None,
    json: Json = False,
) -> None:
    """List the texts in which the name of somebody who is erased may still stand, for a human to take it out."""
    with answering(context, json) as session:
        given = {"texts": True, "purpose": purpose} if texts else {}
        session.show(session.desk().get(f"/cases/{case_id}/persons/{subject}/redactions", **given), show_texts)


def show_texts(console: Console, found: dict[str, Any]) -> None:
    """Where to look, and how it is put right."""
    if not found["compared"]:
        console.print("Their name was not compared: these are all texts of the case.", style="bold yellow")
    columns = ["event", "place", "about", "by", "at", "put right"]
    rows = [[*(one[name] for name in columns[:-1]), "yes" if one["rectified"] else "no"] for one in found["texts"]]
    showing.table(console, columns, rows, "No texts.")
    for one in found["texts"]:
        if one["text"]:
            console.print(Text(f"{one['event']} {one['place']}: {one['text']}"), style="dim")


def show(console: Console, found: dict[str, Any]) -> None:
    """What there is, without its words: those are in the file or the page."""
    console.print(f"{found['role']} in {found['case']}: {len(found['kept'])} entries, {len(found['read'])} readings.")
    rows = [[one["at"], one["what"], ", ".join(one["data"])] for one in found["kept"]]
    showing.table(console, ["at", "what", "values"], rows, "Nothing is kept.")
    if found["reviewed_by"] is None:
        console.print("Not yet reviewed: hand it to nobody before somebody did.", style="bold yellow")

"""`ekc complaints`: what people complained of, and what came of it (R41)."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from services.desk.cli import showing
from services.desk.cli.session import Json, answering


def complaints(
    context: typer.Context,
    settled: Annotated[
        bool | None, typer.Option("--settled/--open", help="Only those that are settled, or that are not.")
    ] = None,
    texts: Annotated[bool, typer.Option("--texts", help="In words; that they were read is written down.")] = False,
    purpose: Annotated[str | None, typer.Option(help="What for; it is written down.")] = None,
    json: Json = False,
) -> None:
    """List the complaints that you settle, how each was settled, and whether whoever complained heard it."""
    with answering(context, json) as session:
        given = {"texts": True, "purpose": purpose} if texts else {}
        session.show(session.desk().get("/complaints", settled=settled, **given), show)


def show(console: Console, found: dict[str, Any]) -> None:
    """A table, and the words below it where they were asked for."""
    columns = ["complaint", "case", "about", "to", "answer by", "what came of it", "told"]
    showing.table(console, columns, [row(one) for one in found["complaints"]], "No complaints.")
    for one in found["complaints"]:
        for words in filter(None, (one["text"], one["answer"])):
            console.print(Text(f"{one['complaint']}: {words}"), style="dim")


def row(one: dict[str, Any]) -> list[str | None]:
    """One complaint."""
    told = one["notice"]
    how = f"{told['state']} by {told['channel']}" if told and told["channel"] else told and told["state"]
    return [one["complaint"], one["case"], one["about"], one["to"], one["answer_by"], one["outcome"] or "open", how]

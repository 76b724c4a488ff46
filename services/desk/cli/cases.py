"""`ekc cases` and `ekc case`: what waits for whom, and why."""

from typing import Annotated

import typer

from services.desk.cli import showing
from services.desk.cli.session import Json, answering

case = typer.Typer(help="Look at one case.", no_args_is_help=True)
Id = Annotated[str, typer.Argument(metavar="ID", help="The case.")]
Purpose = Annotated[str | None, typer.Option(help="What personal data is read for; it is written down (R33).")]


def cases(
    context: typer.Context,
    waiting: Annotated[bool, typer.Option("--waiting", help="Only those in which it is your turn.")] = False,
    whose: Annotated[str | None, typer.Option(metavar="ROLE", help="Only those in which it is theirs.")] = None,
    region: Annotated[str | None, typer.Option(help="Only those of this region.")] = None,
    ended: Annotated[bool, typer.Option("--ended", help="Those that have ended, instead.")] = False,
    json: Json = False,
) -> None:
    """List cases: what each waits for, since when, and whose turn it is."""
    with answering(context, json) as session:
        found = session.desk().get("/cases", waiting=whose or ("me" if waiting else None), region=region, ended=ended)
        session.show(found, showing.cases)


@case.command("show")
def show(
    context: typer.Context,
    case_id: Id,
    names: Annotated[bool, typer.Option("--names", help="With names; that they were read is written down.")] = False,
    purpose: Purpose = None,
    json: Json = False,
) -> None:
    """Show a case and who is in it."""
    with answering(context, json) as session:
        given = {"personal": True, "purpose": purpose} if names else {}
        session.show(session.desk().get(f"/cases/{case_id}", **given), showing.case)


@case.command("timeline")
def timeline(context: typer.Context, case_id: Id, json: Json = False) -> None:
    """Tell what happened, in order: when, who, what, and by which rule."""
    with answering(context, json) as session:
        session.show(session.desk().get(f"/cases/{case_id}/timeline"), showing.timeline)


@case.command("why")
def why(context: typer.Context, case_id: Id, json: Json = False) -> None:
    """Tell what it waits for, since when, whose turn it is, what happens next and when, and by which rule."""
    with answering(context, json) as session:
        session.show(session.desk().get(f"/cases/{case_id}/why"), showing.why)


@case.command("plan")
def plan(
    context: typer.Context,
    case_id: Id,
    reader: Annotated[str | None, typer.Option("--for", help="As this one of the circle gets it (R43).")] = None,
    language: Annotated[str, typer.Option(help="Where nobody is named.")] = "nl",
    purpose: Purpose = None,
    json: Json = False,
) -> None:
    """Show the circle's plan as a document, as far as it is for its reader; that is written down."""
    with answering(context, json) as session:
        found = session.desk().get(f"/cases/{case_id}/plan", reader=reader, language=language, purpose=purpose)
        session.show(found, showing.plan)


@case.command("notices")
def notices(
    context: typer.Context,
    case_id: Id,
    texts: Annotated[bool, typer.Option("--texts", help="As they were written; that is written down.")] = False,
    purpose: Purpose = None,
    json: Json = False,
) -> None:
    """Tell who is, was or was not told what."""
    with answering(context, json) as session:
        given = {"texts": True, "purpose": purpose} if texts else {}
        session.show(session.desk().get(f"/cases/{case_id}/notices", **given), showing.notices)

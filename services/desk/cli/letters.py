"""`ekc dead-letters`: what could not be handled, and handling it again. For operators."""

from typing import Annotated

import typer

from services.desk.cli import showing
from services.desk.cli.session import Json, Wait, answering

letters = typer.Typer(help="See what could not be handled, and have it handled again.", no_args_is_help=True)
Id = Annotated[str, typer.Argument(metavar="ID", help="The dead letter.")]
OPERATOR = "operator"


@letters.command("list")
def listed(
    context: typer.Context,
    state: Annotated[str | None, typer.Option(help="Only those that are `dead`, `parked` or `handled`.")] = None,
    json: Json = False,
) -> None:
    """List dead letters of all parts, the oldest first."""
    with answering(context, json) as session:
        session.show(session.desk(OPERATOR).get("/dead-letters", state=state), showing.letters)


@letters.command("show")
def show(context: typer.Context, letter_id: Id, json: Json = False) -> None:
    """Show where a dead letter came from and why it could not be handled; never its content."""
    with answering(context, json) as session:
        session.show(session.desk(OPERATOR).get(f"/dead-letters/{letter_id}"), showing.letter)


@letters.command("replay")
def replay(context: typer.Context, letter_id: Id, wait: Wait = 10, json: Json = False) -> None:
    """Have it handled again. Exit code 1 when it fails again: done is only what had its effect."""
    with answering(context, json) as session:
        letter = session.desk(OPERATOR).replay(letter_id, wait)
        session.show(letter, showing.letter)
        if letter["state"] != "handled":
            raise typer.Exit(1)


@letters.command("discard")
def discard(
    context: typer.Context,
    topic: Annotated[str, typer.Argument(help="The topic that they came on, for example ekc.in.school-noord.")],
    json: Json = False,
) -> None:
    """Let go of all dead letters of a topic, but those that a case stands still behind. There is no way back.

    An agency's topic that was read no further because of them is read on.
    """
    with answering(context, json) as session:
        session.show(session.desk(OPERATOR).discard(topic), showing.discarding)

"""`ekc dead-letters`: what could not be handled, and handling it again. For operators."""

import re
from typing import Annotated

import typer

from services.desk.cli import letter_groups, showing
from services.desk.cli.letter_groups import NO_WAY_BACK, OPERATOR, Rate
from services.desk.cli.session import Json, Wait, answering
from services.desk.cli.sure import DryRun, Yes, check_sure

letters = typer.Typer(help="See what could not be handled, and have it handled again.", no_args_is_help=True)
letters.command("groups")(letter_groups.groups)
Id = Annotated[str, typer.Argument(metavar="ID", help="The dead letter.")]
FINGERPRINT = re.compile(r"[0-9a-f]{8}")
"""Of a group; the id of a letter is longer, and a topic has dots."""


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
def replay(
    context: typer.Context,
    which: Annotated[str, typer.Argument(metavar="ID|GROUP", help="The dead letter, or the fingerprint of a group.")],
    rate: Rate = 20,
    dry_run: DryRun = False,
    wait: Wait = 10,
    json: Json = False,
) -> None:
    """Have it handled again, one or a group. Exit code 1 when one fails again: done is only what had its effect."""
    if FINGERPRINT.fullmatch(which):
        letter_groups.replay(context, which, rate=rate, wait=wait, dry_run=dry_run, json=json)
        return
    with answering(context, json) as session:
        desk = session.desk(OPERATOR)
        letter = desk.get(f"/dead-letters/{which}") if dry_run else desk.replay(which, wait)
        session.show(letter, showing.letter)
        if letter["state"] != "handled" and not dry_run:
            raise typer.Exit(1)


@letters.command("discard")
def discard(
    context: typer.Context,
    which: Annotated[
        str,
        typer.Argument(
            metavar="TOPIC|GROUP", help="Those of this topic, say ekc.in.school-noord; or the fingerprint of a group."
        ),
    ],
    reason: Annotated[str, typer.Option(help="Of a group: why, on record; a word, or the number of a ticket.")] = "",
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Let go of all dead letters of a topic or a group, but those that a case stands still behind.

    There is no way back. An agency's topic that was read no further because of them is read on.
    """
    group = FINGERPRINT.fullmatch(which) is not None
    if group and not reason:
        raise typer.BadParameter("say why, with --reason: it is in the access log.")
    if group:
        letter_groups.discard(context, which, reason, yes=yes, dry_run=dry_run, json=json)
        return
    with answering(context, json) as session:
        desk = session.desk(OPERATOR)
        if dry_run:
            found = desk.get("/dead-letters", state="dead")["letters"]
            number = sum(one["topic"] == which for one in found)
            session.show({"topic": which, "letters": number}, showing.would_discard)
            return
        check_sure(f"Let go of all dead letters of {which} for good?", yes=yes, why=NO_WAY_BACK)
        session.show(desk.discard(which), showing.discarding)

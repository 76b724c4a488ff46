"""`ekc dead-letters`: what could not be handled, and handling it again. For operators."""

from typing import Annotated

import typer

from services.desk.cli import letter_groups, showing
from services.desk.cli.letter_groups import NO_WAY_BACK, OPERATOR, Rate
from services.desk.cli.session import Json, Wait, answering
from services.desk.cli.sure import DryRun, Yes, check_sure

letters = typer.Typer(help="See what could not be handled, and have it handled again.", no_args_is_help=True)
letters.command("groups")(letter_groups.groups)
Id = Annotated[str, typer.Argument(metavar="ID", help="The dead letter.")]
Group = Annotated[str, typer.Option(metavar="FINGERPRINT", help="All letters of this group, as `groups` names it.")]


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
    letter_id: Annotated[str, typer.Argument(metavar="[ID]", help="The dead letter; or give a group.")] = "",
    group: Group = "",
    rate: Rate = 20,
    dry_run: DryRun = False,
    wait: Wait = 10,
    json: Json = False,
) -> None:
    """Have it handled again, one or a group. Exit code 1 when one fails again: done is only what had its effect."""
    if bool(letter_id) == bool(group):
        raise typer.BadParameter("name a dead letter or a --group.")
    if group:
        letter_groups.replay(context, group, rate=rate, wait=wait, dry_run=dry_run, json=json)
        return
    with answering(context, json) as session:
        desk = session.desk(OPERATOR)
        letter = desk.get(f"/dead-letters/{letter_id}") if dry_run else desk.replay(letter_id, wait)
        session.show(letter, showing.letter)
        if letter["state"] != "handled" and not dry_run:
            raise typer.Exit(1)


@letters.command("discard")
def discard(
    context: typer.Context,
    topic: Annotated[
        str, typer.Argument(metavar="[TOPIC]", help="The topic that they came on, for example ekc.in.school-noord.")
    ] = "",
    group: Group = "",
    reason: Annotated[str, typer.Option(help="Why, on record: a word, or the number of a ticket.")] = "",
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Let go of all dead letters of a topic or a group, but those that a case stands still behind.

    There is no way back. An agency's topic that was read no further because of them is read on.
    """
    if bool(topic) == bool(group) or bool(group) != bool(reason):
        raise typer.BadParameter("name a topic, or a --group with a --reason.")
    if group:
        letter_groups.discard(context, group, reason, yes=yes, dry_run=dry_run, json=json)
        return
    with answering(context, json) as session:
        desk = session.desk(OPERATOR)
        if dry_run:
            found = desk.get("/dead-letters", state="dead")["letters"]
            number = sum(one["topic"] == topic for one in found)
            session.show({"topic": topic, "letters": number}, showing.would_discard)
            return
        check_sure(f"Let go of all dead letters of {topic} for good?", yes=yes, why=NO_WAY_BACK)
        session.show(desk.discard(topic), showing.discarding)

"""`ekc notices`: what is to be spoken, printed or looked after, and what became of it (R40, R44)."""

from typing import Annotated, Any

import typer

from services.desk.cli import showing
from services.desk.cli.session import Json, Wait, answering

notices = typer.Typer(help="See what people are to be told, and say what became of it.", no_args_is_help=True)
Case = Annotated[str, typer.Argument(metavar="CASE", help="The case.")]


@notices.command("list")
def listed(
    context: typer.Context,
    channel: Annotated[str | None, typer.Option(help="`mail`, `text-message`, `letter` or `spoken`.")] = None,
    state: Annotated[str, typer.Option(help="`sent`, `delivered`, `bounced` or `answered`.")] = "sent",
    json: Json = False,
) -> None:
    """List notices of all your cases; without more those of which nobody knows yet whether they arrived."""
    with answering(context, json) as session:
        session.show(session.desk().get("/notices", channel=channel, state=state), showing.to_bring)


@notices.command("read")
def read(
    context: typer.Context,
    notice: Annotated[str, typer.Argument(metavar="NOTICE", help="The notice, of no case: a complaint, an absence.")],
    purpose: Annotated[str | None, typer.Option(help="What for; it is written down.")] = None,
    json: Json = False,
) -> None:
    """Read what is of no case and for your role; that is written down. `ekc case notices` has those of a case."""
    with answering(context, json) as session:
        session.show(session.desk().get(f"/notices/{notice}", purpose=purpose), showing.notice)


@notices.command("report")
def report(
    context: typer.Context,
    case: Case,
    notice: Annotated[str, typer.Argument(metavar="NOTICE", help="The notice.")],
    outcome: Annotated[str, typer.Argument(metavar="OUTCOME", help="`delivered`, `bounced` or `answered`.")],
    means: Annotated[str, typer.Option(help="`spoken`, `written`, `online` or `with-help`.")] = "spoken",
    wait: Wait = 10,
    json: Json = False,
) -> None:
    """Say what became of a notice: it arrived, it did not, or somebody answered. The answer itself is a command."""
    data = {"notice": notice, "outcome": outcome, "means": means}
    send(context, "desk.report-delivery", case, data, wait, json)


@notices.command("choose")
def choose(
    context: typer.Context,
    case: Case,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Who chose.")],
    language: Annotated[str | None, typer.Option(help="For example `tr`.")] = None,
    channel: Annotated[str | None, typer.Option(help="`mail`, `text-message`, `letter` or `spoken`.")] = None,
    address: Annotated[str | None, typer.Option(help="`formal` or `informal`.")] = None,
    wait: Wait = 10,
    json: Json = False,
) -> None:
    """Say how somebody wants to be told; what is left out stays as it was."""
    chosen = {"language": language, "channel": channel, "address": address}
    data = {"recipient": person, **{name: value for name, value in chosen.items() if value}}
    send(context, "desk.choose-how-to-be-told", case, data, wait, json)


def send(context: typer.Context, type_: str, case: str, data: dict[str, Any], wait: float, json: bool) -> None:
    """Send one command of the desk."""
    with answering(context, json) as session:
        command = {"type": type_, "subject": case, "data": data, "wait_seconds": wait}
        session.show(session.desk().send(command), showing.answer)

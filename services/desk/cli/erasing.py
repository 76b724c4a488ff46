"""`ekc erasure request|status|hold|release`: somebody is to be forgotten, or the law wants a case kept (R34)."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from contracts.erasure import LiftLegalHold, PlaceLegalHold, RequestErasure
from services.desk.cli import showing
from services.desk.cli.cases import Id
from services.desk.cli.session import Json, Wait, answering
from services.desk.cli.sure import Yes, check_sure

LEAD = "region-lead"
Reason = Annotated[str, typer.Option(help="Why, on record; it is sealed, and goes with the case.")]


def request(
    context: typer.Context,
    case_id: Id,
    subject: Annotated[list[str] | None, typer.Option(help="Only this one of the case; may be given again.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why, on record; it is sealed, and goes with the case.")] = None,
    means: Annotated[str, typer.Option(help="How the wish was told.")] = "spoken",
    yes: Yes = False,
    wait: Wait = 10,
    json: Json = False,
) -> None:
    """Have somebody of a case, or the whole case, forgotten for good. Nothing brings them back."""
    whom = f"{', '.join(subject)} of case {case_id}" if subject else f"case {case_id} and everybody in it"
    why = "nothing brings back what was erased"
    check_sure(f"Forget {whom} for good? Nothing brings it back.", yes=yes, why=why)
    data = {"subjects": subject or [], "means": means, **({"reason": reason} if reason else {})}
    ask(context, RequestErasure.type, case_id, data, wait, json)


def hold(context: typer.Context, case_id: Id, reason: Reason, wait: Wait = 10, json: Json = False) -> None:
    """The law wants this case kept: nothing of it is erased until it is released."""
    ask(context, PlaceLegalHold.type, case_id, {"hold": "new", "reason": reason}, wait, json, LEAD)


def release(
    context: typer.Context,
    case_id: Id,
    hold_id: Annotated[str, typer.Argument(metavar="HOLD", help="The hold, as `ekc erasure status` names it.")],
    reason: Reason,
    wait: Wait = 10,
    json: Json = False,
) -> None:
    """Lift a legal hold; what fell due meanwhile is erased at once."""
    ask(context, LiftLegalHold.type, case_id, {"hold": hold_id, "reason": reason}, wait, json, LEAD)


def ask(
    context: typer.Context, kind: str, case: str, data: dict[str, Any], wait: float, json: bool, role: str = ""
) -> None:
    """Send a command, and show what came of it."""
    with answering(context, json) as session:
        command = {"type": kind, "subject": case, "data": data, "wait_seconds": wait}
        session.show(session.desk(role).send(command), showing.answer)


def status(context: typer.Context, case_id: Id, json: Json = False) -> None:
    """Show how far the erasures of a case are, which holds stand, and until when it is kept."""
    with answering(context, json) as session:
        session.show(session.desk().get(f"/cases/{case_id}/erasures"), show)


def show(console: Console, found: dict[str, Any]) -> None:
    """Each erasure with its steps; the holds; the day."""
    for one in found["erasures"]:
        whom = "the whole case" if one["whole"] else ", ".join(one["subjects"])
        console.print(Text(f"{whom} ({one['ground']}), by {showing.when(one['confirm_by'])}"), style="bold")
        for step in one["steps"]:
            console.print(f"  {showing.when(step['at'])}  {step['step']}")
        if one["waits_for"]:
            console.print(Text(f"  waits for {one['waits_for']}"), style="yellow")
    for one in found["holds"]:
        since = showing.when(one["since"])
        console.print(Text(f"legal hold {one['hold']} since {since}: nothing is erased"), style="red")
    if not found["erasures"]:
        console.print(f"kept until {found['until'] or 'it has ended, and then as long as the policy says'}")

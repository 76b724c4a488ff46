"""`ekc refer`: refer somebody, or oneself (R1)."""

from typing import Annotated, Any

import typer

from contracts.people import Channel, Reason, ReferrerKind, Sector
from services.desk.cli import showing
from services.desk.cli.files import read
from services.desk.cli.session import Json, NotABsn, Wait, answering


def refer(
    context: typer.Context,
    file: Annotated[
        typer.FileText | None, typer.Argument(help="The referral in YAML instead of options. `-`: standard input.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="Who it is about.")] = None,
    region: Annotated[str | None, typer.Option(help="Where they live.")] = None,
    reason: Annotated[list[Reason] | None, typer.Option(help="Why; can be given several times.")] = None,
    sector: Annotated[Sector, typer.Option(help="The field that it comes from.")] = Sector.OTHER,
    by: Annotated[ReferrerKind, typer.Option(help="Who refers.")] = ReferrerKind.SELF,
    referrer_name: Annotated[str | None, typer.Option(help="The name of whoever refers.")] = None,
    birth_date: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="When they were born.")] = None,
    contact: Annotated[str | None, typer.Option(help="Where they can be reached.")] = None,
    language: Annotated[str, typer.Option(help="Their language (BCP 47).")] = "nl",
    channel: Annotated[Channel, typer.Option(help="How they want to be told.")] = Channel.SPOKEN,
    question: Annotated[str | None, typer.Option(help="A question that the referrer suggests (R6).")] = None,
    not_a_bsn: NotABsn = False,
    wait: Wait = 10,
    json: Json = False,
) -> None:
    """Refer somebody, or oneself. Nothing goes on before they say that they want it (R5)."""
    if file:
        data = read(file, lambda data: isinstance(data.get("persons"), list), "a referral has `persons`, a `region`, …")
    elif name and region and reason:
        person = {"name": name, "birth_date": birth_date, "contact": contact, "language": language, "channel": channel}
        data = {
            "referrer": {"kind": by, "name": referrer_name},
            "persons": [person],
            "region": region,
            "reasons": list(reason),
            "sector": sector,
            "suggested_question": question,
        }
    else:
        raise typer.BadParameter("give a file, or at least --name, --region and --reason.")
    with answering(context, json) as session:
        session.show(
            session.desk().send({**command(data), "wait_seconds": wait, "not_a_bsn": not_a_bsn}), showing.answer
        )


def command(data: dict[str, Any]) -> dict[str, Any]:
    """The referral as a command; whoever has no id yet gets a new one."""
    persons = [
        {"person": f"new:person-{number}", **given(person)} for number, person in enumerate(data["persons"], start=1)
    ]
    referrer = {"referrer": "new:referrer", **given(data.get("referrer") or {"kind": ReferrerKind.SELF})}
    filled = {"referral": "new:referral", **given(data), "referrer": referrer, "persons": persons}
    return {"type": "referral.refer-case", "subject": "new:case", "data": filled}


def given(data: dict[str, Any]) -> dict[str, Any]:
    """What was given, without what was left open."""
    return {name: value for name, value in data.items() if value is not None}

"""`ekc`: the command line of the desk.

Exit codes: 0 done; 1 an error; 2 used wrongly, or bad input; 3 a rule refused it; 4 nothing came of it in time.
"""

from typing import Annotated

import typer

from services.desk.cli import (
    agency,
    audit,
    bills,
    cases,
    complaints,
    erasure,
    figures,
    letters,
    notices,
    ops,
    person,
    refer,
    rule,
    showing,
    sign_in,
    simulate,
)
from services.desk.cli.files import read
from services.desk.cli.session import Json, NotABsn, Session, Wait, answering

app = typer.Typer(
    name="ekc",
    help="The back office for Eigen Kracht-conferenties, from the command line.",
    epilog="Exit codes: 0 done, 1 error, 2 usage or bad input, 3 refused by a rule, 4 no answer in time.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(cases.case, name="case")
app.add_typer(notices.notices, name="notices")
app.add_typer(person.person, name="person")
app.add_typer(ops.ops, name="ops")
app.add_typer(letters.letters, name="dead-letters")
app.add_typer(agency.agency, name="agency")
app.add_typer(erasure.erasure, name="erasure")
app.add_typer(audit.audit, name="audit")
app.command("sign-in")(sign_in.sign_in)
app.command("sign-out")(sign_in.sign_out)
app.command("cases")(cases.cases)
app.command("refer")(refer.refer)
app.command("rule")(rule.rule)
app.command("figures")(figures.figures)
app.command("billable")(figures.billable)
app.command("bills")(bills.bills)
app.command("complaints")(complaints.complaints)
app.command("simulate")(simulate.simulate)


@app.callback()
def everywhere(
    context: typer.Context,
    url: Annotated[str, typer.Option(help="Where the desk is; otherwise EKC_DESK_URL.")] = "",
    role: Annotated[str, typer.Option("--as", metavar="ROLE", help="As which of your roles, say operator.")] = "",
) -> None:
    """`ekc sign-in` first. What is not in the environment is looked for in `.local/env`, which `make up` writes."""
    context.obj = Session(url, role)


@app.command("send")
def send(
    context: typer.Context,
    file: Annotated[typer.FileText, typer.Argument(help="In YAML: type, subject, data. `-` is standard input.")],
    command_id: Annotated[str | None, typer.Option("--id", help="The same id has one effect only.")] = None,
    not_a_bsn: NotABsn = False,
    wait: Wait = 10,
    json: Json = False,
) -> None:
    """Send a command, and wait for its event or its refusal. Sending it again is harmless."""
    command = read(file, lambda data: "type" in data, "a command has `type`, `subject` and `data`.")
    with answering(context, json) as session:
        given = {**({"id": command_id} if command_id else {}), **({"not_a_bsn": True} if not_a_bsn else {})}
        answer = session.desk().send({"wait_seconds": wait, "advice": True, **command, **given})
        session.show(answer, showing.answer)


@app.command("status")
def status(context: typer.Context, json: Json = False) -> None:
    """Is every part ready, and how far behind is it? Exit code 1 if one is not."""
    with answering(context, json) as session:
        state = session.desk().get("/status")
        session.show(state, showing.status)
        if not state["ready"]:
            raise typer.Exit(1)


def main() -> None:
    """Run `ekc`."""
    app(prog_name="ekc")

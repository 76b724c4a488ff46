"""`ekc ops topics`: make Kafka as contracts and agreements want it, where nobody else does (Strimzi, `make up`)."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from contracts.access import Act
from services.desk.cli.on_record import put_on_record
from services.desk.cli.operating import Settings, doing
from services.desk.cli.session import Json, answering
from services.desk.cli.sure import Yes, check_sure


def topics(
    context: typer.Context,
    apply: Annotated[bool, typer.Option("--apply", help="Make what is missing, and mend settings.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="With --apply: take away rights that are too much.")] = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Compare topics, their settings and who may do what with contracts and agreements. Exit code 1 if they differ.

    Without `--apply` nothing is changed. The number of partitions is never changed: a case has to stay in one.
    """
    from services.desk.operations import kafka

    with answering(context, json) as session, doing():
        known = Settings.found()
        cluster, agencies = known.cluster(), known.register.all()
        found = kafka.compared(cluster, agencies)
        mistakes = list(found.mistakes())
        done: list[str] = []
        if apply and mistakes:
            check_sure("Change Kafka so?", yes=yes)
            put_on_record(session, Act.TOPICS)
            done = kafka.apply(cluster, found, remove=remove)
            mistakes = list(kafka.compared(cluster, agencies).mistakes())
        session.show({"differences": mistakes, "done": done}, shown)
        if mistakes:
            raise typer.Exit(1)


def shown(console: Console, found: dict[str, Any]) -> None:
    """What was done, and what is still different."""
    for line in found["done"]:
        console.print(Text(line))
    for line in found["differences"]:
        console.print(Text(line, style="red"))
    if not found["differences"]:
        console.print("Kafka is as contracts and agreements say.")

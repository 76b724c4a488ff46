"""`ekc figures` and `ekc billable`: what a region gives account of (R36)."""

import csv
import sys
from typing import Annotated, Any

import typer
from rich.console import Console

from services.desk.cli import showing
from services.desk.cli.session import Json, answering
from services.desk.figures.rows import rows

Region = Annotated[str, typer.Option(help="The region.")]
First = Annotated[str, typer.Option("--from", help="A quarter, 2026-Q1, or its first day.")]
Last = Annotated[str, typer.Option("--to", help="A quarter, 2026-Q1, or its last day.")]
Csv = Annotated[bool, typer.Option("--csv", help="Answer in CSV.")]


def figures(
    context: typer.Context, region: Region, first: First, last: Last, as_csv: Csv = False, json: Json = False
) -> None:
    """Show the figures of a region in whole quarters that are over: nobody can be traced by them."""
    with answering(context, json) as session:
        found = session.desk().get("/figures", **{"region": region, "from": first, "to": last})
        session.show(found, write_csv if as_csv and not json else show)


def billable(context: typer.Context, region: Region, first: First, last: Last, json: Json = False) -> None:
    """Count the conferences that are to be billed, by payer: numbers only."""
    with answering(context, json) as session:
        found = session.desk().get("/billable", **{"region": region, "from": first, "to": last})
        session.show(found, show_billable)


def show(console: Console, found: dict[str, Any]) -> None:
    """A table."""
    columns = ["what", "of, in", *(quarter["quarter"] for quarter in found["quarters"])]
    showing.table(console, columns, [[*row] for row in rows(found["quarters"])], "No figures.")


def write_csv(_console: Console, found: dict[str, Any]) -> None:
    """The same for a spreadsheet."""
    written = csv.writer(sys.stdout, lineterminator="\n")
    written.writerow(["what", "of", *(quarter["quarter"] for quarter in found["quarters"])])
    written.writerows(rows(found["quarters"]))


def show_billable(console: Console, found: dict[str, Any]) -> None:
    """Numbers by quarter and payer."""
    told: list[list[str | None]] = [
        [one["quarter"], one["payer"], str(one["conferences"])] for one in found["conferences"]
    ]
    showing.table(console, ["quarter", "payer", "conferences"], told, "No conferences to bill.")

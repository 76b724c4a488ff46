"""`ekc bills`: what is billed, to hand to whoever pays (R42)."""

import csv
import sys
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console

from contracts.deciding import AMSTERDAM
from services.desk.cli import showing
from services.desk.cli.figures import Csv, Region
from services.desk.cli.session import Json, answering

COLUMNS = ["bill", "case", "billed", "payer", "agency", "minutes", "euros"]
Day = Annotated[str, typer.Option("--from", metavar="DAY", help="The first day, for example 2026-03-01.")]
LastDay = Annotated[str, typer.Option("--to", metavar="DAY", help="The last day.")]


def bills(
    context: typer.Context, region: Region, first: Day, last: LastDay, as_csv: Csv = False, json: Json = False
) -> None:
    """List what was billed in a period, by case number and without names; `--csv` is for the payer."""
    with answering(context, json) as session:
        found = session.desk().get("/bills", **{"region": region, "from": first, "to": last})
        session.show(found, write_csv if as_csv and not json else show)


def show(console: Console, found: dict[str, Any]) -> None:
    """A table."""
    showing.table(console, COLUMNS, [row(one) for one in found["bills"]], "No bills.")


def write_csv(_console: Console, found: dict[str, Any]) -> None:
    """The same for a spreadsheet."""
    written = csv.writer(sys.stdout, lineterminator="\n")
    written.writerow(COLUMNS)
    written.writerows(row(one) for one in found["bills"])


def row(one: dict[str, Any]) -> list[str | None]:
    """One bill; money in euros."""
    day = datetime.fromisoformat(one["billed"]).astimezone(AMSTERDAM).date().isoformat()
    euros = f"{one['cents'] // 100}.{one['cents'] % 100:02}"
    return [one["bill"], one["case"], day, one["payer"], one["agency"], str(one["minutes"]), euros]

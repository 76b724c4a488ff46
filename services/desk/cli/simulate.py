"""`ekc simulate`: a year of a region as it could be. No desk is asked, and nothing is kept."""

import csv
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError
from rich.console import Console

from contracts.base import Id
from services.chassis.written import BadFile
from services.desk.cli import showing
from services.desk.cli.files import saved
from services.desk.cli.session import Json, Session
from services.desk.simulate.answer import simulated, table
from services.desk.simulate.inputs import Inputs, read
from services.desk.simulate.page import page
from services.desk.simulate.year import Region, Year

Coordinators = Annotated[int | None, typer.Option(min=1, max=100_000, help="How many there are; else by the inputs.")]
OwnInputs = Annotated[Path | None, typer.Option("--inputs", metavar="FILE", help="In YAML: what differs with you.")]
Page = Annotated[Path | None, typer.Option("--page", metavar="FILE", help="Write a page with plots, in one file.")]
REGION: TypeAdapter[str] = TypeAdapter(Id)


def simulate(
    context: typer.Context,
    year: Annotated[int, typer.Option(min=1900, max=2999, help="The year.")],
    region: Annotated[str, typer.Option(help="What the region is called.")],
    cases: Annotated[int, typer.Option(min=1, max=100_000, help="Referrals in the year.")],
    coordinators: Coordinators = None,
    inputs: OwnInputs = None,
    seed: Annotated[int, typer.Option(help="Another one is another year; the same one is the same year.")] = 1,
    page_file: Page = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Answer in CSV.")] = False,
    json: Json = False,
) -> None:
    """Play a year of a region with published figures, and count it as real ones are counted: nothing of it is real."""
    session: Session = context.obj
    session.json = json
    known = understood(inputs)
    wanted = coordinators or max(1, round(cases * known.coordinators.per_hundred_referrals / 100))
    answer = simulated(Region(named(region), Year(year), cases, wanted, seed), known)
    if page_file:
        saved(page_file, page(answer), "--page")
    session.show(answer, write_csv if as_csv else show)


def named(region: str) -> str:
    """The region, by a name that a region can have.

    Raises:
        typer.BadParameter: none can have this one.
    """
    try:
        return REGION.validate_python(region)
    except ValidationError:
        raise typer.BadParameter("small letters, digits and hyphens only.", param_hint="--region") from None


def understood(own: Path | None) -> Inputs:
    """The inputs.

    Raises:
        typer.BadParameter: the file cannot be used: its line and the reason.
    """
    try:
        return read(own)
    except BadFile as error:
        raise typer.BadParameter(str(error), param_hint="--inputs") from None
    except OSError as error:
        raise typer.BadParameter(f"{own} cannot be read: {error.strerror}", param_hint="--inputs") from None


def columns(answer: dict[str, Any]) -> list[str]:
    """The heads of the table."""
    return ["what", "of, in", *(period["period"] for period in answer["periods"])]


def show(console: Console, answer: dict[str, Any]) -> None:
    """A table."""
    console.print(answer["note"], style="bold yellow")
    console.print(f"{answer['region']}, {answer['year']}, seed {answer['seed']}")
    showing.table(console, columns(answer), [[*row] for row in table(answer)], "No figures.")


def write_csv(_console: Console, answer: dict[str, Any]) -> None:
    """The same for a spreadsheet; each row says what it is."""
    written = csv.writer(sys.stdout, lineterminator="\n")
    written.writerow(["", *columns(answer)])
    written.writerows(["simulated", *row] for row in table(answer))

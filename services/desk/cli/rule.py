"""`ekc rule R15`: what a rule says, where it lives, and what it refuses. No desk is asked."""

import json
from importlib.resources import files
from typing import Annotated, Any

import typer

from services.desk.cli import showing
from services.desk.cli.session import Json, Session


def known() -> dict[str, dict[str, Any]]:
    """The rules by their numbers, as `python -m docs.generate` found them in the code."""
    rules = json.loads(files("services.desk.cli").joinpath("rules.json").read_text())
    return {rule["rule"]: rule for rule in rules}


def rule(
    context: typer.Context,
    number: Annotated[str | None, typer.Argument(metavar="RULE", help="Its number: R15. All rules without.")] = None,
    json: Json = False,
) -> None:
    """Tell what a rule says, where it lives, what tests it, by which policy it counts and what it refuses."""
    session: Session = context.obj
    session.json = json
    rules = known()
    if number is None:
        session.show({"rules": list(rules.values())}, showing.rules)
        return
    name = f"R{number.upper().removeprefix('R')}"
    if name not in rules:
        raise typer.BadParameter(f"there is no rule {number}; they are R1 to R{len(rules)}.", param_hint="RULE")
    session.show(rules[name], showing.rule)

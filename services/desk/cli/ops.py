"""`ekc ops`: what operators look at and do. Each has `--help`; docs/operations says when to reach for it."""

import typer

from services.desk.cli import letters

ops = typer.Typer(help="Operate the system: look at it, mend it, keep it going. For operators.", no_args_is_help=True)
ops.add_typer(letters.letters, name="dead-letters")

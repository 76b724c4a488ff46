"""`ekc erasure`: have somebody be forgotten, and prove that they are (R34)."""

import typer

from services.desk.cli import proving

erasure = typer.Typer(help="Prove that somebody who was to be forgotten is.", no_args_is_help=True)
erasure.command("prove")(proving.prove)
erasure.command("verify-report")(proving.verify_report)

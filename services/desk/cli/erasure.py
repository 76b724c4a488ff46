"""`ekc erasure`: have somebody be forgotten, and prove that they are (R34)."""

import typer

from services.desk.cli import erasing, proving

erasure = typer.Typer(help="Have somebody be forgotten, and prove that they are.", no_args_is_help=True)
erasure.command("request")(erasing.request)
erasure.command("status")(erasing.status)
erasure.command("hold")(erasing.hold)
erasure.command("release")(erasing.release)
erasure.command("prove")(proving.prove)
erasure.command("verify-report")(proving.verify_report)

"""Before something that cannot be taken back, or that stands in somebody's way: is whoever asks sure?"""

import sys
from typing import Annotated

import typer

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask whether you are sure.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]


def check_sure(question: str, *, yes: bool, why: str = "this changes what runs") -> None:
    """On a terminal they are asked; elsewhere they have to say so.

    Raises:
        typer.BadParameter, typer.Abort: they are not.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise typer.BadParameter(f"{why}: say --yes.")
    typer.confirm(question, abort=True)

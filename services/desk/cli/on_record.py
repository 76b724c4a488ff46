"""What an operator does with connections of their own is in the access log too, where a desk answers (R33)."""

from collections.abc import Sequence

import typer

from contracts.access import Act
from contracts.operations import EVERYTHING
from services.desk.cli.client import DeskError
from services.desk.cli.session import Session, terminal

OPERATOR = "operator"


def put_on_record(session: Session, act: Act, about: str = EVERYTHING, parts: Sequence[str] = ()) -> None:
    """Have it written down. On the first day, and while the desk stands still, there is none: that is said."""
    try:
        session.desk(OPERATOR).operate(act, about, parts=list(parts))
    except (DeskError, typer.BadParameter):
        terminal(stderr=True).print("No desk answers: this is not in the access log.", style="yellow")

"""What every `ekc` command has in common: whom it asks, in which form it answers, how it ends."""

import json as jsonlib
import os
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from services.desk.cli import showing
from services.desk.cli.client import BadInput, Desk, DeskError, NoAnswer, Refused

Json = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Wait = Annotated[float, typer.Option(help="Seconds to wait for what comes of it.", min=0, max=60)]
NotABsn = Annotated[
    bool, typer.Option("--not-a-bsn", help="A number that passes for a citizen service number is something else (R35).")
]
CODES: dict[type[DeskError], int] = {BadInput: 2, Refused: 3, NoAnswer: 4}
"""Exit codes; any other error is 1."""
PIPE_WIDTH = 240
WRITTEN = Path(".local") / "env"
"""The settings of a local platform, looked for here and in the folders above."""


@dataclass
class Session:
    """One use of `ekc`."""

    url: str
    token: str
    role: str
    json: bool = False
    opened: Desk | None = None

    def desk(self, role: str = "") -> Desk:
        """The desk, as whoever asks: `--as`, else a role that the command needs, where its token is known.

        Raises:
            typer.BadParameter: nobody said where the desk is, or who asks.
        """
        known = {**written(), **os.environ}
        wanted = (self.role or role).upper().replace("-", "_")
        own = known.get(f"EKC_DESK_TOKEN_{wanted}", "")
        if self.role and not own:
            raise typer.BadParameter(f"no token for the role {self.role} is known.", param_hint="--as")
        url = self.url or known.get("EKC_DESK_URL", "")
        token = self.token or own or known.get("EKC_DESK_TOKEN", "")
        if not url or not token:
            raise typer.BadParameter("set EKC_DESK_URL and EKC_DESK_TOKEN, or run `make up` first.")
        if not url.startswith("https://") and known.get("EKC_ENVIRONMENT") != "development":
            raise typer.BadParameter("EKC_DESK_URL is no https address: a token goes over TLS, save in development.")
        self.opened = Desk.at(url, token, known.get("EKC_DESK_CA_FILE"))
        return self.opened

    def show(self, answer: Any, as_people_read_it: Callable[[Console, Any], None]) -> None:
        """Give the answer, in JSON or as people read it."""
        if self.json:
            typer.echo(jsonlib.dumps(answer, ensure_ascii=False, indent=2))
        else:
            as_people_read_it(terminal(), answer)


def terminal(*, stderr: bool = False) -> Console:
    """Where people read; in a pipe lines are not broken at the width of a screen that is not there."""
    console = Console(stderr=stderr, highlight=False)
    return console if console.is_terminal else Console(stderr=stderr, highlight=False, width=PIPE_WIDTH)


@contextmanager
def answering(context: typer.Context, json: bool) -> Iterator[Session]:
    """Do something at the desk; what is no success ends with its exit code, and says why."""
    session: Session = context.obj
    session.json = json
    try:
        yield session
    except DeskError as error:
        if json:
            typer.echo(jsonlib.dumps(error.problem, ensure_ascii=False, indent=2))
        else:
            showing.problem(terminal(stderr=True), str(error), error.problem)
        raise typer.Exit(CODES.get(type(error), 1)) from None
    finally:
        if session.opened:
            session.opened.close()


def written() -> dict[str, str]:
    """The settings that `make up` wrote, if there are any."""
    for folder in (Path.cwd(), *Path.cwd().parents):
        file = folder / WRITTEN
        if file.is_file():
            lines = (line.removeprefix("export ") for line in file.read_text().splitlines())
            pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
            return {name: "".join(shlex.split(value)) for name, _, value in pairs}
    return {}

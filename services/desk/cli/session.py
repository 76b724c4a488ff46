"""What every `ekc` command has in common: whom it asks, in which form it answers, how it ends."""

import json as jsonlib
import os
import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from services.desk.cli import showing, signed_in
from services.desk.cli.client import BadInput, Desk, DeskError, NoAnswer, Refused
from services.desk.cli.provider import Provider, SignInFailed

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
    role: str
    json: bool = False
    opened: Desk | None = None

    def desk(self, role: str = "") -> Desk:
        """The desk, as whoever asks: by a token of the environment, or as who is signed in.

        `--as` chooses one of the roles that somebody has, `role` one that the command needs, where its token is known.

        Raises:
            typer.BadParameter: nobody said where the desk is, or who asks.
            DeskError: who is signed in has to sign in again.
        """
        url, known = self.where(), settings()
        wanted = (self.role or role).upper().replace("-", "_")
        own = known.get(f"EKC_DESK_TOKEN_{wanted}", "")
        given = own or ("" if self.role else known.get("EKC_DESK_TOKEN", ""))
        token = given or self.signed_in(url)
        if not token:
            raise typer.BadParameter("you are not signed in: `ekc sign-in`, or run `make up` first.")
        self.opened = Desk.at(url, token, known.get("EKC_DESK_CA_FILE"), "" if given else self.role)
        return self.opened

    def where(self) -> str:
        """The address of the desk.

        Raises:
            typer.BadParameter: nobody said it, or a token would go there in plain text.
        """
        known = settings()
        url = self.url or known.get("EKC_DESK_URL", "")
        if not url:
            raise typer.BadParameter("set EKC_DESK_URL, or run `make up` first.")
        check_address("EKC_DESK_URL", url, known)
        return url

    def provider(self, issuer: str = "", client: str = "") -> Provider:
        """Where people sign in.

        Raises:
            typer.BadParameter: nobody said it, or passwords would go there in plain text.
        """
        known = settings()
        address = issuer or known.get("EKC_OIDC_ISSUER", "")
        if not address:
            raise typer.BadParameter("set EKC_OIDC_ISSUER, or say --issuer.")
        check_address("EKC_OIDC_ISSUER", address, known)
        return Provider.at(address, client or known.get("EKC_OIDC_CLIENT", "ekc"), known.get("EKC_OIDC_CA_FILE"))

    def signed_in(self, url: str) -> str:
        """The token of who is signed in for this desk, renewed where it is old; empty if nobody is.

        Raises:
            DeskError: the provider gives no other one.
        """
        before = signed_in.load(url)
        if before is None:
            return ""
        try:
            with self.provider(before.issuer, before.client) as provider:
                now = before.fresh(provider)
        except SignInFailed as error:
            raise DeskError({"detail": str(error)}) from None
        if now is not before:
            signed_in.save(url, now)
        return now.access

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


def settings() -> dict[str, str]:
    """What the environment says, or else what `make up` wrote."""
    return {**written(), **os.environ}


def check_address(name: str, url: str, known: Mapping[str, str]) -> None:
    """Nothing that lets somebody in goes over a wire in plain text.

    Raises:
        typer.BadParameter: it would.
    """
    if not url.startswith("https://") and known.get("EKC_ENVIRONMENT") != "development":
        raise typer.BadParameter(f"{name} is no https address: a token goes over TLS, save in development.")


def written() -> dict[str, str]:
    """The settings that `make up` wrote, if there are any."""
    for folder in (Path.cwd(), *Path.cwd().parents):
        file = folder / WRITTEN
        if file.is_file():
            lines = (line.removeprefix("export ") for line in file.read_text().splitlines())
            pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
            return {name: "".join(shlex.split(value)) for name, _, value in pairs}
    return {}

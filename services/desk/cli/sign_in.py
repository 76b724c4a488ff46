"""`ekc sign-in` and `ekc sign-out`."""

import time
from typing import Annotated

import typer

from services.desk.cli import signed_in
from services.desk.cli.provider import SignInFailed
from services.desk.cli.session import Session, terminal
from services.desk.cli.signed_in import SignedIn


def sign_in(
    context: typer.Context,
    issuer: Annotated[str, typer.Option(help="The identity provider; otherwise EKC_OIDC_ISSUER.")] = "",
    client: Annotated[str, typer.Option(help="As which client of it; otherwise EKC_OIDC_CLIENT, or `ekc`.")] = "",
) -> None:
    """Sign in with a browser, on this device or another. What came of it stays in your own folder of settings."""
    session: Session = context.obj
    desk = session.where()
    try:
        with session.provider(issuer, client) as provider:
            asked = provider.ask()
            terminal().print(f"Open {asked.address}\nand see that it shows {asked.code}.", soft_wrap=True)
            given = provider.wait(asked)
    except SignInFailed as error:
        terminal(stderr=True).print(str(error), style="red")
        raise typer.Exit(1) from None
    signed_in.save(desk, SignedIn(provider.issuer, provider.client, given.access, given.refresh, given.until))
    terminal().print(f"You are signed in for {desk}. `ekc sign-out` ends it.")


def sign_out(context: typer.Context) -> None:
    """Forget who you are, here and at the identity provider."""
    session: Session = context.obj
    desk = session.where()
    known = signed_in.load(desk)
    if known is None:
        terminal().print("Nobody is signed in.")
        return
    signed_in.save(desk, None)
    try:
        with session.provider(known.issuer, known.client) as provider:
            provider.revoke(known.refresh)
    except SignInFailed as error:
        left = time.strftime("%H:%M", time.localtime(known.until))
        terminal(stderr=True).print(f"Forgotten here, and not there: {error} The last token is good until {left}.")
        raise typer.Exit(1) from None
    terminal().print("You are signed out.")

"""`ekc agency check`: the conformance run, as an agency and we read it together."""

import json as jsonlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from services.desk.agencies.credentials import client, read
from services.desk.cli import showing
from services.desk.cli.operating import doing
from services.desk.cli.session import Json, Session

if TYPE_CHECKING:
    from services.desk.agencies.trials import Speaker


def check(
    context: typer.Context,
    credentials: Annotated[Path, typer.Option(metavar="FILE", help="The file that the agency was given.")],
    key: Annotated[Path, typer.Option(metavar="FILE", help="What agencies encrypt to: a JWK, or a set of them.")],
    region: Annotated[str, typer.Option(help="The region that its invented referrals are for.")] = "sandbox",
    wait: Annotated[float, typer.Option(help="Seconds to wait for the answers.", min=1)] = 60,
    json: Json = False,
) -> None:
    """Try an agency's connection, rights and messages, in its name. Exit code 1 if something is not as it should be."""
    from services.desk.agencies.conformance import Run

    session: Session = context.obj
    session.json = json
    with doing():
        given = read(credentials)
        try:
            run = Run(given["AGENCY_NAME"], {**client(given), "log_level": 0}, speaker(given, key, region), wait)
        except KeyError as missing:
            raise typer.BadParameter(f"{credentials} does not say {missing.args[0]}.") from None
        results = list(run.results())
    session.show({"agency": run.agency, "trials": [one.told() for one in results]}, report)
    if not all(one.passed for one in results):
        raise typer.Exit(1)


def speaker(given: Mapping[str, str], key: Path, region: str) -> "Speaker":
    """In whose name the messages are.

    Raises:
        typer.BadParameter: there is no key.
    """
    from joserfc.errors import JoseError
    from joserfc.jwk import ECKey

    from services.desk.agencies.trials import Speaker

    try:
        published = jsonlib.loads(key.read_text("utf-8"))
        first = ECKey.import_key(published.get("keys", [published])[0])
    except (OSError, ValueError, JoseError, LookupError, AttributeError):
        raise typer.BadParameter(f"{key} holds no key to encrypt to.", param_hint="--key") from None
    return Speaker(given["AGENCY_SOURCE"], region, first, given.get("AGENCY_PLAIN_TEXT", "") == "agreed")


def report(console: Console, found: dict[str, Any]) -> None:
    """Passed or failed, and what to do."""
    rows = [
        ["pass" if one["passed"] else "FAIL", one["what"], one["expected"], one["found"], remedy(one)]
        for one in found["trials"]
    ]
    showing.table(console, ["", f"{found['agency']} tried", "expected", "found", "what to do"], rows, "Nothing.")
    failed = sum(not one["passed"] for one in found["trials"])
    said = f"{failed} of {len(rows)} failed." if failed else f"All {len(rows)} passed."
    console.print(said, style="red" if failed else "green")


def remedy(one: dict[str, Any]) -> str:
    """What to do where something failed."""
    return "" if one["passed"] else str(one["remedy"])

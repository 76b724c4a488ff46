"""`ekc dead-letters groups`: what one defect did is seen, handled again and let go of together. For operators."""

import time
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from services.desk.cli import showing
from services.desk.cli.client import Desk
from services.desk.cli.session import Json, answering, terminal
from services.desk.cli.sure import check_sure

OPERATOR = "operator"
PATH = "/dead-letter-groups"
ALL = 100
Rate = Annotated[int, typer.Option(help="The most letters a second.", min=1, max=100)]


def groups(
    context: typer.Context,
    handled: Annotated[bool, typer.Option("--handled", help="Also those of which all are handled.")] = False,
    json: Json = False,
) -> None:
    """Count dead letters by what they have in common: topic, type of message, reason."""
    with answering(context, json) as session:
        session.show(session.desk(OPERATOR).get(PATH, handled=handled or None), shown)


def shown(console: Console, found: dict[str, Any]) -> None:
    """A line for each group."""
    rows = [
        [
            one["fingerprint"],
            str(one["dead"]),
            str(one["parked"]),
            one["topic"],
            (one["asked"] or "-").rsplit(".", 2)[-2] if one["asked"] else "-",
            one["reason"],
            showing.when(one["first"]),
            showing.when(one["last"]),
            one["example"],
        ]
        for one in found["groups"]
    ]
    columns = ["group", "dead", "parked", "topic", "message", "reason", "first", "last", "example"]
    showing.table(console, columns, rows, "No dead letters.")


def replay(context: typer.Context, group: str, *, rate: int, wait: float, dry_run: bool, json: bool) -> None:
    """Have the letters of a group handled again, a few at a time, and count what came of them.

    Whoever breaks it off begins anew: what had its effect is not asked for again.
    """
    with answering(context, json) as session:
        desk = session.desk(OPERATOR)
        known = desk.get(f"{PATH}/{group}")
        waiting = known["dead"] + known["parked"]
        if dry_run:
            session.show({"group": group, "waiting": waiting}, would_replay)
            return
        total = replayed(desk, group, rate, wait, waiting, quiet=json)
        session.show({"group": group, **total}, came)
        if total["handled"] < total["asked"]:
            raise typer.Exit(1)


def replayed(desk: Desk, group: str, rate: int, wait: float, waiting: int, *, quiet: bool) -> dict[str, int]:
    """Slice by slice, no faster than the rate."""
    total = dict.fromkeys(("asked", "handled", "failed", "silent"), 0)
    after = ""
    with Progress(console=terminal(stderr=True), disable=quiet, transient=True) as progress:
        task = progress.add_task("replayed", total=waiting)
        while True:
            began = time.monotonic()
            answer = desk.replay_group(group, after, min(rate, ALL), wait)
            total = {name: total[name] + answer[name] for name in total}
            after = answer["after"]
            progress.update(task, completed=total["asked"])
            if not answer["asked"] or not answer["left"]:
                return total
            time.sleep(max(0.0, answer["asked"] / rate - (time.monotonic() - began)))


def would_replay(console: Console, found: dict[str, Any]) -> None:
    """What a replay would ask for."""
    console.print(f"Of group {found['group']} {found['waiting']} would be handled again.")


def came(console: Console, found: dict[str, Any]) -> None:
    """What came of a replay."""
    console.print(
        f"Of group {found['group']} {found['asked']} were asked for: {found['handled']} had their effect, "
        f"{found['failed']} failed again, of {found['silent']} nothing is known yet."
    )


def discard(context: typer.Context, group: str, reason: str, *, yes: bool, dry_run: bool, json: bool) -> None:
    """Let go of the letters of a group, but those that a case stands still behind."""
    with answering(context, json) as session:
        desk = session.desk(OPERATOR)
        known = desk.get(f"{PATH}/{group}")
        if not dry_run:
            check_sure(
                f"Let go of {known['dead']} dead letters of {known['topic']} for good?", yes=yes, why=NO_WAY_BACK
            )
            known = desk.discard_group(group, reason)
        session.show({**known, "done": not dry_run}, discarded)


NO_WAY_BACK = "nothing brings back what is discarded"


def discarded(console: Console, found: dict[str, Any]) -> None:
    """How many are let go of."""
    words = "are being discarded" if found["done"] else "would be discarded"
    console.print(
        f"Of group {found['fingerprint']} {found['dead']} {words}; {found['parked']} stay, cases stand behind."
    )

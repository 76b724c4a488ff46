"""`ekc ops reconcile`: let a part go on whose database or topics were restored, once somebody saw what differs."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer

from contracts.access import Act
from contracts.operations import EVERYTHING
from contracts.topics import SERVICES
from services.desk.cli.on_record import put_on_record
from services.desk.cli.operating import Settings
from services.desk.cli.sure import DryRun, Yes

PARTS = (*SERVICES, "workflows")
PROCESSES = "processes"
Part = Annotated[
    str | None, typer.Argument(help=f"One of {', '.join(PARTS)}; without it all are looked at. Or `{PROCESSES}`.")
]
LostAt = Annotated[
    datetime | None,
    typer.Option(help="When Temporal was lost, or the moment that it was restored to (UTC): for `processes`."),
]
Wait = Annotated[float, typer.Option(help="Seconds to wait until it is done.", min=0)]


def reconcile(
    context: typer.Context,
    part: Part = None,
    lost_at: LostAt = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    wait: Wait = 600,
) -> None:
    """Let parts that stand still put right what differs between their databases and their topics.

    Each part says what it found. What its topic has and its database has not is taken over as it is; what its log has
    and a topic lost is published again; topics that are others than before are read anew. Stop all parts before
    anything is restored, and start them after it: they find out by themselves.

    Of `processes` the bridge makes those again that Temporal lost, from what the services have told; running ones hear
    all milestones once more, which changes nothing that they know. It says how many of both.
    """
    from services.desk.cli.reconciling import Choice, of_part, of_processes

    check_words(part, lost_at)
    settings, choice, agreed = Settings.found(), Choice(yes, dry_run, wait), list[str]()
    try:
        if part == PROCESSES:
            asyncio.run(of_processes(settings.database("workflows"), choice, lost_at, agreed))
        else:
            for name in (part,) if part else PARTS:
                asyncio.run(of_part(settings.database(name), name, choice, agreed))
    finally:  # what was agreed to is done, be it later than anybody waits
        if agreed:
            put_on_record(context.obj, Act.RECONCILE, PROCESSES if part == PROCESSES else EVERYTHING, agreed)


def check_words(part: str | None, lost_at: datetime | None) -> None:
    """Whether what is asked for can be meant.

    Raises:
        typer.BadParameter: it cannot.
    """
    if part not in (None, PROCESSES, *PARTS):
        raise typer.BadParameter(f"there is no part {part}: it is one of {', '.join(PARTS)}, or {PROCESSES}.")
    if lost_at and part != PROCESSES:
        raise typer.BadParameter(f"--lost-at is of Temporal: `ekc ops reconcile {PROCESSES}`.")
    if lost_at and lost_at.replace(tzinfo=UTC) > datetime.now(UTC):
        raise typer.BadParameter("--lost-at is still to come, and what comes due until then would never be asked for.")

"""`ekc ops park|release|pause|resume|drain`: what stands still for a while, and goes on where it stood."""

import time
from collections.abc import Callable
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from contracts.access import Act
from contracts.operations import EVERYTHING, PARKED_BY_OPERATOR
from services.desk.cli.cases import Id
from services.desk.cli.client import Desk, NoAnswer
from services.desk.cli.session import Json, Wait, answering
from services.desk.cli.sure import DryRun, Yes, check_sure

OPERATOR = "operator"
AGAIN_SECONDS = 0.3
PROCESSES = {"workflows": "bridge"}
"""What a part is called among the processes, where it is not the same."""
At = Annotated[list[str] | None, typer.Option(help="Only at this part; may be given again.")]
Reason = Annotated[str | None, typer.Option(help="Why, on record: a word, or the number of a ticket.")]
Topic = Annotated[str, typer.Argument(help="The topic, for example ekc.in.school-noord.")]


def park(
    context: typer.Context,
    case_id: Id,
    at: At = None,
    reason: Reason = None,
    dry_run: DryRun = False,
    wait: Wait = 10,
    json: Json = False,
) -> None:
    """Let a case stand still: what comes for it waits, in order. Withdrawal, death and erasure pass (R31)."""
    with answering(context, json) as session:
        desk = session.desk(OPERATOR)
        done = desk.operate(Act.PARK, case_id, parts=at or [], reason=reason, dry_run=dry_run)
        if not dry_run:
            until(wait, lambda: set(done["parts"]) <= standing(desk, case_id))
        session.show(done, told)


def release(
    context: typer.Context,
    case_id: Id,
    at: At = None,
    reason: Reason = None,
    dry_run: DryRun = False,
    wait: Wait = 10,
    json: Json = False,
) -> None:
    """Let a parked case go on with all that waited. Behind a message that failed it stays: replay that."""
    with answering(context, json) as session:
        desk = session.desk(OPERATOR)
        done = desk.operate(Act.RELEASE, case_id, parts=at or [], reason=reason, dry_run=dry_run)
        if not dry_run:
            until(wait, lambda: not set(done["parts"]) & standing(desk, case_id, PARKED_BY_OPERATOR))
        session.show(done, told)


def pause(
    context: typer.Context,
    topic: Topic,
    at: At = None,
    reason: Reason = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    wait: Wait = 10,
    json: Json = False,
) -> None:
    """Read a topic no further, at every replica and over restarts, until it is resumed. Kafka keeps what is written.

    What was read already is still handled. Mind how long the topic keeps what nobody reads (`ekc ops describe`).
    """
    with answering(context, json) as session:
        desk = session.desk(OPERATOR)
        if not dry_run:
            check_sure(f"Read {topic} no further?", yes=yes)
        done = desk.operate(Act.PAUSE, topic, parts=at or [], reason=reason, dry_run=dry_run)
        if not dry_run:
            until(wait, lambda: all(topic in (one or ()) for one in paused(desk, done["parts"]).values()))
        session.show(done, told)


def resume(
    context: typer.Context,
    topic: Annotated[str, typer.Argument(help="The topic; `*` is all that is paused, after a drain for example.")],
    at: At = None,
    reason: Reason = None,
    dry_run: DryRun = False,
    wait: Wait = 10,
    json: Json = False,
) -> None:
    """Read a topic on from where it was left."""
    with answering(context, json) as session:
        desk = session.desk(OPERATOR)
        done = desk.operate(Act.RESUME, topic, parts=at or [], reason=reason, dry_run=dry_run)
        if not dry_run:
            until(wait, lambda: goes_on(desk, topic, done["parts"]))
        session.show(done, told)


def drain(
    context: typer.Context,
    part: Annotated[list[str] | None, typer.Argument(help="Only these parts; otherwise all of them.")] = None,
    reason: Reason = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    wait: Annotated[float, typer.Option(help="Seconds to wait until all is out.", min=0, max=3600)] = 300,
    json: Json = False,
) -> None:
    """Before maintenance: finish what is in hand, take nothing in, and say when everything is published.

    It stays so over restarts, until `ekc ops resume '*'`. The desk answers, and takes no commands; while it is not
    drained itself, parts that are go on with what people have them do. What the process asks for waits on its topics.
    """
    with answering(context, json) as session:
        desk = session.desk(OPERATOR)
        if not dry_run:
            check_sure(f"Let {', '.join(part or ['everything'])} take nothing in until it is resumed?", yes=yes)
        done = desk.operate(Act.PAUSE, EVERYTHING, parts=part or [], reason=reason, dry_run=dry_run)
        if not dry_run:
            until(wait, lambda: not undrained(desk, done["parts"]))
        session.show({**done, "act": "drain"}, told)


def until(seconds: float, there: Callable[[], bool]) -> None:
    """Ask until the effect is there.

    Raises:
        NoAnswer: it is not, in time.
    """
    end = time.monotonic() + seconds
    while not there():
        if time.monotonic() >= end:
            detail = "It was asked for, and not every part has done it yet. It will: see `ekc status`."
            raise NoAnswer({"type": "urn:ekc:problem:no-answer", "title": "no answer", "status": 504, "detail": detail})
        time.sleep(AGAIN_SECONDS)


def standing(desk: Desk, case: str, reason: str | None = None) -> set[str]:
    """The parts at which a case stands still: for this reason, or for any. Where it does, nobody parks it anew."""
    found = desk.get("/dead-letters", state="parked")["letters"]
    return {one["owner"] for one in found if one["case"] == case and reason in (None, one["reason"])}


def goes_on(desk: Desk, topic: str, parts: list[str]) -> bool:
    """Whether all of them say that they read a topic on."""
    return all(one is not None and topic not in one for one in paused(desk, parts).values())


def paused(desk: Desk, parts: list[str]) -> dict[str, list[str] | None]:
    """What parts read no further, as they say themselves; of one that does not say it nothing."""
    state = desk.get("/status")["parts"]
    return {part: state.get(PROCESSES.get(part, part), {}).get("paused") for part in parts}


def undrained(desk: Desk, parts: list[str]) -> list[str]:
    """The parts that still have something in hand, or rows to publish."""
    state = desk.get("/status")["parts"]
    found = {part: state.get(PROCESSES.get(part, part), {}) for part in parts}
    return [
        part
        for part, one in found.items()
        if EVERYTHING not in (one.get("paused") or []) or one.get("left") != 0 or one.get("outbox") != 0
    ]


def told(console: Console, done: dict[str, Any]) -> None:
    """What was asked of whom."""
    word = "Done" if done["asked"] else "Would be asked"
    console.print(Text(f"{word}: {done['act']} {done['about']} at {', '.join(done['parts'])}."))

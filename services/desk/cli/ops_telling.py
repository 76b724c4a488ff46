"""`ekc ops describe|outbox`: what every part says of itself."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from contracts.topics import TOPICS
from services.desk.cli import showing
from services.desk.cli.session import Json, answering

OPERATOR = "operator"


def describe(
    context: typer.Context,
    stable: Annotated[
        bool, typer.Option("--stable", help="Leave out what changes by itself: to compare with another day.")
    ] = False,
    json: Json = False,
) -> None:
    """Show what every part works with: settings, release, schema, tables, topics, how old keys are.

    Of a secret only that there is one.
    """
    with answering(context, json) as session:
        parts = session.desk(OPERATOR).get("/description")["parts"]
        if stable:
            parts = {
                name: part and {what: part[what] for what in part if what != "now"} for name, part in parts.items()
            }
        session.show({"parts": parts, "topics": topics()}, described)


def topics() -> dict[str, Any]:
    """What the contracts want of each topic; what there is says `ekc ops topics`."""
    return {
        topic.name: {
            "partitions": topic.partitions,
            "config": dict(sorted(topic.config.items())),
            "writers": sorted(topic.writers),
            "readers": sorted(topic.readers),
        }
        for topic in sorted(TOPICS, key=lambda one: one.name)
    }


def described(console: Console, found: dict[str, Any]) -> None:
    """Parts, then a line for each setting and value with the parts that have it, then how old files of keys are."""
    there = {name: part for name, part in found["parts"].items() if part}
    rows: list[list[str | None]] = [
        [
            name,
            part["release"],
            " ".join(part.get("schema", ())),
            str(len(part.get("tables", ()))),
            str(len(part.get("reads", ()))),
            size(sum(part.get("now", {}).get("bytes", {}).values())),
        ]
        for name, part in there.items()
    ]
    showing.table(console, ["part", "release", "schema", "tables", "reads", "size"], rows, "No part tells anything.")
    settings(console, {name: part and part["settings"] for name, part in found["parts"].items()})
    old(console, there)


def settings(console: Console, parts: dict[str, Any]) -> None:
    """The settings of every part: a line for each variable and value, with the parts that have it."""
    having: dict[tuple[str, str], list[str]] = {}
    for part, variables in parts.items():
        for name, value in (variables or {"(it does not tell)": ""}).items():
            having.setdefault((name, "-" if value is None else str(value)), []).append(part)
    rows: list[list[str | None]] = [
        [name, value, "all" if len(who) == len(parts) else ", ".join(who)]
        for (name, value), who in sorted(having.items())
    ]
    showing.table(console, ["setting", "value", "parts"], rows, "No parts are known.")


def old(console: Console, parts: dict[str, Any]) -> None:
    """How old keys, secrets and certificates are."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, part in parts.items():
        for file, days in part.get("now", {}).get("ages", {}).items():
            found.setdefault((file, str(days)), []).append(name)
        for epoch in part.get("now", {}).get("epochs", ()):
            found[f"key-encryption epoch {epoch['epoch']} ({epoch['keys']} keys)", str(epoch["days"])] = [name]
    rows: list[list[str | None]] = [[file, days, ", ".join(who)] for (file, days), who in sorted(found.items())]
    if rows:
        showing.table(console, ["key or file", "days old", "parts"], rows, "")


def size(bytes_: int) -> str:
    """A size in megabytes."""
    return f"{bytes_ / 1_000_000:.1f} MB"


def outbox(
    context: typer.Context,
    part: Annotated[str, typer.Argument(help="Only of this part; otherwise of all.")] = "",
    json: Json = False,
) -> None:
    """Show what waits to be published, by part and topic; and what Kafka refused for good.

    Rows come and go within a second. What stays says that Kafka is away, or that nobody leads the relay. Exit code 1
    where something was refused, or a part does not answer.
    """
    with answering(context, json) as session:
        parts = session.desk(OPERATOR).get("/description")["parts"]
        if part and part not in parts:
            raise typer.BadParameter(f"there is no part {part}: it is one of {', '.join(parts)}.")
        told = unpublished({name: said for name, said in parts.items() if part in ("", name)})
        session.show({"parts": told}, waiting)
        if any(one is None or one["refused"] for one in told.values()):
            raise typer.Exit(1)


def unpublished(parts: dict[str, Any]) -> dict[str, Any]:
    """What waits at each part; of one that does not answer nothing is known."""
    return {
        name: said and {what: said["now"].get(what, []) for what in ("outbox", "refused")}
        for name, said in parts.items()
    }


def waiting(console: Console, found: dict[str, Any]) -> None:
    """A line for each topic of each part; a line for each row that stands in the way of its stream."""
    there = {name: part for name, part in found["parts"].items() if part}
    rows: list[list[str | None]] = [
        [name, one["topic"], str(one["rows"]), f"{one['oldest_seconds']:.0f} s", str(one["refused"])]
        for name, part in there.items()
        for one in part["outbox"]
    ]
    silent = [name for name in found["parts"] if name not in there]
    nothing = "Everything is published." if not silent else "Nothing waits at the parts that answer."
    showing.table(console, ["part", "topic", "rows", "oldest", "refused"], rows, nothing)
    refused: list[list[str | None]] = [
        [name, one["topic"], one["stream"], one["why"]] for name, part in there.items() for one in part["refused"]
    ]
    if refused:
        showing.table(console, ["part", "topic", "stands still", "why"], refused, "")
    for name in silent:
        console.print(Text(f"{name} does not answer: what waits there is not known.", style="red"))

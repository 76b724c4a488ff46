"""When a load is over: everything is quiet, every promise holds, and every command was answered once."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from temporalio.client import Client, WorkflowHandle

from contracts.topics import events
from deploy.local import checks
from deploy.local.checks import Broken
from deploy.local.demo.quiet import Quiet
from deploy.local.platform import EVERYTHING, Platform
from tests.faults.load import Load
from tests.faults.wire import SPEAKERS
from workflows.codec import data_converter

QUIET_SECONDS = 180


async def letters(platform: Platform) -> int:
    """How many dead letters there are."""
    counts = [await checks.rows(platform, part, "SELECT count(*) FROM dead_letters") for part in checks.LISTENS]
    return sum(rows[0][0] for rows in counts)


async def check(platform: Platform, load: Load, dead_letters: int = 0) -> None:
    """Wait until all is quiet, and look back.

    Raises:
        NotQuiet, Broken: something waits, was lost, or happened twice.
    """
    await asyncio.to_thread(platform.wait_ready, *EVERYTHING, seconds=QUIET_SECONDS)
    key = Path(platform.environment("worker")["EKC_TEMPORAL_CODEC_KEY_FILE"])
    temporal = await Client.connect(platform.temporal_address(), data_converter=data_converter(key))
    await quiet(platform, [])  # asking hundreds of processes again and again would keep Temporal busy
    await quiet(platform, [temporal.get_workflow_handle(life.workflow) for life in load.lives])
    await checks.all_of(platform, temporal, dead_letters=dead_letters)
    if load.wire.lost:
        raise Broken(f"Kafka did not take {len(load.wire.lost)} commands: {load.wire.lost[0]}.")
    await asyncio.to_thread(answered_once, platform, load.sent)


async def quiet(platform: Platform, workflows: Sequence[WorkflowHandle[Any, Any]]) -> None:
    """Wait until nothing is under way."""
    looking = Quiet(platform, lambda: workflows)
    await looking.wait(QUIET_SECONDS)
    await looking.close()


def answered_once(platform: Platform, commands: list[str]) -> None:
    """Promise 1: of each command there is one effect (events that stand together) or one refusal.

    Raises:
        Broken: a command was lost, or had more than one outcome.
    """
    outcomes: dict[str, dict[str, tuple[str, int | None]]] = defaultdict(dict)
    for service in SPEAKERS:
        for event in checks.records(platform, events(service)):
            sequence = int(event["sequence"]) if "sequence" in event else None
            outcomes[event.get("causationid", "")][event["id"]] = (f"{service}/{event['subject']}", sequence)
    for command in commands:
        found = list(outcomes[command].values())
        places = sorted(sequence for _, sequence in found if sequence is not None)
        together = places == list(range(places[0], places[0] + len(places))) if places else len(found) == 1
        if not together or len({stream for stream, _ in found}) != 1 or (places and len(places) != len(found)):
            raise Broken(f"Command {command} came to {found}.")


def sizes(platform: Platform, parts: Iterable[str]) -> dict[str, int]:
    """How long the logs of these parts are now."""
    return {part: platform.log(part).stat().st_size for part in parts}


def repetitions(platform: Platform, since: Mapping[str, int]) -> dict[str, int]:
    """How many messages each part knew already, since its log had this size."""
    known = dict.fromkeys(since, 0)
    for part, size in since.items():
        with platform.log(part).open("rb") as log:
            log.seek(size)
            known[part] += sum(json.loads(line)["duplicates"] for line in log if b'"duplicates"' in line)
    return known

"""Before an upgrade: would this release go on with every case that runs? `python -m workflows.replay`

It reads the history of each open run from Temporal and lives through it with the code of this release; nothing is
changed, and nothing is asked of anybody. A run that goes another way now would stand still after the upgrade: its id is
printed, and the exit code is 1.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from temporalio.client import Client
from temporalio.worker import Replayer

from services.chassis.settings import BadSettings
from workflows import connection
from workflows.schedule import TurnOfDay
from workflows.settings import TemporalSettings
from workflows.temporal import ConferenceCase

OPEN = "WorkflowType = 'ConferenceCase' AND ExecutionStatus = 'Running'"
PROCESSES = (ConferenceCase, TurnOfDay)


@dataclass
class Found:
    """How many runs there were, and which of them part from this release, with the kind of error."""

    runs: int = 0
    parting: dict[str, str] = field(default_factory=dict)


async def replay(client: Client, *, at_most: int | None = None, processes: Sequence[type] = PROCESSES) -> Found:
    """Live through the open runs, the latest first."""
    found = Found()
    replayer = Replayer(workflows=processes, data_converter=client.data_converter, runtime=connection.quiet_runtime())
    histories = client.list_workflows(OPEN, limit=at_most).map_histories()
    async with replayer.workflow_replay_iterator(histories) as results:
        async for result in results:
            found.runs += 1
            if result.replay_failure:
                found.parting[result.history.workflow_id] = type(result.replay_failure).__name__
    return found


async def run(settings: TemporalSettings, at_most: int | None) -> Found:
    """Connect, and replay."""
    return await replay(await connection.client(settings), at_most=at_most)


def main(words: list[str]) -> str | int:
    """What is wrong, or the exit code."""
    asked = argparse.ArgumentParser(prog="python -m workflows.replay", description=__doc__.split("\n")[0])
    asked.add_argument("--at-most", type=int, metavar="RUNS", help="only so many, the latest ones")
    try:
        found = asyncio.run(run(TemporalSettings.told(), asked.parse_args(words).at_most))
    except BadSettings as error:
        return f"These settings cannot be used: {error}"
    for workflow, why in sorted(found.parting.items()):
        print(f"{workflow}: {why}")
    print(f"{found.runs} open runs, of which {len(found.parting)} would not go on with this release.")
    return 1 if found.parting else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

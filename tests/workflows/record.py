"""Record histories of invented cases anew: `python -m tests.workflows.record` (docs/decisions/022).

Only after a change that old histories cannot be replayed with, and that no running case can meet any more.
"""

import asyncio

from temporalio.client import Client

from tests.platform import session
from tests.workflows.conftest import HISTORIES
from tests.workflows.lives import LIVES
from tests.workflows.telling import Case, Told, worker_of
from workflows.codec import data_converter


async def record(address: str) -> None:
    """Let each case live, and keep the history of each of its runs."""
    client = await Client.connect(address, data_converter=data_converter(None), identity="record")
    told = Told()
    async with worker_of(client, told):
        for name, life in LIVES.items():
            case = Case(client, told)
            await case.live(life())
            for number, history in enumerate(await case.histories(), start=1):
                (HISTORIES / f"{name}-{number}.json").write_text(history.to_json())


def main() -> None:
    """Record on a Temporal of its own."""
    for old in HISTORIES.glob("*.json"):
        old.unlink()
    with session() as platform:
        platform.start("temporal")
        asyncio.run(record(platform.temporal_address()))


if __name__ == "__main__":
    main()

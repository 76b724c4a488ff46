"""Record the lives and stories that have no history yet: `python -m tests.workflows.record` (docs/decisions/022).

What is deleted is recorded anew: only after a change that the old history cannot be replayed with, and that no running
case can meet any more.
"""

import asyncio

from temporalio.client import Client

from deploy.local.demo import story
from tests.platform import session
from tests.workflows.lives import LIVES
from tests.workflows.recorded import HISTORIES, is_recorded, keep
from tests.workflows.stories import StoryLife, lives_of
from tests.workflows.telling import Case, Told, worker_of
from workflows.codec import data_converter


async def record(address: str) -> None:
    """Let each case live, and keep the history of each of its runs."""
    client = await Client.connect(address, data_converter=data_converter(None), identity="record")
    told = Told()
    async with worker_of(client, told):
        for name in LIVES:
            if not (HISTORIES / f"{name}-1.json").exists():
                await record_life(name, Case(client, told))
        for name in story.names():
            lives = lives_of(name)
            if not is_recorded(name, [life.milestones for life in lives]):
                await record_story(name, [(life, Case(client, told)) for life in lives])


async def record_life(name: str, case: Case) -> None:
    """Let one invented case live."""
    await case.live(LIVES[name]())
    for number, history in enumerate(await case.histories(), start=1):
        (HISTORIES / f"{name}-{number}.json").write_text(history.to_json())


async def record_story(name: str, lives: list[tuple[StoryLife, Case]]) -> None:
    """Let the cases of a story live, one after the other, each on its dates.

    Raises:
        RuntimeError: a case ended otherwise than in memory.
    """
    histories = []
    for life, case in lives:
        begins = life.start.model_dump(mode="json", exclude_defaults=True, exclude={"case"})
        ending = await case.hear(life.heard, **begins)
        if ending != life.ending:
            raise RuntimeError(f"{name}: {ending} under Temporal, {life.ending} in memory")
        histories += await case.histories()
    keep(name, histories)


def main() -> None:
    """Record on a Temporal of its own."""
    with session() as platform:
        platform.start("temporal")
        asyncio.run(record(platform.temporal_address()))


if __name__ == "__main__":
    main()

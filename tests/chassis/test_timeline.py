"""Who was connected to a server that was swapped since writes nothing into the other one, and starts again."""

import pytest

from services.chassis.timeline import AnotherTimeline, Timeline
from tests.chassis.path import MessagePath


class Connection:
    """A connection to a server of some timeline."""

    def __init__(self, timeline: str) -> None:
        self.timeline = timeline

    async def fetchval(self, _query: str) -> str:
        """Its timeline."""
        return self.timeline


async def test_a_connection_to_the_same_server_is_used() -> None:
    """A connection that broke, or a server that was started again, changes nothing."""
    timeline = Timeline()

    await timeline.check(Connection("00000001"))
    await timeline.check(Connection("00000001"))

    assert not timeline.left.is_set()


async def test_a_connection_to_another_server_ends_the_part() -> None:
    """It may be of before what this part has written: nothing is written until it was compared with the topics."""
    timeline = Timeline()
    await timeline.check(Connection("00000001"))

    with pytest.raises(AnotherTimeline):
        await timeline.check(Connection("00000002"))

    with pytest.raises(AnotherTimeline):
        await timeline.end()


async def test_a_part_may_ask_for_it(path: MessagePath) -> None:
    """With the rights of a running part, which owns nothing."""
    timeline = Timeline()

    async with path.pool.acquire() as connection:
        await timeline.check(connection)

    assert timeline.known == "00000001"

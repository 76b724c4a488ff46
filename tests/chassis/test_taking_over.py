"""When a restored part is done with what it had decided before: once it has read all that is still to be read."""

from collections.abc import Sequence
from typing import Any

import pytest
from aiokafka import TopicPartition

from contracts.topics import commands
from services.chassis.taking_over import TakingOver

COMMANDS = commands("coordination")


class Topics:
    """Kafka as a watcher sees it: what was on a topic until offset 5 was cleared away."""

    async def topics(self) -> set[str]:
        """Those that there are."""
        return {COMMANDS}

    async def beginning_offsets(self, places: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
        """Where they begin now."""
        return dict.fromkeys(places, 5)

    async def end_offsets(self, places: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
        """In the first partition there is one record."""
        return {place: 5 if place.partition else 6 for place in places}


class Pool:
    """What is written down of how far the part is in the first partition; of the others nothing is."""

    def __init__(self, offset: int) -> None:
        self.offset = offset

    async def fetch(self, _query: str, _topics: Sequence[str]) -> list[dict[str, Any]]:
        """See `restored.CONSUMED`."""
        return [{"topic": COMMANDS, "partition": 0, "next_offset": self.offset}]


@pytest.mark.parametrize(("offset", "done"), [(6, True), (5, False), (2, False)])
async def test_what_kafka_let_go_of_is_not_waited_for(offset: int, done: bool) -> None:
    """A backup of before it is behind those records for ever: of what is there one is read, or is not."""
    pool: Any = Pool(offset)
    watcher: Any = Topics()
    nothing: Any = None

    taking_over = TakingOver(pool, nothing, nothing, nothing, nothing)

    assert await taking_over.read_up(watcher, [COMMANDS]) is done

"""When a restored part is done with what it had decided before: once it has read all that is still to be read."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from aiokafka import TopicPartition

from contracts.topics import commands
from services.chassis import adopting
from services.chassis.envelopes import Arrival
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


class Stuck:
    """A database of three streams, of which nothing can be taken over."""

    def __init__(self) -> None:
        self.asked = 0

    async def fetch(self, query: str, after: str, _most: int) -> list[dict[str, str]]:
        """The next two of them."""
        assert query == adopting.LEFT
        self.asked += 1
        return [{"stream": name} for name in ("a", "b", "c") if name > after][:2]

    async def execute(self, query: str) -> None:
        """What nobody asks for again is let go of."""
        assert query == adopting.FORGET

    async def fetchval(self, query: str) -> int:
        """How many are left."""
        assert query == adopting.STUCK
        return 3


class Batches:
    """A consumer that remembers of which streams it was to take over the rest."""

    def __init__(self) -> None:
        self.streams: list[str] = []

    async def persist(self, arrivals: Sequence[Arrival], _offsets: object) -> None:
        """See `Consumer`."""
        self.streams += [one.stream for one in arrivals]


async def test_what_cannot_be_taken_over_now_is_tried_once_each_time() -> None:
    """A key is missing, say: nobody tries without a pause, and it is said of how many streams it is so."""
    pool: Any = Stuck()
    consumer: Any = Batches()
    nothing: Any = None
    taking_over = TakingOver(pool, nothing, nothing, nothing, nothing)

    async with asyncio.timeout(5):
        await taking_over.rest(consumer)

    assert (consumer.streams, pool.asked, taking_over.stuck) == (["a", "b", "c"], 3, 3)

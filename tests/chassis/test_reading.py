"""Reading ahead: the next batch is opened while this one is written, and nothing is lost by it."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaConnectionError

from services.chassis.envelopes import Record
from services.chassis.reading import Polled, Reading
from tests.chassis.path import MessagePath


class Polls:
    """The polls of a consumer: a batch, an error, or nothing."""

    def __init__(self, *answers: Sequence[Record] | Exception) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def getmany(self, **_: Any) -> dict[TopicPartition, Sequence[Record]]:
        """The next answer; nothing when all were given."""
        self.asked += 1
        answer = self.answers.pop(0) if self.answers else ()
        if isinstance(answer, Exception):
            raise answer
        return {TopicPartition("ekc.coordination.commands", 0): answer} if answer else {}

    @property
    def consumer(self) -> AIOKafkaConsumer:
        """As the reading takes it."""
        return cast("AIOKafkaConsumer", self)


async def ahead(reading: Reading) -> Polled:
    """What was read ahead, when it is there."""
    assert reading.next
    await asyncio.wait({reading.next})
    return reading.next.result()


async def test_the_next_batch_is_opened_while_this_one_is_handled(path: MessagePath) -> None:
    """A batch is handed out, and the one after it is unsealed before anybody asks for it; each has its effect once."""
    case = await path.case()
    polls = Polls([await path.invitation(case)], [await path.invitation(case)])
    reading = Reading(path.opening, 500, path.consumer.handled)

    first = await reading.poll(polls.consumer)
    second = await ahead(reading)

    assert [one.message is not None for one in second.opened] == [True]
    await path.consumer.handle(first)
    await path.consumer.handle(await reading.poll(polls.consumer))
    assert await path.events(case) == ["participant-invited", "notice-due"] * 2


async def test_what_cannot_be_opened_ahead_waits_for_its_turn(path: MessagePath) -> None:
    """An unreachable keyring loses nothing of a batch that was read ahead."""
    case = await path.case()
    polls = Polls([await path.invitation(case)], [await path.invitation(case)])
    reading = Reading(path.opening, 500, path.consumer.handled)
    first = await reading.poll(polls.consumer)
    path.keyring.reachable = False
    await ahead(reading)
    path.keyring.reachable = True

    for polled in (first, await reading.poll(polls.consumer)):
        await path.consumer.handle(polled)

    assert await path.events(case) == ["participant-invited", "notice-due"] * 2


async def test_an_error_of_kafka_comes_once_and_reading_goes_on(path: MessagePath) -> None:
    """FastStream hears of the error when it asks for the next batch, and gets that batch when it asks again."""
    case = await path.case()
    batches = [[await path.invitation(case)] for _ in range(2)]
    polls = Polls(batches[0], KafkaConnectionError(), batches[1])
    reading = Reading(path.opening, 500, path.consumer.handled)

    assert list(await reading.poll(polls.consumer)) == batches[0]
    with pytest.raises(KafkaConnectionError):
        await reading.poll(polls.consumer)
    assert list(await reading.poll(polls.consumer)) == batches[1]


async def test_an_empty_poll_reads_nothing_ahead(path: MessagePath) -> None:
    """Without records there is one poll at a time."""
    polls = Polls()
    reading = Reading(path.opening, 500, path.consumer.handled)

    assert not await reading.poll(polls.consumer)
    assert reading.next is None
    assert polls.asked == 1

"""At its start a part compares its database with its topics, and goes on only when both tell the same (promise 5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.structs import OffsetAndTimestamp
from pydantic_core import to_json

from contracts.topics import PARTITIONS, commands, events, inbound
from services.chassis import reconciling, restored
from services.chassis.restored import Found
from tests.chassis.path import MessagePath

EVENTS, COMMANDS, INBOUND = events("coordination"), commands("coordination"), inbound("school-noord")
PLACE = TopicPartition(EVENTS, 0)


@dataclass
class Topics:
    """Kafka as a reader of no group sees it: what is in the first partition of two topics."""

    held: dict[str, list[bytes]] = field(default_factory=lambda: {EVENTS: [], COMMANDS: []})
    at: dict[TopicPartition, int] = field(default_factory=dict)
    stamp: int = 1_000

    async def topics(self) -> set[str]:
        """Those that there are."""
        return set(self.held)

    async def beginning_offsets(self, places: Sequence[TopicPartition]) -> Mapping[TopicPartition, int]:
        """Nothing was cleared away."""
        return dict.fromkeys(places, 0)

    async def end_offsets(self, places: Sequence[TopicPartition]) -> Mapping[TopicPartition, int]:
        """How much there is."""
        return {place: 0 if place.partition else len(self.held[place.topic]) for place in places}

    def assign(self, places: Sequence[TopicPartition]) -> None:
        """Read these."""
        self.at = dict.fromkeys(places, 0)

    def seek(self, place: TopicPartition, offset: int) -> None:
        """From here."""
        self.at[place] = offset

    async def position(self, place: TopicPartition) -> int:
        """How far it is."""
        return self.at[place]

    async def getmany(self, *places: TopicPartition, timeout_ms: int) -> dict[TopicPartition, list[Any]]:
        """All that is left."""
        assert timeout_ms
        found = {place: self.records(place) for place in places}
        self.at.update({place: len(self.held[place.topic]) for place in places})
        return found

    async def offsets_for_times(self, stamps: Mapping[TopicPartition, int]) -> dict[TopicPartition, Any]:
        """The first record of each that was appended then, or later."""
        found: dict[TopicPartition, Any] = {}
        for place, stamp in stamps.items():
            later = [offset for offset in range(len(self.held[place.topic])) if self.stamp + offset >= stamp]
            found[place] = OffsetAndTimestamp(later[0], self.stamp + later[0]) if later else None
        return found

    def records(self, place: TopicPartition) -> list[Any]:
        """From where it is to the end."""
        values = list(enumerate(self.held[place.topic]))[self.at[place] :]
        return [
            ConsumerRecord(place.topic, 0, offset, self.stamp + offset, 0, None, value, None, -1, len(value), ())
            for offset, value in values
        ]


@pytest.fixture
def topics() -> Topics:
    """Empty topics."""
    return Topics()


async def look(path: MessagePath, topics: Topics) -> Found:
    """What the coordination service finds."""
    async with path.pool.acquire() as connection:
        return await restored.look(connection, topics, [EVENTS], [COMMANDS])


async def reconcile(path: MessagePath, topics: Topics) -> dict[str, int]:
    """Put right what it finds."""
    async with path.pool.acquire() as connection, connection.transaction():
        found = await restored.look(connection, topics, [EVENTS], [COMMANDS])
        return await reconciling.reconcile(connection, topics, found, EVENTS)


async def invited(path: MessagePath) -> str:
    """A case in which somebody was invited, so that the service said something."""
    case = await path.case()
    await path.handle(await path.invitation(case))
    await path.pool.execute("DELETE FROM consumed")  # what it read is on no topic here
    return case


async def publish(path: MessagePath, topics: Topics, *, forget: bool = False) -> None:
    """Publish the outbox as the relay does; `forget`: it was stopped before it noted that."""
    rows = await path.pool.fetch("SELECT value FROM outbox ORDER BY id")
    topics.held[EVENTS] += [bytes(row["value"]) for row in rows]
    if not forget:
        await path.pool.execute("DELETE FROM outbox")
        await path.pool.execute(reconciling.UP_TO, [EVENTS], [0], [len(topics.held[EVENTS])])


async def test_a_part_whose_topic_is_in_its_log_goes_on(path: MessagePath, topics: Topics) -> None:
    """Also one that was stopped between an acknowledgement and noting it; that is not published twice."""
    await invited(path)
    await publish(path, topics)
    await invited(path)
    await publish(path, topics, forget=True)

    assert not await look(path, topics)
    assert await path.pool.fetchval("SELECT count(*) FROM outbox") == 0


async def test_what_only_the_topic_has_is_found_and_taken_over(path: MessagePath, topics: Topics) -> None:
    """Events and answers, in the log word for word once their messages come again; asked again nothing differs."""
    await invited(path)
    await publish(path, topics)
    known = len(topics.held[EVENTS])
    topics.held[EVENTS] += [published(number) for number in (1, 2)] + [published(None)]

    found = await look(path, topics)
    did = await reconcile(path, topics)

    assert [one[3] for one in found.unknown] == [1, 2, None]
    assert "3 records of its topics are not in its database" in found.sentences()[0]
    assert did == {"taken_over": 3, "published_again": 0, "read_again": 0}
    assert not await look(path, topics)
    assert known + 3 == await path.pool.fetchval("SELECT next_offset FROM published WHERE partition = 0")


async def test_another_release_beside_it_is_no_restore(path: MessagePath, topics: Topics) -> None:
    """One that notes neither offsets nor stamps: it publishes answers, and moves the offsets of what it handled."""
    await invited(path)
    await publish(path, topics)
    topics.held[EVENTS] += [published(None)]
    topics.held[COMMANDS] = [b"a", b"b"]
    await path.pool.execute("INSERT INTO consumed VALUES ($1, 0, 2, $2, 1)", COMMANDS, topics.stamp)

    assert not await look(path, topics)


async def test_a_number_that_was_given_twice_is_never_reconciled(path: MessagePath, topics: Topics) -> None:
    """A database that went on after its restore has other events under the same numbers: only an older one helps."""
    case = await invited(path)
    await path.pool.execute("DELETE FROM outbox")
    await path.pool.execute(reconciling.UP_TO, [EVENTS], [0], [0])
    topics.held[EVENTS] += [published(1, stream=case)]

    found = await look(path, topics)

    assert found.taken == 1
    assert "restore it again" in " ".join(found.sentences())


async def test_what_a_topic_lost_is_published_again_in_order(path: MessagePath, topics: Topics) -> None:
    """The same bytes, so the same ids and numbers: of what was not lost nothing is said twice."""
    await invited(path)
    await publish(path, topics)
    all_of_it = list(topics.held[EVENTS])
    topics.held[EVENTS] = all_of_it[:1]

    found = await look(path, topics)
    did = await reconcile(path, topics)
    await publish(path, topics)

    assert found.short == {PLACE: len(all_of_it) - 1}
    assert did["published_again"] == len(all_of_it) - 1
    assert topics.held[EVENTS] == all_of_it


async def test_what_was_published_behind_a_loss_hides_nothing_of_it(path: MessagePath, topics: Topics) -> None:
    """Kafka lost its latest records while the part went on: what is in between comes again, and so all behind it."""
    case = await path.case()
    await path.handle(await path.invitation(case), await path.invitation(case))
    await path.pool.execute("DELETE FROM consumed")
    await publish(path, topics)
    all_of_it = list(topics.held[EVENTS])
    topics.held[EVENTS] = [all_of_it[0], all_of_it[-1]]

    await reconcile(path, topics)
    await publish(path, topics)

    assert len(all_of_it) > 2
    assert topics.held[EVENTS][2:] == all_of_it[1:]


@pytest.mark.parametrize("name", [EVENTS, COMMANDS])
async def test_a_topic_that_is_gone_is_waited_for(path: MessagePath, topics: Topics, name: str) -> None:
    """Of a Kafka that was lost not all are there at once: going on would pass over what is published again."""
    await invited(path)
    await publish(path, topics)
    topics.held[COMMANDS] = [b"a"]
    await path.pool.execute("INSERT INTO consumed VALUES ($1, 0, 1, $2, 1)", COMMANDS, topics.stamp)
    assert not await look(path, topics)
    del topics.held[name]

    found = await look(path, topics)

    assert (bool(found), found.beyond, found.missing) == (True, True, [name])
    assert name in found.sentences()[0]


async def test_a_topic_that_was_never_there_is_not_missed(path: MessagePath, topics: Topics) -> None:
    """A new installation begins without any."""
    topics.held.clear()

    assert not await look(path, topics)


@pytest.mark.parametrize("change", ["lost", "another"])
async def test_a_topic_that_is_another_one_is_read_from_its_beginning(
    path: MessagePath, topics: Topics, change: str
) -> None:
    """Shorter than what was read, or with another record where the last one was: nothing of it is passed over."""
    topics.held[COMMANDS] = [b"a", b"b"]
    await path.pool.execute("INSERT INTO consumed VALUES ($1, 0, 2, $2, 2)", COMMANDS, topics.stamp + 1)
    assert not await look(path, topics)
    if change == "lost":
        topics.held[COMMANDS] = [b"a"]
    else:
        topics.stamp += 5

    found = await look(path, topics)
    await reconcile(path, topics)

    assert found.moved == [TopicPartition(COMMANDS, 0)]
    assert await path.pool.fetchval("SELECT next_offset FROM consumed") == 0
    assert not await look(path, topics)


@dataclass
class Handled:
    """What is written down of an agency's topic: that two records were handled, the last with this stamp."""

    stamp: int

    async def fetch(self, _query: str, _names: Sequence[str]) -> list[dict[str, Any]]:
        """See `restored.CONSUMED`."""
        return [{"topic": INBOUND, "partition": 0, "next_offset": 2, "stamp": self.stamp}]


@pytest.mark.parametrize(("later", "moved"), [(0, False), (-900, False), (restored.SKEW_MS, True), (60_000, True)])
async def test_what_an_agency_wrote_after_a_loss_is_not_passed_over(topics: Topics, later: int, moved: bool) -> None:
    """It stands where others stood that were handled, and is younger than these; nobody has to be able to read it."""
    topics.held[INBOUND], topics.stamp = [b"a", b"b", b"c"], 1_000_000
    connection: Any = Handled(topics.stamp + 1 - later)
    reader: Any = topics
    found = Found()

    await restored.consumed(connection, reader, [INBOUND], found)

    assert found.moved == ([TopicPartition(INBOUND, 0)] if moved else [])


async def test_a_part_that_finds_a_difference_waits_for_an_operator(path: MessagePath, topics: Topics) -> None:
    """What it found is written down once; nothing is agreed until somebody says so."""
    topics.held[EVENTS] += [published(1)]
    found = await look(path, topics)
    async with path.pool.acquire() as connection, connection.transaction():
        await reconciling.note(connection, found)
        await reconciling.note(connection, found)
        assert await reconciling.agreed(connection) is None
        await connection.execute("UPDATE reconciliations SET agreed_by = 'operator-1', agreed = now()")
        number = await reconciling.agreed(connection)
        await reconciling.settle(connection, {"taken_over": 1}, number)

    assert await path.pool.fetchval("SELECT count(*) FROM reconciliations WHERE done IS NOT NULL") == 1


def published(sequence: int | None, stream: str = "00000000-0000-4000-8000-00000000000a") -> bytes:
    """A record on the topic, of which the database knows nothing."""
    attributes = {"sequence": str(sequence), "id": f"{stream}-{sequence}"} if sequence else {"id": "refusal-1"}
    return to_json({"subject": stream, "type": "t", "causationid": "c", **attributes})


def test_the_partitions_of_a_topic_are_known_without_asking() -> None:
    """A client for Kafka knows only those of topics that it was assigned."""
    assert len(restored.partitions([EVENTS])) == PARTITIONS
    assert len(restored.partitions(["ekc.out.school-noord"])) == 1

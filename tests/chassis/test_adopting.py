"""A restored service reads again what it had read: what it had published stands, word for word (promise 5)."""

from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest
from pydantic_core import from_json

from contracts.coordination import InviteParticipant
from contracts.operations import ParkStream, ReleaseStream, ReplayDeadLetter
from contracts.referral import CaseAccepted, ConsentCompleted
from services.chassis.envelopes import Record
from tests.chassis.path import MessagePath
from tests.chassis.restoring import hears, left, log, misnumbered, remember, spoilt, stands, told
from tests.chassis.test_operating import asks
from tests.platform import Databases

ONCE, TWICE = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"


@pytest.fixture
async def restored(path: MessagePath, database: Databases) -> AsyncIterator[MessagePath]:
    """The same service with a database of before everything."""
    pool = await asyncpg.create_pool(database("coordination"), min_size=1, max_size=2)
    yield MessagePath(pool, path.keyring, path.settings)
    await pool.close()


def accepted(path: MessagePath, case: str) -> list[Record]:
    """What makes a case one in which people are invited."""
    accepted = CaseAccepted(region="noord", round=1, languages=("nl",), persons=("person-1",))
    return [path.fact(ConsentCompleted(persons=("person-1",)), case, 1), path.fact(accepted, case, 2)]


def id_of(record: Record) -> str:
    """The id of a message."""
    return str(from_json(record.value or b"{}")["id"])


async def invite(path: MessagePath, case: str, participant: str) -> Record:
    """Inviting one person."""
    return await path.command(InviteParticipant(participant=participant, name="Bram", role="uncle"), case)


async def decided_before(path: MessagePath, restored: MessagePath) -> tuple[str, list[Record]]:
    """A case, and what was decided about, as its topic has it; the restored service knows nothing of it."""
    case = str(uuid4())
    records = [*accepted(path, case), await invite(path, case, ONCE)]
    await path.handle(*records)
    await remember(restored, await told(path))
    return case, records


async def test_what_was_published_stands_word_for_word(path: MessagePath, restored: MessagePath) -> None:
    """In whatever order its messages come again: the same numbers, the same events, and nothing is published twice."""
    case = str(uuid4())
    records = [*accepted(path, case), await invite(path, case, ONCE), await invite(path, case, TWICE)]
    await path.handle(*records)
    await remember(restored, await told(path))

    for record in reversed(records):
        await hears(restored, record)

    assert len(await log(path, case)) > 2
    assert await log(restored, case) == await log(path, case)
    assert await stands(restored, case) == await stands(path, case)
    assert (await told(restored), await left(restored)) == ([], 0)


async def test_what_was_not_published_is_decided_behind_it(path: MessagePath, restored: MessagePath) -> None:
    """Nobody had heard of it: it waits until all that somebody heard of is there again, and is published then."""
    case = str(uuid4())
    before = [*accepted(path, case), await invite(path, case, ONCE)]
    await path.handle(*before)
    await remember(restored, await told(path))
    lost = await invite(path, case, TWICE)

    await hears(restored, lost, *before)

    assert (await log(restored, case))[: len(await log(path, case))] == await log(path, case)
    published = [one for one in await restored.outbox(case) if "sequence" in one]
    assert {int(one["sequence"]) for one in published} == {
        len(await log(path, case)) + 1 + number for number in range(len(published))
    }
    assert published[0]["causationid"] == id_of(lost)


async def test_what_was_refused_stays_refused(path: MessagePath, restored: MessagePath) -> None:
    """Whoever was told no is not invited by a restore, though nothing speaks against it any more."""
    case = str(uuid4())
    once, again = await invite(path, case, ONCE), await invite(path, case, ONCE)
    await path.handle(*accepted(path, case), once, again)
    said = await told(path)
    invited = [one for one in said if id_of(once).encode() not in bytes(one["value"])]
    await remember(restored, invited)

    await hears(restored, *accepted(path, case), again)

    assert await restored.outbox(case) == []
    assert ONCE.encode() not in b"".join(await log(restored, case))


async def test_what_was_said_meanwhile_behind_it_takes_none_of_its_numbers(
    path: MessagePath, restored: MessagePath
) -> None:
    """The desk writes down who looks while it takes over: that stands behind; what it had said keeps its numbers."""
    case, records = await decided_before(path, restored)
    await hears(restored, records[0])
    behind = len(await log(path, case)) + 1
    await restored.pool.execute("UPDATE streams SET sequence = $2 WHERE id = $1", case, behind)

    await hears(restored, *records[1:])

    assert await log(restored, case) == await log(path, case)
    assert await misnumbered(restored) == []
    assert await restored.pool.fetchval("SELECT sequence FROM streams WHERE id = $1", case) == behind


async def test_what_no_message_brings_back_is_taken_over_alone(path: MessagePath, restored: MessagePath) -> None:
    """The messages that caused it are on no topic any more; what waited behind them goes on."""
    case, records = await decided_before(path, restored)
    waits = await invite(path, case, TWICE)
    await hears(restored, *records[:2], waits)
    assert await restored.pool.fetchval("SELECT why FROM held WHERE stream = $1", case) == "later"

    await hears(restored, alone=case)

    assert (await log(restored, case))[: len(await log(path, case))] == await log(path, case)
    assert {one["causationid"] for one in await restored.outbox(case)} == {id_of(waits)}
    assert await left(restored) == 0


async def test_what_operators_asked_of_a_case_is_done_once(path: MessagePath, restored: MessagePath) -> None:
    """It was parked and released then: read again it is, and nothing is left that parks it anew."""
    case, records = await decided_before(path, restored)

    await hears(restored, records[0], asks(path, ParkStream(), case), asks(path, ReleaseStream(), case))
    await hears(restored, *records[1:])
    await hears(restored, await invite(path, case, TWICE))

    assert await restored.pool.fetchval("SELECT parked FROM streams WHERE id = $1", case) is None
    assert await restored.pool.fetchval("SELECT count(*) FROM held") == 0
    assert (await log(restored, case))[: len(await log(path, case))] == await log(path, case)


async def test_what_waits_behind_a_parking_is_not_decided_about_anew(path: MessagePath, restored: MessagePath) -> None:
    """What had come of it is taken over with it: a message has one effect, also once its case is released."""
    case, records = await decided_before(path, restored)
    await hears(restored, *records[:2])
    await hears(restored, asks(path, ParkStream(), case))
    await hears(restored, records[2])
    assert await restored.pool.fetchval("SELECT why FROM held WHERE stream = $1", case) == "parked"

    await hears(restored, alone=case)
    await hears(restored, asks(path, ReleaseStream(), case))

    assert await log(restored, case) == await log(path, case)
    assert await stands(restored, case) == await stands(path, case)
    assert [one for one in await restored.outbox(case) if "announced" not in one["type"]] == []


async def test_behind_what_cannot_be_read_nothing_gets_a_number(path: MessagePath, restored: MessagePath) -> None:
    """A key is missing, say: what comes after it waits, and no number is given to another event than it was."""
    case = str(uuid4())
    records = [*accepted(path, case), await invite(path, case, ONCE), await invite(path, case, TWICE)]
    await path.handle(*records)
    published = await told(path)
    await remember(restored, spoilt(published, id_of(records[2])))

    for record in records:
        await hears(restored, record)
    await hears(restored, alone=case)

    assert await restored.letters() == [("invalid", "dead")]
    assert await misnumbered(restored) == []
    assert await left(restored) == len([one for one in published if one["key"] == case])
    await restored.pool.execute("DELETE FROM to_adopt")
    await remember(restored, published)
    letter = await restored.pool.fetchval("SELECT letter FROM dead_letters")
    await hears(restored, asks(path, ReplayDeadLetter(letter=letter), case))
    await hears(restored, alone=case)
    assert await log(restored, case) == await log(path, case)
    assert await left(restored) == 0


async def test_another_letter_that_is_replayed_meanwhile_has_its_effect(
    path: MessagePath, restored: MessagePath
) -> None:
    """It waits behind what was decided before, and is no dead letter any more once it was handled, not earlier."""
    case, records = await decided_before(path, restored)
    await hears(restored, *records[:1])
    lost = await invite(path, case, TWICE)
    async with restored.without_key(TWICE):
        await hears(restored, lost)
    letter = await restored.pool.fetchval("SELECT letter FROM dead_letters")

    await hears(restored, asks(path, ReplayDeadLetter(letter=letter), case))
    assert await restored.letters() == [("no-key", "dead")]
    await hears(restored, *records[1:])

    assert await restored.letters() == [("no-key", "handled")]
    assert (await log(restored, case))[: len(await log(path, case))] == await log(path, case)
    assert {one["causationid"] for one in await restored.outbox(case) if "sequence" in one} == {id_of(lost)}

"""What should not happen on the message path, and does: nothing is lost by it, and nothing happens twice."""

import asyncio
import json
from datetime import date
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from contracts.coordination import ArrangeInterpreter, InviteParticipant, RaiseComplaint
from contracts.operations import DayTurned
from contracts.referral import CaseAccepted
from tests.chassis.path import MANAGER, MessagePath
from tests.platform import Databases

GIVE_UP_SECONDS = 10


async def test_an_error_that_stays_loses_nothing(path: MessagePath, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise 1: FastStream passes over a batch whose handler raises; so it waits, says so, and goes on when mended."""
    case = await path.case()
    record = await path.invitation(case)
    failed = asyncio.Event()
    turn = path.consumer.persist

    async def broken(*_: Any) -> None:
        failed.set()
        raise ArithmeticError

    monkeypatch.setattr(path.consumer, "persist", broken)
    handling = asyncio.create_task(path.handle(record))
    async with asyncio.timeout(GIVE_UP_SECONDS):
        await failed.wait()
        while path.consumer.outage is None:  # noqa: ASYNC110 nobody is told when it is set
            await asyncio.sleep(0)
    assert path.consumer.outage == "ArithmeticError"
    monkeypatch.setattr(path.consumer, "persist", turn)
    await handling

    assert "participant-invited" in await path.events(case)
    assert path.consumer.outage is None


async def test_a_transaction_that_is_tried_again_finds_the_same(
    path: MessagePath, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second message with a known id is a dead letter, also when the first try was rolled back (serialisation)."""
    case = await path.case()
    await path.handle(await path.invitation(case, "Bram", id="once"))
    fail_once(path, monkeypatch, asyncpg.SerializationError())

    await path.handle(await path.invitation(case, "Joost", id="once"))

    assert await path.letters() == [("duplicate-id", "dead")]


async def test_offsets_are_kept_of_a_batch_that_was_halved(path: MessagePath, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch that failed as a whole is handled in parts; after a restart none of it comes again."""
    case = await path.case()
    records = [await path.invitation(case) for _ in range(3)]
    fail_once(path, monkeypatch, asyncpg.DataError())

    await path.handle(*records)

    stored = await path.pool.fetchval("SELECT next_offset FROM consumed WHERE topic = 'ekc.coordination.commands'")
    assert stored == records[-1].offset + 1
    assert (await path.events(case)).count("participant-invited") == 3


async def test_the_turn_of_the_day_reaches_every_stream(path: MessagePath) -> None:
    """Each stream on which something falls due hears of the day, once however often it is told."""
    cases = [await path.case() for _ in range(3)]
    await path.pool.execute("UPDATE streams SET due = '2026-03-02' WHERE id = ANY($1)", cases)
    day = path.event("ekc.coordination.due", DayTurned, "day", DayTurned(day=date(2026, 3, 2)).model_dump(mode="json"))

    await path.handle(day)

    assert await path.letters() == []
    entered = await path.pool.fetch("SELECT id FROM inbox")
    assert {case for case in cases if any(row["id"].endswith(f"/{case}") for row in entered)} == set(cases)


async def test_an_event_about_nothing_is_kept(path: MessagePath) -> None:
    """An event without a subject belongs to no stream: a dead letter, and its neighbours are handled."""
    case = await path.case()
    fact = json.loads(path.fact(CaseAccepted(region="noord", round=1, languages=(), persons=()), case, 3).value or b"")
    del fact["subject"]

    await path.handle(path.record("ekc.referral.events", json.dumps(fact).encode()), await path.invitation(case))

    assert await path.letters() == [("no-subject", "dead")]
    assert "participant-invited" in await path.events(case)


async def test_a_command_cannot_order_itself(path: MessagePath) -> None:
    """A `sequence` on a command means nothing: it neither waits for others nor stops its case when it is bad."""
    case = await path.case()
    bad = path.event("ekc.coordination.commands", InviteParticipant, case, {}, sequence="9", **MANAGER)

    await path.handle(await path.invitation(case, sequence="7"), bad)

    assert "participant-invited" in await path.events(case)
    assert await path.letters() == [("invalid", "dead")]


async def test_a_state_that_cannot_be_folded_stops_its_own_case_only(path: MessagePath, database: Databases) -> None:
    """Promise 5: an event of the log that nobody can read parks its case; the others go on."""
    case, other = await path.case(), await path.case()
    await path.pool.execute("UPDATE streams SET schema = 99 WHERE id = $1", case)
    unreadable = "UPDATE event_log SET envelope = 'unreadable' WHERE stream = $1 AND position = 1"
    await database.tamper(path.pool, unreadable, case)

    await path.handle(await path.invitation(case), await path.invitation(other))

    assert "participant-invited" in await path.events(other)
    assert [state for _, state in await path.letters()] == ["dead"]


def fail_once(path: MessagePath, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let the next transaction fail when everything in it is decided."""
    make, errors = path.consumer.new_batch, [error]

    def batch() -> Any:
        made = make()
        project = made.project

        async def fails() -> None:
            await project()
            if errors:
                raise errors.pop()

        made.project = fails  # type: ignore[method-assign]
        return made

    monkeypatch.setattr(path.consumer, "new_batch", batch)


async def test_a_complaint_begins_a_stream_of_its_own(path: MessagePath) -> None:
    """R41: it is a fact about which nothing is known yet, and no dead letter; another fact about nothing is one."""
    case, complaint = await path.case(), str(uuid4())
    told = RaiseComplaint(case=case, by="person-1", about="coordinator", text="They took sides.")
    person = {"actorid": "person-1", "actorrole": "person-concerned"}

    await path.handle(
        await path.command(told, complaint, **person),
        await path.command(ArrangeInterpreter(language="ti"), str(uuid4())),
    )

    assert "complaint-raised" in await path.events(complaint)
    assert await path.letters() == [("unknown-subject", "dead")]

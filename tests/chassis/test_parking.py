"""A failing event parks its stream; a bad command parks nothing; both can be replayed."""

import asyncio
import json
from datetime import date

from contracts.operations import ReplayDeadLetter
from contracts.people import Ending
from contracts.referral import BottomLineSet, CaseEnded
from services.chassis import quarantine
from services.chassis.dead_letters import DeadLetters
from services.chassis.envelopes import Record
from tests.chassis.path import MANAGER, MessagePath

OPERATOR = {"actorid": "operator-1", "actorrole": "operator"}


def sealed_with_no_key(path: MessagePath, case: str, sequence: int) -> Record:
    """An event whose personal fields nobody can open: the key of its setter does not exist."""
    data = {
        "bottom_line": "line-1",
        "version": 1,
        "setter": "setter-1",
        "setter_name": "x" * 60,
        "mandate": "child-protection",
        "text": "x" * 60,
        "ground": "x" * 60,
    }
    return path.event("ekc.referral.events", BottomLineSet, case, data, sequence=str(sequence))


async def replay(path: MessagePath, letter: str, stream: str) -> Record:
    """An operator asks to handle a dead letter again."""
    data = ReplayDeadLetter(letter=letter).model_dump(mode="json")
    return path.event("ekc.coordination.commands", ReplayDeadLetter, stream, data, **OPERATOR)


async def test_a_failing_event_stops_its_stream_and_no_other(path: MessagePath) -> None:
    """What follows a failing event waits; other cases go on."""
    case, other = await path.case(), await path.case()

    await path.handle(sealed_with_no_key(path, case, 3), await path.invitation(case), await path.invitation(other))

    assert await path.letters() == [("no-key", "parked")]
    assert await path.events(case) == []
    assert "participant-invited" in await path.events(other)
    assert await path.pool.fetchval("SELECT count(*) FROM held WHERE stream = $1", case) == 2


async def test_a_withdrawal_passes_a_parked_stream(path: MessagePath) -> None:
    """R31: nothing keeps a withdrawal waiting."""
    case = await path.case()
    await path.handle(sealed_with_no_key(path, case, 3))
    ended = CaseEnded(ending=Ending.WITHDRAWN, ended="2026-03-02T09:00:00Z", round=1)

    await path.handle(path.fact(ended, case, 4))

    state = json.loads(await path.pool.fetchval("SELECT state FROM streams WHERE id = $1", case))
    assert state["ended"]


async def test_an_urgent_event_that_fails_waits_for_its_replay(path: MessagePath) -> None:
    """It passes others, not itself: tried once, it parks its stream, and the next urgent one passes it (R31)."""
    case = await path.case()
    unreadable = path.event("ekc.referral.events", CaseEnded, case, {"ending": "unheard-of"}, sequence="3")
    ended = CaseEnded(ending=Ending.WITHDRAWN, ended="2026-03-02T09:00:00Z", round=1)

    async with asyncio.timeout(10):
        await path.handle(unreadable, await path.invitation(case))
        await path.handle(path.fact(ended, case, 4))

    assert await path.letters() == [("invalid", "parked")]
    assert await path.pool.fetchval("SELECT count(*) FROM held WHERE stream = $1", case) == 2
    state = json.loads(await path.pool.fetchval("SELECT state FROM streams WHERE id = $1", case))
    assert state["ended"]


async def test_a_parked_stream_goes_on_after_the_replay(path: MessagePath) -> None:
    """Once its cause is mended, a replay handles the event and everything that waited behind it, in order."""
    case = await path.case()
    await path.handle(sealed_with_no_key(path, case, 3), await path.invitation(case))
    letter = await path.pool.fetchval("SELECT letter FROM dead_letters")
    await mend(path, case)

    await path.handle(await replay(path, letter, case))

    assert await path.pool.fetchval("SELECT count(*) FROM held") == 0
    assert "participant-invited" in await path.events(case)
    row = await path.pool.fetchrow("SELECT state, replays FROM dead_letters")
    assert row is not None
    assert (row["state"], row["replays"]) == ("handled", 1)


async def test_a_replay_that_fails_again_is_counted_and_stays_parked(path: MessagePath) -> None:
    """Nothing is marked as done that was not: the effect confirms it."""
    case = await path.case()
    await path.handle(sealed_with_no_key(path, case, 3))
    letter = await path.pool.fetchval("SELECT letter FROM dead_letters")

    await path.handle(await replay(path, letter, case))

    row = await path.pool.fetchrow("SELECT state, replays FROM dead_letters")
    assert row is not None
    assert (row["state"], row["replays"]) == ("parked", 1)


async def test_a_replay_that_fails_again_is_announced_again(path: MessagePath) -> None:
    """Under an id of its own: the desk would take another announcement with the same id for a forgery."""
    case = await path.case()
    await path.handle(sealed_with_no_key(path, case, 3))
    letter = await path.pool.fetchval("SELECT letter FROM dead_letters")

    await path.handle(await replay(path, letter, case))

    announced = [one for one in await path.outbox() if one["type"].endswith("dead-letter-announced.v1")]
    assert [(one["data"]["state"], one["data"]["replays"]) for one in announced] == [("parked", 0), ("parked", 1)]
    assert announced[0]["id"] != announced[1]["id"]


async def dead(path: MessagePath) -> tuple[str, str]:
    """A case, and the letter of a command for it that failed for want of a key, which is there again."""
    case = await path.case()
    invitation = await path.invitation(case)
    async with path.without_key(json.loads(invitation.value or b"")["data"]["participant"]):
        await path.handle(invitation)
    assert await path.letters() == [("no-key", "dead")]
    return case, await path.pool.fetchval("SELECT letter FROM dead_letters")


async def test_a_dead_command_is_replayed(path: MessagePath) -> None:
    """A command that failed for want of a key is handled when an operator replays it, and only then marked so."""
    case, letter = await dead(path)

    await path.handle(await replay(path, letter, case))

    assert "participant-invited" in await path.events(case)
    assert await path.letters() == [("no-key", "handled")]


async def test_a_dead_command_that_is_replayed_waits_as_one(path: MessagePath) -> None:
    """Its case stands still meanwhile: however often it is asked for, it has one effect, and is a letter until then."""
    case, letter = await dead(path)
    await path.pool.execute("UPDATE streams SET parked = $2 WHERE id = $1", case, "behind-a-message")

    for _ in range(2):
        await path.handle(await replay(path, letter, case))
    assert (await path.letters(), await path.events(case)) == ([("no-key", "dead")], [])
    await path.pool.execute("UPDATE streams SET parked = NULL WHERE id = $1", case)
    await path.handle(await path.invitation(case))

    assert await path.letters() == [("no-key", "handled")]
    assert (await path.events(case)).count("participant-invited") == 2
    assert not [one for one in await path.outbox(case) if one["type"].endswith("command-refused.v1")]


async def test_what_is_erased_cannot_be_replayed(path: MessagePath) -> None:
    """Once the key of its day is destroyed the letter stays dead, with that as its reason; a lost key is none."""
    await path.handle(path.record("ekc.coordination.commands", b"{"))
    day = quarantine.of(date(2026, 1, 1))
    letter = await path.pool.fetchval("UPDATE dead_letters SET quarantine = $1 RETURNING letter", day)
    await path.handle(await replay(path, letter, "case-1"))
    assert await path.letters() == [("no-key", "dead")]

    await path.keyring.keyring.erase([day])
    await path.handle(await replay(path, letter, "case-1"))

    assert await path.letters() == [("body-destroyed", "dead")]


async def test_what_two_parts_cannot_handle_is_a_letter_of_each(path: MessagePath) -> None:
    """Promise 4: the desk lists both, so that an operator replays both; under one id the second would be lost."""
    (event,) = path.opening.read([sealed_with_no_key(path, await path.case(), 3)])
    here, there = (DeadLetters(owner, path.settings, path.keyring) for owner in ("coordination", "plan"))

    assert here.name(event) == here.name(event)
    assert here.name(event) != there.name(event)


async def test_each_change_of_a_dead_letter_is_announced(path: MessagePath) -> None:
    """Operators learn of a dead letter, and of its end, from a message that holds none of its content."""
    case = await path.case()
    strange = path.event("ekc.coordination.commands", BottomLineSet, case, {}, type="nl.example.unknown.v1", **MANAGER)

    await path.handle(strange)

    announced = [one["data"] for one in await path.outbox() if one["type"].endswith("dead-letter-announced.v1")]
    assert [(one["reason"], one["state"]) for one in announced] == [("unknown-type", "dead")]


async def mend(path: MessagePath, case: str) -> None:
    """Make what failed handleable: the held event is given personal fields that open."""
    row = await path.pool.fetchrow("SELECT id, value FROM held WHERE stream = $1 ORDER BY id LIMIT 1", case)
    assert row is not None
    message = BottomLineSet(
        bottom_line="line-1",
        version=1,
        setter="setter-1",
        setter_name="Noor",
        mandate="child-protection",
        text="Not alone with him.",
        ground="Violence.",
    )
    sealed = json.loads((await path.command(message, case)).value or b"")["data"]
    envelope = json.loads(row["value"]) | {"data": sealed}
    await path.pool.execute("UPDATE held SET value = $2 WHERE id = $1", row["id"], json.dumps(envelope).encode())

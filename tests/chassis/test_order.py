"""Each message has one effect, in the order in which it was decided (promises 1 and 2)."""

import asyncio
import json

import pytest

from contracts.coordination import (
    ArrangeInterpreter,
    CircleDrawnUp,
    DrawUpCircle,
    FindCoordinator,
    InviteParticipant,
    RegisterCoordinator,
)
from contracts.people import Ending
from contracts.plan import FollowUpConferenceWanted
from contracts.referral import CaseAccepted, CaseEnded, ConsentCompleted
from services.chassis import store
from tests.chassis.path import MessagePath

ACCEPTED = CaseAccepted(region="noord", round=1, languages=("nl",), persons=("person-1",))
WANTED = ConsentCompleted(persons=("person-1",))


async def test_a_message_delivered_twice_has_one_effect(path: MessagePath) -> None:
    """R3 and promise 1: redelivery, in one batch or another, changes nothing."""
    case = await path.case()
    invitation = await path.invitation(case)

    await path.handle(invitation, invitation)
    await path.handle(invitation)

    assert (await path.events(case)).count("participant-invited") == 1
    assert await path.letters() == []


async def test_a_message_sealed_anew_is_the_same_message(path: MessagePath) -> None:
    """A client that repeats a command gets other ciphertext; it is a repetition all the same."""
    case = await path.case()
    message = DrawUpCircle(participant="participant-1", name="Bram", role="uncle")

    await path.handle(await path.command(message, case, id="once"), await path.command(message, case, id="once"))

    assert await path.events(case) == ["circle-drawn-up"]
    assert await path.letters() == []


async def test_an_event_waits_for_the_one_before_it(path: MessagePath) -> None:
    """Promise 2: a gap in a producer's sequence is seen, and closed before anything goes on."""
    case = "case-1"
    first, second = path.fact(WANTED, case, 1), path.fact(ACCEPTED, case, 2)

    await path.handle(second)
    assert await path.pool.fetchval("SELECT why FROM held") == "gap"
    await path.handle(first)

    assert await path.pool.fetchval("SELECT count(*) FROM held") == 0
    marks = await path.pool.fetchval("SELECT marks FROM streams WHERE id = $1", case)
    assert json.loads(marks) == {"referral": 2}


async def test_an_event_waits_for_its_cause_from_another_producer(path: MessagePath) -> None:
    """Promise 2: what its decision had seen comes first (`basis`), whichever topic is faster."""
    case = "case-1"
    follow_up = path.fact(FollowUpConferenceWanted(round=2), case, 1, basis=f"referral/{case}=2")

    await path.handle(follow_up)
    assert await path.pool.fetchval("SELECT why FROM held") == "basis"
    await path.handle(path.fact(WANTED, case, 1), path.fact(ACCEPTED, case, 2))

    assert await path.pool.fetchval("SELECT count(*) FROM held") == 0
    assert json.loads(await path.pool.fetchval("SELECT marks FROM streams")) == {"plan": 1, "referral": 2}


async def test_what_the_process_asks_for_waits_for_what_the_process_had_seen(path: MessagePath) -> None:
    """Promise 2: asked for because the case was accepted, before that is known here, it would come to nothing."""
    case = "case-1"
    asked = path.event("ekc.coordination.due", FindCoordinator, case, {}, basis=f"referral/{case}=2")

    await path.handle(asked)
    assert await path.pool.fetchval("SELECT why FROM held") == "basis"
    await path.handle(path.fact(WANTED, case, 1), path.fact(ACCEPTED, case, 2))

    assert await path.pool.fetchval("SELECT count(*) FROM held") == 0
    assert "pool-emptied" in await path.events(case)


async def test_a_look_up_finds_what_the_same_batch_decided_before(path: MessagePath) -> None:
    """R11: a coordinator with one place gets one case, also when two ask in the moment of their acceptance."""
    registered = RegisterCoordinator(name="Anna Terpstra", regions=("noord",), languages=("nl",), capacity=1)
    await path.handle(await path.command(registered, "coordinator-1"))
    cases = ("case-1", "case-2")

    await path.handle(
        *(path.fact(event, case, number) for case in cases for number, event in enumerate((WANTED, ACCEPTED), 1)),
        *(path.event("ekc.coordination.due", FindCoordinator, case, {}) for case in cases),
    )

    assert "coordinator-offered" in await path.events("case-1")
    assert "pool-emptied" in await path.events("case-2")


async def test_twenty_appends_to_one_stream_at_once_all_happen(path: MessagePath) -> None:
    """Twenty batches race for one case: none is lost, none doubled, and the sequence has no gap."""
    case = await path.case()
    invitations = [await path.invitation(case) for _ in range(20)]

    await asyncio.gather(*(path.handle(one) for one in invitations))

    rows = await path.pool.fetch(
        "SELECT sequence FROM event_log WHERE stream = $1 AND sequence IS NOT NULL ORDER BY position", case
    )
    assert [row["sequence"] for row in rows] == list(range(1, len(rows) + 1))
    assert (await path.events(case)).count("participant-invited") == 20
    assert await path.letters() == []


async def test_published_order_is_the_order_of_decisions(path: MessagePath) -> None:
    """The outbox holds a case's events by sequence, and each row is the logged envelope itself."""
    case = await path.case()
    await path.handle(*[await path.invitation(case) for _ in range(5)])

    published = [one for one in await path.outbox(case) if "sequence" in one]
    assert [int(one["sequence"]) for one in published] == list(range(1, len(published) + 1))
    logged = await path.pool.fetch(
        "SELECT envelope FROM event_log WHERE stream = $1 AND sequence IS NOT NULL ORDER BY position", case
    )
    assert [json.loads(row[0]) for row in logged] == published


async def test_offsets_are_written_with_the_effects(path: MessagePath) -> None:
    """The database knows how far each partition is: Kafka is asked to go on there, never the other way round."""
    case = await path.case()
    await path.handle(*[await path.invitation(case) for _ in range(3)])

    stored = await store.consumed(path.pool, ["ekc.coordination.commands", "ekc.referral.events"])  # type: ignore[arg-type]

    assert stored == {("ekc.coordination.commands", 0): 3, ("ekc.referral.events", 0): 2}


async def test_a_log_position_that_is_taken_is_never_swallowed(path: MessagePath) -> None:
    """A conflict in the log is loud: the message is kept with its reason, nothing is written over."""
    case = await path.case()
    position = await path.pool.fetchval("SELECT position FROM streams WHERE id = $1", case)
    await path.pool.execute("INSERT INTO event_log VALUES ($1, $2, 99, 'foreign')", case, position + 1)

    await path.handle(await path.invitation(case), await path.invitation("case-2"))

    assert ("not-storable", "dead") in await path.letters()
    assert await path.pool.fetchval("SELECT envelope FROM event_log WHERE sequence = 99") == b"foreign"


async def test_nothing_waits_for_an_ending_that_passed(path: MessagePath) -> None:
    """What its decision had seen is still to come, but in its own producer's order nothing is missing before it."""
    case = await path.case()
    ended = CaseEnded(ending=Ending.CLOSED, ended="2026-03-02T09:00:00Z", round=1)
    unseen = f"plan/{case}=1"

    await path.handle(path.fact(ended, case, 3, basis=unseen), path.fact(WANTED, case, 4, basis=unseen))
    assert json.loads(await path.pool.fetchval("SELECT state FROM streams"))["ended"]
    assert await path.pool.fetchval("SELECT why FROM held") == "basis"
    await path.handle(path.fact(FollowUpConferenceWanted(round=2), case, 1))

    assert await path.pool.fetchval("SELECT count(*) FROM held") == 0
    assert json.loads(await path.pool.fetchval("SELECT marks FROM streams")) == {"plan": 1, "referral": 4}


async def test_an_ending_passes_what_it_overtakes(path: MessagePath) -> None:
    """R31: a withdrawal does not wait for anything; what it overtook is handled after it, once."""
    case = await path.case()
    ended = CaseEnded(ending=Ending.WITHDRAWN, ended="2026-03-02T09:00:00Z", round=1)

    await path.handle(path.fact(ended, case, 4))
    await path.handle(path.fact(ended, case, 4))
    assert await path.pool.fetchval("SELECT count(*) FROM held") == 0
    await path.handle(path.fact(WANTED, case, 3))

    assert json.loads(await path.pool.fetchval("SELECT marks FROM streams WHERE id = $1", case)) == {"referral": 4}


@pytest.mark.parametrize("times", [1, 2])
async def test_personal_fields_are_sealed_wherever_they_rest(path: MessagePath, times: int) -> None:
    """Promise 3: neither log, outbox nor state holds a name; with the participant's key it opens."""
    case = await path.case()
    for _ in range(times):
        await path.handle(await path.invitation(case, "Wilhelmina"))

    for table in ("event_log", "outbox", "streams", "held", "dead_letters"):
        rows = await path.pool.fetch(f"SELECT * FROM {table}")
        assert "Wilhelmina" not in str(rows)
    invited = [one for one in await path.outbox(case) if one["type"].endswith("participant-invited.v1")]
    assert len(invited) == times
    assert all(len(one["data"]["name"]) > 40 for one in invited)
    assert CircleDrawnUp.personal


@pytest.mark.parametrize("kind", ["command", "fact"])
async def test_staff_of_another_region_act_in_no_case_of_this_one(path: MessagePath, kind: str) -> None:
    """R4: a case has one owner. Who has no region of their own acts in all."""
    case = await path.case()
    elsewhere = {"actorid": "manager-2", "actorrole": "regional-manager", "actorregion": "zeeland"}
    asked = InviteParticipant(participant="participant-1", name="Bram", role="uncle")
    message = asked if kind == "command" else ArrangeInterpreter(language="ti")

    await path.handle(await path.command(message, case, **elsewhere))
    await path.handle(await path.command(message, case, **{**elsewhere, "actorregion": None}))

    refused = [one["data"]["problem"] for one in await path.outbox(case) if one["type"].endswith("refused.v1")]
    assert [(problem["type"], problem["rule"]) for problem in refused] == [("urn:ekc:problem:not-your-region", "R4")]
    assert len(await path.events(case)) > 0

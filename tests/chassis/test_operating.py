"""What operators ask of a part: a case stands still and goes on in order, a topic is read no further and on."""

from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.base import Command
from contracts.operations import (
    EVERYTHING,
    DiscardGroup,
    ParkStream,
    PauseTopic,
    ReleaseStream,
    ReplayDeadLetter,
    ResumeTopic,
)
from contracts.referral import CaseEnded, ReferralReceived
from services.chassis.envelopes import Record
from services.chassis.fingerprint import fingerprint
from tests.chassis.path import MessagePath

OPERATOR = {"actorid": "operator-1", "actorrole": "operator"}
COMMANDS = "ekc.coordination.commands"


def asks(path: MessagePath, command: Command, about: str = "operations", **by: Any) -> Record:
    """An operator asks something of the part."""
    data = command.model_dump(mode="json", exclude_none=True)
    return path.event(COMMANDS, type(command), about, data, **{**OPERATOR, **by})


async def paused(path: MessagePath) -> list[str]:
    """The topics that are read no further."""
    await path.consumer.pauses.look()
    return path.consumer.pauses.topics


async def announced(path: MessagePath) -> list[tuple[str, str]]:
    """What operators hear: reason and state."""
    rows = [one for one in await path.outbox() if one["type"].endswith("dead-letter-announced.v1")]
    return [(one["data"]["reason"], one["data"]["state"]) for one in rows]


async def test_a_parked_case_stands_still_and_goes_on_in_order(path: MessagePath) -> None:
    """What comes meanwhile waits; released, each has its effect, the first first; nobody else's case waits."""
    case, other = await path.case(), await path.case()

    await path.handle(asks(path, ParkStream(), case))
    await path.handle(await path.invitation(case, id="first"), await path.invitation(other))
    await path.handle(await path.invitation(case, id="second"))
    assert (await path.events(case), (await path.events(other))[0]) == ([], "participant-invited")
    await path.handle(asks(path, ReleaseStream(), case))

    invited = [one["causationid"] for one in await path.outbox(case) if one["type"].endswith("invited.v1")]
    assert invited == ["first", "second"]
    assert await path.pool.fetchval("SELECT count(*) FROM held") == 0
    assert await announced(path) == [("parked-by-operator", "parked"), ("released", "handled")]
    assert await path.letters() == [("parked-by-operator", "handled")]


async def test_a_case_is_parked_and_released_in_one_batch(path: MessagePath) -> None:
    """The part was away when an operator asked for both: in that order, with what came in between."""
    case = await path.case()

    await path.handle(asks(path, ParkStream(), case), await path.invitation(case), asks(path, ReleaseStream(), case))

    assert await path.pool.fetchval("SELECT parked FROM streams WHERE id = $1", case) is None
    assert "participant-invited" in await path.events(case)
    assert await path.letters() == [("parked-by-operator", "handled")]


async def test_a_case_that_was_parked_can_be_parked_again(path: MessagePath) -> None:
    """Each time a letter of its own; asking twice changes nothing."""
    case = await path.case()
    for command in (ParkStream(), ParkStream(), ReleaseStream(), ReleaseStream(), ParkStream()):
        await path.handle(asks(path, command, case))

    assert await path.letters() == [("parked-by-operator", "handled"), ("parked-by-operator", "parked")]


async def test_the_end_of_a_case_passes_an_operators_parking(path: MessagePath) -> None:
    """R31: a withdrawal waits for nobody."""
    case = await path.case()
    await path.handle(asks(path, ParkStream(), case))

    await path.handle(path.fact(CaseEnded(round=1, ending="withdrawn", ended=datetime.now(UTC)), case, 3))

    assert "called-off" in await path.events(case)


async def test_to_replay_the_letter_of_a_parked_case_is_to_release_it(path: MessagePath) -> None:
    """There is no message behind it that could be handled."""
    case = await path.case()
    await path.handle(asks(path, ParkStream(), case))
    letter = await path.pool.fetchval("SELECT letter FROM dead_letters")

    await path.handle(asks(path, ReplayDeadLetter(letter=letter), case))

    assert await path.letters() == [("parked-by-operator", "handled")]
    assert await path.pool.fetchval("SELECT parked FROM streams WHERE id = $1", case) is None


async def test_a_case_behind_a_message_that_failed_is_not_released(path: MessagePath) -> None:
    """Its followers would overtake it: it is replayed instead."""
    case = await path.case()
    await path.handle(path.event("ekc.referral.events", ReferralReceived, case, {"bad": True}, sequence="3"))
    await path.pool.execute("UPDATE streams SET parked = 'behind-a-message' WHERE id = $1", case)

    await path.handle(asks(path, ReleaseStream(), case))

    assert await path.pool.fetchval("SELECT parked FROM streams WHERE id = $1", case) == "behind-a-message"


async def test_a_case_that_nobody_knows_is_not_parked(path: MessagePath) -> None:
    """The request is a dead letter, so that whoever asked hears that it is not so."""
    await path.handle(asks(path, ParkStream(), "no-such-case"))

    assert await path.letters() == [("unknown-subject", "dead")]


async def test_topics_are_paused_and_resumed(path: MessagePath) -> None:
    """Each for itself, and all at once."""
    await path.handle(asks(path, PauseTopic(topic="ekc.referral.events")), asks(path, PauseTopic(topic=EVERYTHING)))
    assert await paused(path) == [EVERYTHING, "ekc.referral.events"]
    assert "ekc.plan.events" in path.consumer.pauses
    assert COMMANDS not in path.consumer.pauses, "on it comes the word to go on"

    await path.handle(asks(path, ResumeTopic(topic=EVERYTHING)))

    assert await paused(path) == []
    assert "ekc.referral.events" not in path.consumer.pauses


async def test_a_request_that_comes_again_undoes_nothing(path: MessagePath) -> None:
    """Kafka may bring it twice: what was resumed meanwhile stays so."""
    pause = asks(path, PauseTopic(topic="ekc.referral.events"))
    await path.handle(pause)
    await path.handle(asks(path, ResumeTopic(topic="ekc.referral.events")))

    await path.handle(pause)

    assert await paused(path) == []


async def test_the_topic_of_what_is_asked_stays_open(path: MessagePath) -> None:
    """Nobody could say any more that it is to be read on."""
    await path.handle(asks(path, PauseTopic(topic=COMMANDS)))

    assert (await paused(path), await path.letters()) == ([], [("not-pausable", "dead")])


@pytest.mark.parametrize("command", [ParkStream(), ReleaseStream(), PauseTopic(topic=EVERYTHING)])
async def test_nobody_but_an_operator_asks_so(path: MessagePath, command: Command) -> None:
    """Whoever else does is answered, and nothing happens."""
    case = await path.case()

    await path.handle(asks(path, command, case, actorrole="regional-manager"))

    assert (await paused(path), await path.letters()) == ([], [("not-allowed", "dead")])


async def test_only_the_letters_of_the_group_are_discarded(path: MessagePath) -> None:
    """Of one topic, one type and one reason."""
    for _ in range(2):
        await path.handle(path.record(COMMANDS, b"{"))
    await path.handle(asks(path, PauseTopic(topic=COMMANDS)))

    await path.handle(asks(path, DiscardGroup(topic=COMMANDS, reason="not-json")))

    assert await path.letters() == [("not-json", "handled")] * 2 + [("not-pausable", "dead")]


def test_letters_of_one_defect_have_one_fingerprint() -> None:
    """The same in every part and every release: metrics and runbooks name it."""
    one = fingerprint("ekc.in.school-noord", None, "not-json")

    assert one == fingerprint("ekc.in.school-noord", None, "not-json") == "caf92030"
    assert one != fingerprint("ekc.in.school-noord", None, "invalid")
    assert one != fingerprint("ekc.in.school-zuid", None, "not-json")

"""Dead letters at the desk: seen, and replayed until their effect is there."""

import asyncio
from typing import Any

from contracts.operations import DeadLetterAnnounced, DiscardDeadLetters
from services.chassis import quarantine
from tests.desk.cases import CASE, MONDAY
from tests.desk.house import House

LETTER: dict[str, Any] = {
    "letter": "letter-1",
    "owner": "plan",
    "topic": "ekc.plan.commands",
    "partition": 2,
    "offset": 7,
    "since": MONDAY,
}


async def announced(house: House, state: str, reason: str = "invalid") -> None:
    """The plan service speaks of a dead letter."""
    said = DeadLetterAnnounced(**LETTER, reason=reason, detail="data.actions: missing.", state=state)
    await house.answered(CASE, said, "plan", topic="ekc.plan.dead-letters")


async def asked_for(house: House, times: int) -> None:
    """Until so many replays were asked of the owner."""
    while len(await house.outbox()) < times:
        await house.desk.bell.wait(house.desk.bell.news, 0.05)


async def test_an_operator_sees_what_could_not_be_handled_and_why(house: House) -> None:
    """Where it came from and the reason; of the content nothing is known here."""
    await announced(house, "dead")

    [letter] = (await house.get("/dead-letters", "operator"))["letters"]

    assert (letter["owner"], letter["case"], letter["reason"], letter["state"]) == ("plan", CASE, "invalid", "dead")
    assert letter == await house.get("/dead-letters/letter-1", "operator")
    async with house.client("manager") as client:
        assert (await client.get("/dead-letters")).status_code == 403
        assert (await client.post("/dead-letters/letter-1/replay")).status_code == 403
        assert (await client.post("/dead-letters/discard", params={"topic": "ekc.plan.commands"})).status_code == 403


async def test_a_letter_whose_day_is_erased_reads_as_erased(house: House) -> None:
    """R34: the key of its day is destroyed; while the keyring is away the letter is seen all the same."""
    await announced(house, "dead")
    assert not (await house.get("/dead-letters/letter-1", "operator"))["erased"]
    day = quarantine.of(MONDAY)
    await house.keyring.create([day])
    await house.keyring.keyring.erase([day])

    assert (await house.get("/dead-letters/letter-1", "operator"))["erased"]
    house.keyring.reachable = False
    [letter] = (await house.get("/dead-letters", "operator"))["letters"]
    assert (letter["state"], letter["erased"]) == ("dead", None)


async def test_a_replay_is_over_when_its_owner_says_that_the_effect_is_there(house: House) -> None:
    """Counted, asked of the owner, confirmed from the effect: never by having asked."""
    await announced(house, "dead")
    async with house.client("operator") as client:
        replaying = asyncio.create_task(client.post("/dead-letters/letter-1/replay", params={"wait_seconds": 20}))
        asked = await client.post("/dead-letters/letter-1/replay", params={"wait_seconds": 0})
        assert asked.json()["state"] == "dead"
        await asked_for(house, 2)

        await announced(house, "handled", "handled")
        answer = (await replaying).json()

    assert (answer["state"], answer["replays"], answer["reason"]) == ("handled", 2, "invalid")
    requests = [one for topic, one in await house.outbox() if topic == "ekc.plan.commands"]
    assert [(one["data"], one["actorrole"], one["subject"]) for one in requests] == [
        ({"letter": "letter-1"}, "operator", CASE)
    ] * 2


async def test_a_replay_that_fails_again_is_no_success(house: House) -> None:
    """The letter stays, with the new reason."""
    await announced(house, "dead")
    async with house.client("operator") as client:
        replaying = asyncio.create_task(client.post("/dead-letters/letter-1/replay", params={"wait_seconds": 20}))
        await asked_for(house, 1)
        await announced(house, "dead", "no-key")
        answer = (await replaying).json()

    assert (answer["state"], answer["reason"]) == ("dead", "no-key")


async def test_an_owner_that_says_nothing_is_told_as_such(house: House) -> None:
    """504: it may still be handled."""
    await announced(house, "dead")
    async with house.client("operator") as client:
        answer = await client.post("/dead-letters/letter-1/replay", params={"wait_seconds": 0.05})

    assert (answer.status_code, answer.json()["type"]) == (504, "urn:ekc:problem:no-answer")


async def test_the_letters_of_a_topic_are_discarded_by_their_owner(house: House) -> None:
    """Asked of whoever has any that nothing stands still behind, and of nobody for another topic."""
    await announced(house, "dead")
    async with house.client("operator") as client:
        answer = await client.post("/dead-letters/discard", params={"topic": "ekc.plan.commands"})
        other = await client.post("/dead-letters/discard", params={"topic": "ekc.privacy.commands"})

    assert (answer.json()["letters"], other.json()["letters"]) == (1, 0)
    _, (topic, asked) = await house.outbox()
    assert (topic, asked["type"]) == ("ekc.plan.commands", DiscardDeadLetters.type)
    assert (asked["data"], asked["actorrole"]) == ({"topic": "ekc.plan.commands"}, "operator")

"""Dead letters of one defect together: counted, handled again some at a time, let go of with a reason."""

import asyncio
from typing import Any

from contracts.access import OperatorActed
from contracts.operations import DeadLetterAnnounced, DiscardGroup, ReplayDeadLetter
from services.chassis.fingerprint import fingerprint
from tests.desk.cases import CASE, MONDAY
from tests.desk.house import House

TOPIC = "ekc.in.school-noord"
GROUP = fingerprint(TOPIC, None, "invalid")
DEFECT: dict[str, Any] = {"owner": "referral", "topic": TOPIC, "partition": 0, "since": MONDAY, "detail": "x: missing."}


async def announced(house: House, letter: str, state: str = "dead", reason: str = "invalid", **more: Any) -> None:
    """The referral service speaks of a dead letter."""
    said = DeadLetterAnnounced(letter=letter, reason=reason, state=state, **{"offset": 7, **DEFECT, **more})
    await house.answered(CASE, said, "referral", topic="ekc.referral.dead-letters")


async def requests(house: House) -> list[dict[str, Any]]:
    """What was asked of the referral service."""
    return [one for topic, one in await house.outbox() if topic == "ekc.referral.commands"]


async def acted(house: House) -> list[dict[str, Any]]:
    """What is for the access log."""
    return [one["data"] for _, one in await house.outbox() if one["type"] == OperatorActed.type]


async def test_letters_are_counted_by_what_they_have_in_common(house: House) -> None:
    """Topic, type and reason; one to look at; those of which all are handled only when asked for."""
    for letter, reason in (("a", "invalid"), ("b", "invalid"), ("c", "too-large")):
        await announced(house, letter, reason=reason)
    await announced(house, "b", "parked")
    await announced(house, "c", "handled")

    [group] = (await house.get("/dead-letter-groups", "operator"))["groups"]
    every = (await house.get("/dead-letter-groups", "operator", handled=True))["groups"]

    assert (group["fingerprint"], group["dead"], group["parked"], group["example"]) == (GROUP, 1, 1, "a")
    assert (group["topic"], group["reason"], group["owners"]) == (TOPIC, "invalid", ["referral"])
    assert [one["reason"] for one in every] == ["invalid", "too-large"]


async def test_a_group_is_replayed_some_at_a_time_and_counted_from_the_effect(house: House) -> None:
    """What had its effect, what failed again, and what nothing is known of; and where to go on."""
    for letter in "abcd":
        await announced(house, letter)
    async with house.client("operator") as client:
        path = f"/dead-letter-groups/{GROUP}/replay"
        asking = asyncio.create_task(client.post(path, params={"most": 3, "wait_seconds": 2}))
        while len(await requests(house)) < 3:
            await house.desk.bell.wait(house.desk.bell.news, 0.05)
        await announced(house, "a", "handled", "handled")
        await announced(house, "b", "dead", "no-key")
        came = (await asking).json()
        rest = (await client.post(path, params={"after": came["after"], "wait_seconds": 0})).json()

    assert came == {"asked": 3, "handled": 1, "failed": 1, "silent": 1, "left": 1, "after": "c"}
    assert (rest["asked"], rest["left"], rest["after"]) == (1, 0, "d")
    assert [one["data"]["letter"] for one in await requests(house)] == ["a", "b", "c", "d"]
    assert {one["type"] for one in await requests(house)} == {ReplayDeadLetter.type}
    assert [(one["act"], one["about"], one["number"]) for one in await acted(house)] == [
        ("replay", GROUP, 3),
        ("replay", GROUP, 1),
    ]


async def test_a_group_is_discarded_with_a_reason_that_is_on_record(house: House) -> None:
    """Asked of its owner, for this topic, type and reason alone."""
    await announced(house, "a")
    await announced(house, "b", reason="too-large")
    async with house.client("operator") as client:
        refused = await client.post(f"/dead-letter-groups/{GROUP}/discard")
        await client.post(f"/dead-letter-groups/{GROUP}/discard", params={"reason": "inc-1042"})

    assert refused.status_code == 422
    [asked] = await requests(house)
    assert (asked["type"], asked["data"]) == (DiscardGroup.type, {"topic": TOPIC, "reason": "invalid"})
    assert [(one["act"], one["reason"], one["number"]) for one in await acted(house)] == [("discard", "inc-1042", 1)]


async def test_a_group_that_nobody_knows_is_told_as_such(house: House) -> None:
    """404; and only operators look at all."""
    async with house.client("operator") as client:
        assert (await client.get("/dead-letter-groups/00000000")).status_code == 404
    async with house.client("manager") as client:
        assert (await client.get("/dead-letter-groups")).status_code == 403

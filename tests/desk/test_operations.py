"""What operators have parts do: in the access log first, then asked of whom it concerns, and of nobody else."""

from typing import Any

import httpx
import pytest

from contracts.access import OperatorActed
from contracts.catalogue import PARTS
from contracts.operations import EVERYTHING, PARKED_BY_OPERATOR, DeadLetterAnnounced
from services.chassis.reconciling import TO_ADOPT
from tests.desk.cases import CASE, MONDAY, in_preparation
from tests.desk.house import House


async def operate(house: House, act: str, about: str, role: str = "operator", **more: Any) -> httpx.Response:
    """Somebody wants something done."""
    async with house.client(role) as client:
        return await client.post("/operations", json={"act": act, "about": about, **more})


async def asked(house: House) -> list[tuple[str, str, dict[str, Any]]]:
    """What was asked of parts: topic, what, its data."""
    return [
        (topic, one["type"].split(".")[-2], one["data"])
        for topic, one in await house.outbox()
        if ".operations." in one["type"]
    ]


async def acted(house: House) -> list[dict[str, Any]]:
    """What is for the access log."""
    return [one for _, one in await house.outbox() if one["type"] == OperatorActed.type]


async def test_a_case_is_parked_where_it_is_decided_about(house: House) -> None:
    """At the services that decide and at the bridge, or where it is said; on record with the case."""
    await in_preparation(house)

    done = await operate(house, "park", CASE, reason="inc-7")
    await operate(house, "release", CASE, parts=["plan"])

    assert done.json() == {
        "act": "park",
        "about": CASE,
        "parts": ["referral", "coordination", "plan", "workflows"],
        "asked": True,
    }
    assert await asked(house) == [
        *[(f"ekc.{part}.commands", "park-stream", {}) for part in done.json()["parts"]],
        ("ekc.plan.commands", "release-stream", {}),
    ]
    first, second = await acted(house)
    assert (first["subject"], first["data"]["act"], first["data"]["reason"]) == (CASE, "park", "inc-7")
    assert (first["actorrole"], second["data"]["parts"]) == ("operator", ["plan"])


async def test_a_topic_is_paused_at_whoever_reads_it(house: House) -> None:
    """An agency's at the referral service; events at everybody; `*` at every part, the desk included."""
    await operate(house, "pause", "ekc.in.school-noord")
    await operate(house, "pause", "ekc.plan.events", parts=["coordination"])
    everything = await operate(house, "pause", EVERYTHING)

    assert (await asked(house))[:2] == [
        ("ekc.referral.commands", "pause-topic", {"topic": "ekc.in.school-noord"}),
        ("ekc.coordination.commands", "pause-topic", {"topic": "ekc.plan.events"}),
    ]
    assert everything.json()["parts"] == list(PARTS)


async def test_a_dry_run_asks_nobody_and_writes_nothing_down(house: House) -> None:
    """It says of whom what would be asked."""
    done = await operate(house, "pause", "ekc.in.school-noord", dry_run=True)

    assert (done.json()["parts"], done.json()["asked"]) == (["referral"], False)
    assert await house.outbox() == []


async def test_what_operators_do_themselves_is_only_written_down(house: House) -> None:
    """Such as a rebuilding: the desk does nothing about it."""
    done = await operate(house, "rebuild", "desk")

    assert not done.json()["asked"]
    assert [one["data"]["act"] for one in await acted(house)] == ["rebuild"]
    assert await asked(house) == []


@pytest.mark.parametrize(
    ("act", "about", "more", "status"),
    [
        ("park", "no-such-case", {}, 404),
        ("pause", "ekc.nobody.events", {}, 404),
        ("pause", "ekc.plan.commands", {}, 409),
        ("pause", "ekc.in.school-noord", {"parts": ["plan"]}, 422),
        ("burn", "everything", {}, 422),
    ],
)
async def test_what_nobody_could_do_is_asked_of_nobody(
    house: House, act: str, about: str, more: dict[str, Any], status: int
) -> None:
    """There is no such case or topic, nobody could resume it, it is read by others, there is no such act."""
    assert (await operate(house, act, about, **more)).status_code == status
    assert await house.outbox() == []


async def test_nobody_but_an_operator_operates(house: House) -> None:
    """403 for everybody else."""
    assert (await operate(house, "pause", EVERYTHING, role="manager")).status_code == 403


async def test_a_drained_desk_takes_no_commands_and_goes_on_answering(house: House) -> None:
    """503: whoever asks again later is heard; operators are."""
    await in_preparation(house)
    await house.desk.pool.execute("INSERT INTO paused (topic) VALUES ($1)", EVERYTHING)

    refused = await house.command(type="referral.accept-case", subject=CASE, data={})

    assert (refused.status_code, refused.json()["title"], refused.headers["retry-after"]) == (503, "draining", "5")
    assert (await house.get(f"/cases/{CASE}"))["id"] == CASE
    assert (await operate(house, "resume", EVERYTHING)).status_code == 200


async def test_people_read_that_an_operator_has_a_case_stand_still(house: House) -> None:
    """And by which command it goes on: there is no message that could be replayed."""
    await in_preparation(house)
    said = DeadLetterAnnounced(
        letter="letter-1",
        owner="plan",
        topic="ekc.plan.commands",
        partition=0,
        offset=1,
        reason=PARKED_BY_OPERATOR,
        detail="An operator lets it stand still.",
        state="parked",
        since=MONDAY,
    )
    await house.answered(CASE, said, "plan", topic="ekc.plan.dead-letters")

    [sentence, *_] = (await house.get(f"/cases/{CASE}/why"))["sentences"]

    assert sentence.endswith(f"an operator has it so. It goes on after: ekc ops release {CASE}")


async def test_a_restored_desk_gives_no_number_twice(house: House) -> None:
    """R33: what it had said is still to be taken over; what operators do meanwhile is told behind that, not lost."""
    rows = [("ekc.desk.events", f"said-{number}", "operations", number, None, False, b"{}") for number in (1, 2)]
    await house.desk.pool.executemany(TO_ADOPT, rows)

    await operate(house, "reconcile", EVERYTHING)
    await operate(house, "check", EVERYTHING)

    assert [one["sequence"] for one in await acted(house)] == ["3", "4"]

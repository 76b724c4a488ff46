"""Cases at the API: lists, timeline, why, people; who sees what, and that reading is written down (R33)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic_core import from_json, to_json

from contracts.operations import DeadLetterAnnounced
from contracts.people import Ending
from contracts.referral import CaseEnded, ConsentCompleted
from tests.desk.cases import CASE, MONDAY, in_preparation, invitation, opened
from tests.desk.house import House


async def readings(house: House) -> list[dict[str, Any]]:
    """The readings of personal data that were published."""
    return [one for _, one in await house.outbox() if one["type"].endswith("personal-data-read.v1")]


async def test_a_case_says_what_it_waits_for_and_whose_turn_it_is(house: House) -> None:
    """What `ekc cases` shows, filtered by role and region."""
    await in_preparation(house)
    await house.happened("case-2", opened("zuid"), at=MONDAY + timedelta(days=1))

    cases = (await house.get("/cases", "lead"))["cases"]
    waiting = (await house.get("/cases", "lead", waiting="coordinator"))["cases"]
    south = (await house.get("/cases", "lead", region="zuid"))["cases"]

    assert [one["id"] for one in cases] == [CASE, "case-2"]
    assert (cases[0]["phase"], cases[0]["whose"], cases[0]["coordinator"]) == (
        "preparation",
        "coordinator",
        "coordinator-1",
    )
    assert [one["id"] for one in waiting] == [CASE]
    assert [(one["id"], one["next"]["what"]) for one in south] == [("case-2", "escalate-contact")]


async def test_cases_that_are_over_are_listed_when_asked_for(house: House) -> None:
    """An ended case waits for nobody."""
    await house.happened(CASE, opened(), CaseEnded(ending=Ending.DECLINED, ended=MONDAY, round=1))

    assert (await house.get("/cases"))["cases"] == []
    [over] = (await house.get("/cases", ended=True))["cases"]
    assert (over["ended"], over["whose"], over["waiting_for"]) == ("declined", None, None)


async def test_staff_see_their_region_and_coordinators_their_own_cases(house: House) -> None:
    """Others' cases sound like cases that do not exist."""
    await in_preparation(house)
    await house.happened("case-2", opened("zuid"))

    assert [one["id"] for one in (await house.get("/cases", "manager"))["cases"]] == [CASE]
    assert [one["id"] for one in (await house.get("/cases", "coordinator"))["cases"]] == [CASE]
    assert (await house.get("/cases", "stranger"))["cases"] == []
    for role, case in (("manager", "case-2"), ("stranger", CASE), ("manager", "case-9")):
        async with house.client(role) as client:
            for path in ("", "/why", "/timeline", "/notices"):
                assert (await client.get(f"/cases/{case}{path}")).status_code == 404


async def test_a_timeline_tells_who_did_what_by_which_rule(house: House) -> None:
    """In order, one line each, without a name."""
    await in_preparation(house)

    timeline = (await house.get(f"/cases/{CASE}/timeline"))["timeline"]

    assert [one["what"] for one in timeline][:3] == [
        "The case is opened in the region noord",
        "Every consent that is needed is there",
        "The intake is done: the case is accepted",
    ]
    invited = next(one for one in timeline if one["type"].endswith("participant-invited.v1"))
    assert (invited["who"], invited["rule"], invited["about"]) == ("regional-manager", "R15", {"participant": "els"})
    assert "name" not in invited["data"]


async def test_names_are_shown_when_that_was_written_down(house: House) -> None:
    """R33: who, which case, what kind, what for; never what."""
    await in_preparation(house)

    without = await house.get(f"/cases/{CASE}")
    assert {one["name"] for one in without["people"]} == {None}
    assert await readings(house) == []

    people = (await house.get(f"/cases/{CASE}", personal=True, purpose="preparing"))["people"]
    assert {one["id"]: one["name"] for one in people} == {
        "mike": "Mike",
        "els": "Els van der Zande",
        "coordinator-1": "Fatma Yilmaz",
    }
    [reading] = await readings(house)
    assert (reading["subject"], reading["actorid"], reading["actorrole"]) == (CASE, "manager-1", "regional-manager")
    assert reading["data"]["kinds"] == [
        "case-opened.persons.*.name",
        "coordinator-registered.name",
        "participant-invited.name",
    ]
    assert "preparing" not in str(reading)


async def test_an_operator_is_shown_no_names(house: House) -> None:
    """They keep it running without."""
    await in_preparation(house)

    async with house.client("operator") as client:
        refused = await client.get(f"/cases/{CASE}", params={"personal": True})

    assert refused.status_code == 403
    assert await readings(house) == []


async def test_somebody_who_was_erased_reads_as_erased(house: House) -> None:
    """R34: the name is gone for good; the rest of the case goes on."""
    await in_preparation(house)
    await house.keyring.keyring.erase(["els"])

    people = (await house.get(f"/cases/{CASE}", personal=True))["people"]

    assert {one["id"]: one["name"] for one in people}["els"] == "[erased]"


async def test_why_answers_from_what_was_projected(house: House) -> None:
    """Nothing is asked of the process: the answer is there also while it cannot be reached."""
    await house.happened(CASE, opened(), at=MONDAY)

    why = await house.get(f"/cases/{CASE}/why")

    assert (why["rule"], why["whose"], why["next"]["at"]) == ("R5", "regional-manager", "2025-03-06T10:00:00+01:00")
    assert why["sentences"][1] == "It is the turn of the regional manager."


async def test_why_says_that_a_case_is_parked_and_behind_what(house: House) -> None:
    """Promise 4: and no longer when it was handled."""
    await house.happened(CASE, opened(), at=MONDAY)
    letter: dict[str, Any] = {"letter": "letter-1", "owner": "plan", "topic": "ekc.referral.events", "partition": 0}
    parked = DeadLetterAnnounced(
        **letter, offset=7, reason="invalid", detail="round: missing.", state="parked", since=MONDAY
    )
    await house.answered(CASE, parked, "plan", topic="ekc.plan.dead-letters")

    assert (await house.get(f"/cases/{CASE}/why"))["parked"][0]["letter"] == "letter-1"
    assert (await house.get("/cases"))["cases"][0]["parked"]

    handled = DeadLetterAnnounced(**letter, offset=7, reason="handled", detail="-", state="handled", since=MONDAY)
    await house.answered(CASE, handled, "plan", topic="ekc.plan.dead-letters")
    assert (await house.get(f"/cases/{CASE}/why"))["parked"] == []


async def test_changes_over_all_cases_come_in_order_and_can_be_waited_for(house: House) -> None:
    """What the demo shows: from a number on, and as soon as there is something."""
    await in_preparation(house)
    first = await house.get("/changes", "lead")
    assert [one["number"] for one in first["changes"]] == sorted(one["number"] for one in first["changes"])
    assert (await house.get("/changes", "lead", after=first["last"]))["changes"] == []

    await house.happened("case-2", opened())

    [new] = (await house.get("/changes", "lead", after=first["last"], wait=10))["changes"]
    assert (new["case"], new["number"] > first["last"]) == ("case-2", True)


@pytest.mark.parametrize("role", ["manager", "coordinator"])
async def test_all_cases_at_once_are_for_who_sees_all_cases(house: House, role: str) -> None:
    """A manager of one region has a list of their own."""
    async with house.client(role) as client:
        assert (await client.get("/changes")).status_code == 403


async def test_texts_of_all_notices_at_once_are_for_stories_only(house: House, real_house: House) -> None:
    """In development, and written down; never in production."""
    await in_preparation(house)
    await house.happened(CASE, invitation(), service="coordination", at=MONDAY)

    async with real_house.client("lead") as client:
        assert (await client.get("/changes", params={"texts": True})).status_code == 422
    assert (await house.get("/changes", "lead", texts=True))["changes"]


async def test_a_case_that_is_parked_at_the_desk_itself_says_so(house: House) -> None:
    """Promise 4: what the desk cannot handle stands still here; its own announcement passes, and `why` knows."""
    await house.happened(CASE, opened(), at=MONDAY)
    bad = await house.event(CASE, ConsentCompleted(persons=("mike",)), "referral")
    await house.consumer.handle([broken(bad)])
    [said] = [one for topic, one in await house.outbox() if topic == "ekc.desk.dead-letters"]

    announced = DeadLetterAnnounced.model_validate(said["data"])
    await house.answered(CASE, announced, "desk", topic="ekc.desk.dead-letters")

    [parked] = (await house.get(f"/cases/{CASE}/why"))["parked"]
    assert (parked["owner"], parked["state"]) == ("desk", "parked")


def broken(record: Any) -> Any:
    """A record whose data lacks a field."""
    envelope = from_json(record.value)
    del envelope["data"]["persons"]
    return replace(record, value=to_json(envelope))

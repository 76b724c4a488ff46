"""Commands at the desk: checked, stamped, sealed, published once, answered."""

import asyncio
from typing import Any

from contracts.base import Refusal
from contracts.coordination import ParticipantInvited
from contracts.operations import CommandRefused, CommandRejected
from tests.desk.house import House

INVITE: dict[str, Any] = {
    "type": "coordination.invite-participant",
    "subject": "case-1",
    "data": {"participant": "new:els", "name": "Els van der Zande", "role": "aunt"},
}


async def test_a_command_is_stamped_and_sealed_and_goes_to_its_service(house: House) -> None:
    """Actor, role, region and time are the desk's; a name is sealed before it rests anywhere."""
    answer = await house.command(**INVITE)

    assert answer.status_code == 202
    [(topic, envelope)] = await house.outbox()
    assert topic == "ekc.coordination.commands"
    assert envelope["type"].endswith("coordination.invite-participant.v1")
    stamped = (envelope["subject"], envelope["actorid"], envelope["actorrole"], envelope["actorregion"])
    assert stamped == ("case-1", "manager-1", "regional-manager", "noord")
    assert envelope["data"]["participant"] == answer.json()["minted"]["els"]
    assert "Els" not in str(await house.desk.pool.fetch("SELECT convert_from(value, 'UTF8') FROM outbox"))


async def test_who_is_known_by_an_id_alone_has_a_key_too(house: House) -> None:
    """Promise 4: a referrer who gave no name is told the status later, sealed with a key that was there first."""
    data = {
        "referral": "new:referral",
        "region": "noord",
        "reasons": ["illness"],
        "sector": "other",
        "referrer": {"referrer": "new:referrer", "kind": "neighbour"},
        "persons": [{"person": "new:mike", "name": "Mike"}],
    }
    minted = (await house.command(type="referral.refer-case", subject="new:case", data=data)).json()["minted"]

    assert set(await house.keyring.open([minted["referrer"], minted["mike"]])) == {minted["referrer"], minted["mike"]}


async def test_asking_again_is_harmless(house: House) -> None:
    """A retry without an id is the same command on the same day: one effect, the same ids, the same answer."""
    first, second = await house.command(**INVITE), await house.command(**INVITE)

    assert len(await house.outbox()) == 1
    assert second.json() == first.json() | {"repeated": True}


async def test_what_a_rule_refused_can_be_asked_again(house: House) -> None:
    """Once mended, the same request is a new command; the old no is not its answer."""
    first = (await house.command(**INVITE)).json()["id"]
    problem = Refusal(type="urn:ekc:problem:not-ready", title="not ready", detail="It is not ready.")
    refusal = CommandRefused(problem=problem, asked=INVITE["type"], by_process=False)
    await house.answered("case-1", refusal, "coordination", causationid=first)

    again = await house.command(**INVITE)

    assert (again.status_code, again.json()["repeated"]) == (202, False)
    assert again.json()["id"] != first


async def test_an_id_belongs_to_one_command(house: House) -> None:
    """The same id with other words is a mistake, and told as one."""
    await house.command(**INVITE, id="mine")

    other = await house.command(**{**INVITE, "data": {**INVITE["data"], "role": "uncle"}}, id="mine")

    assert (other.status_code, other.json()["type"]) == (409, "urn:ekc:problem:duplicate-id")
    assert len(await house.outbox()) == 1


async def test_what_came_of_it_is_the_answer(house: House) -> None:
    """Who waits is answered as soon as the event is projected; personal fields are left out."""
    participant = (await house.command(**INVITE, id="ask-1")).json()["minted"]["els"]
    asked = asyncio.create_task(house.command(**{**INVITE, "wait_seconds": 20}, id="ask-1"))

    await house.happened(
        "case-1",
        ParticipantInvited(
            participant=participant,
            name="Els",
            role="aunt",
            language="nl",
            channel="mail",
            invited="2026-01-05T10:00:00Z",
        ),
        causationid="ask-1",
    )

    answer = await asked
    assert answer.status_code == 200
    [event] = answer.json()["events"]
    assert event["type"].endswith("participant-invited.v1")
    assert event["data"]["participant"] == participant
    assert "name" not in event["data"]


async def test_a_refusal_is_the_answer(house: House) -> None:
    """A rule that says no is a problem with its reason, its words, its rule and what is missing (RFC 9457)."""
    await house.command(**INVITE, id="ask-1")
    problem = Refusal(
        type="urn:ekc:problem:not-ready", title="not ready", detail="It is not ready.", rule="R19", missing=("a date",)
    )

    await house.answered(
        "case-1",
        CommandRefused(problem=problem, asked=INVITE["type"], by_process=False),
        "coordination",
        causationid="ask-1",
    )

    answer = await house.command(**{**INVITE, "wait_seconds": 5}, id="ask-1")
    body = answer.json()
    assert (answer.status_code, body["type"]) == (409, "urn:ekc:problem:not-ready")
    assert (body["detail"], body["rule"], body["missing"]) == ("It is not ready.", "R19", ["a date"])


async def test_a_command_that_could_not_be_handled_is_answered(house: House) -> None:
    """What went to the dead letters is told too."""
    await house.command(**INVITE, id="ask-1")
    problem = Refusal(type="urn:ekc:problem:no-key", title="no key", status=422, detail="name: its subject has no key.")

    await house.answered("case-1", CommandRejected(problem=problem), "coordination", causationid="ask-1")

    answer = await house.command(**{**INVITE, "wait_seconds": 5}, id="ask-1")
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:ekc:problem:no-key")


async def test_nothing_in_time_is_told_with_the_id_to_ask_again(house: House) -> None:
    """504, and the command has its effect all the same."""
    answer = await house.command(**{**INVITE, "wait_seconds": 0.01}, id="ask-1")

    assert (answer.status_code, answer.json()["id"]) == (504, "ask-1")


async def test_bad_input_is_told_with_every_place(house: House) -> None:
    """A missing field, a misspelt one: both named, neither quoted."""
    answer = await house.command(
        type="coordination.invite-participant",
        subject="case-1",
        data={"participant": "p-1", "nam": "Els", "role": "aunt"},
    )

    assert answer.status_code == 422
    assert {one["place"] for one in answer.json()["places"]} == {"data.name", "data.nam"}
    assert "Els" not in answer.text
    assert await house.outbox() == []


async def test_an_unknown_command_and_an_event_are_no_commands(house: House) -> None:
    """Nobody can have a service believe that something was decided."""
    for kind in ("coordination.make-coffee", "coordination.participant-invited", "operations.replay-dead-letter"):
        answer = await house.command(type=kind, subject="case-1", data={})
        assert (answer.status_code, answer.json()["places"][0]["place"]) == (422, "type")


async def test_only_stories_have_a_date_and_an_actor_of_their_own(house: House, real_house: House) -> None:
    """`at` and `by` are for development."""
    story: dict[str, Any] = {"at": "2025-03-03T10:00:00+01:00", "by": {"id": "coordinator-7", "role": "coordinator"}}

    assert (await real_house.command(**INVITE, **story)).status_code == 422
    await house.command(**INVITE, **story)

    [(_, envelope)] = await house.outbox()
    assert envelope["storytime"] == envelope["time"] == "2025-03-03T10:00:00+01:00"
    assert (envelope["actorid"], envelope["actorrole"]) == ("coordinator-7", "coordinator")


async def test_without_keys_nothing_is_done(house: House) -> None:
    """A keyring that cannot be reached pauses; nothing personal goes on unsealed."""
    house.keyring.reachable = False

    answer = await house.command(**INVITE)

    assert answer.status_code == 503
    assert await house.outbox() == []


async def test_a_token_of_nobody_opens_nothing(house: House) -> None:
    """401 for everything."""
    async with house.client("nobody") as client:
        answers = [await client.get(path) for path in ("/cases", "/changes", "/status", "/dead-letters")]

    assert {answer.status_code for answer in answers} == {401}


async def test_a_number_that_passes_for_a_bsn_is_flagged_and_may_be_confirmed(house: House) -> None:
    """R35: told with its place and never quoted; nothing is taken in before staff said that it is something else."""
    command = {**INVITE, "data": {**INVITE["data"], "contact": "lidnummer 111222333"}}

    flagged = await house.command(**command)
    assert (flagged.status_code, flagged.json()["type"]) == (422, "urn:ekc:problem:bsn")
    assert [one["place"] for one in flagged.json()["places"]] == ["data.contact"]
    assert "111222333" not in flagged.text
    assert await house.outbox() == []

    assert (await house.command(**command, not_a_bsn=True)).status_code == 202

"""The copy that somebody gets of what is kept about them, against a real database (GDPR, article 15)."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from contracts.coordination import InvitationAnswered, MatterNeeded, ParticipantVetoed, ParticipantWithdrew
from contracts.people import Means
from contracts.privacy import PersonalDataRead
from contracts.referral import Danger, QuestionsAgreed, SafetyMeasuresTaken, SafetySignalRaised
from contracts.referral.questions import Question
from services.desk.cli.person_page import page
from services.desk.cli.person_words import BAR
from tests.desk.cases import CASE, MONDAY, in_preparation, invitation, invited, opened
from tests.desk.house import House
from tests.desk.telling import tell
from tests.desk.test_cli import Terminal, terminal

__all__ = ["terminal"]
QUESTION = "Hoe helpt tante Els Mike weer naar school?"


async def lived(house: House) -> None:
    """A case in which Els, and Piet who is kept out, were asked, and a question names her."""
    await in_preparation(house)
    question = Question(question="question-1", text=QUESTION)
    await house.happened(CASE, QuestionsAgreed(questions=(question,), confirmed_by="mike"), at=MONDAY)
    await house.happened(
        CASE,
        InvitationAnswered(participant="els", answer="accepted", means=Means.SPOKEN),
        MatterNeeded(matter="ramp", kind="accessibility", for_whom="els", note="Els loopt slecht."),
        invited("piet", name="Piet Smit"),
        ParticipantVetoed(participant="piet", by="mike", by_representative=False),
        invitation(when=MONDAY + timedelta(days=20)),
        service="coordination",
        at=MONDAY,
    )
    raised = SafetySignalRaised(
        signal="s", danger=Danger.THREAT, about="Piet dreigt.", means=Means.SPOKEN, decide_by=MONDAY.date()
    )
    await house.happened(CASE, raised, SafetyMeasuresTaken(pause=False, hide=True), at=MONDAY)
    await tell(house)


async def copy(house: House, subject: str, role: str = "manager") -> dict[str, Any]:
    """Somebody's copy."""
    found: dict[str, Any] = await house.get(f"/cases/{CASE}/persons/{subject}", role)
    return found


def kinds(found: dict[str, Any]) -> set[str]:
    """The events in a copy."""
    return {one["type"].split(".")[-2] for one in found["kept"]}


async def test_each_gets_their_own_and_nothing_of_the_others(house: House) -> None:
    """Names of others are marked in texts; a veto is for whoever wished it, safety is in no copy (R16, R37)."""
    await lived(house)

    mike, els, piet = await copy(house, "mike"), await copy(house, "els"), await copy(house, "piet")

    (asked,) = [one for one in mike["kept"] if one["type"].endswith("questions-agreed.v1")]
    assert asked["data"]["questions.0.text"] == "Hoe helpt tante [[Els]] Mike weer naar school?"
    assert "participant-vetoed" in kinds(mike)
    assert "participant-invited" not in kinds(mike)
    assert kinds(els) == {"participant-invited", "invitation-answered", "matter-needed", "notice-sent"}
    assert kinds(piet) == {"participant-invited"}
    said = {place: value for one in els["kept"] for place, value in one["data"].items()}
    assert (said["name"], said["answer"], said["note"]) == ("Els van der Zande", "accepted", "Els loopt slecht.")
    assert said["text"] == "told by word of mouth"
    declared = {one["kind"]: one["basis"] for one in els["kinds"]}
    assert declared["name and way to reach a participant"].startswith("legitimate interest")
    assert "who somebody is in the circle, and what they answered" in declared
    assert not [name for name in ("Mike", "Fatma", "Piet", "dreigt") if name in json.dumps(els)]
    assert not [word for one in (mike, piet) for word in ("dreigt", "safety") if word in json.dumps(one)]


@pytest.mark.long
async def test_a_copy_is_read_on_record_and_tells_who_looked(house: House) -> None:
    """R33: the purpose is "export"; whoever it is about hears when, in which role and at what kind of data."""
    await lived(house)

    await copy(house, "els")
    again = await copy(house, "els")

    readings = [one for _, one in await house.outbox() if one["type"] == PersonalDataRead.type]
    assert readings[-1]["actorid"] == "manager-1"
    assert "participant-invited.name" in readings[-1]["data"]["kinds"]
    assert again["read"][-1]["role"] == "regional-manager"
    looked = {kind for one in again["read"] for kind in one["kinds"]}
    assert looked == {"matter-needed.note", "participant-invited.name"}


async def test_whoever_answers_for_the_region_makes_it_and_of_this_case_only(house: House) -> None:
    """Not the coordinator, no other region; and somebody of another case is not found in this one."""
    await lived(house)
    await house.happened("case-2", opened("zuid").model_copy(update={"persons": ()}), invited("zus"), at=MONDAY)

    async with house.client("coordinator") as client:
        assert (await client.get(f"/cases/{CASE}/persons/els")).status_code == 403
    async with house.client() as client:
        assert (await client.get("/cases/case-2/persons/zus")).status_code == 404
        for stranger in ("zus", "case-2", CASE, "nobody"):
            assert (await client.get(f"/cases/{CASE}/persons/{stranger}")).status_code == 404


@pytest.mark.long
async def test_after_the_erasure_it_says_so(house: House) -> None:
    """R34: the copy shows what happened, and that it can be read no more."""
    await lived(house)
    await house.happened(CASE, ParticipantWithdrew(participant="els"), at=MONDAY)
    await house.keyring.keyring.erase({"els"})

    els = await copy(house, "els")

    assert els["erased"]
    assert {one["data"]["name"] for one in els["kept"] if "name" in one["data"]} == {"[erased]"}


async def test_it_is_handed_over_once_somebody_reviewed_it(terminal: Terminal, tmp_path: Path) -> None:
    """The draft says that it is one; in the reviewed page what is marked is not there at all."""
    await lived(terminal.house)
    written = ["--file", "mike.json", "--html", "draft.html"]
    told = await terminal.ekc("person", "export", CASE, "--person", "mike", *written)
    review(tmp_path / "mike.json")
    done = await terminal.ekc("person", "page", "mike.json", "--html", "done.html", "--language", "en")

    assert (told.exit_code, done.exit_code) == (0, 0), told.output + done.output
    assert "Not yet reviewed" in told.output
    draft, reviewed = (said(tmp_path / name) for name in ("draft.html", "done.html"))
    assert "<mark>Els</mark>" in draft
    assert "Nog niet nagekeken" in draft
    assert BAR in reviewed
    assert not [word for word in ("Els", "Not yet reviewed", "<mark>", "[[") if word in reviewed]
    assert "http" not in reviewed.replace("http-equiv", "")


def review(file: Path) -> None:
    """Somebody looks at it, and says so."""
    file.write_text(json.dumps({**json.loads(file.read_text()), "reviewed_by": "Hub Cremers"}))


def said(file: Path) -> str:
    """What is in a file."""
    return file.read_text()


def test_what_a_person_wrote_is_text_in_the_page() -> None:
    """Markup in a text of people stays text."""
    entry = {"event": "e", "type": "t", "service": "s", "at": "2026-03-02T09:30", "by": "b", "what": "w", "rule": None}
    said: dict[str, Any] = {**entry, "told": False, "superseded": [], "data": {"note": "<script>alert(1)</script>"}}
    whole = {"case": CASE, "made": "2026-03-02T09:30", "reviewed_by": None, "role": "participant", "erased": False}

    written = page({**whole, "kept": [said], "kinds": [], "legal_bases": [], "recipients": [], "read": []}, "nl")

    assert "<script>" not in written
    assert "&lt;script&gt;" in written

"""When somebody is erased and the case goes on, the texts that name them are listed for a human (R34)."""

from typing import Any

import pytest

from contracts.coordination import MatterNeeded, PracticalMatter
from contracts.privacy import PersonalDataRead
from contracts.referral import QuestionsAgreed
from contracts.referral.questions import Question
from contracts.rights import TextRectified, TextsListed
from tests.desk.cases import CASE, MONDAY, in_preparation
from tests.desk.house import House
from tests.desk.test_cli import Terminal, terminal

__all__ = ["terminal"]
QUESTIONS = ("Hoe helpt tante Els?", "Hoe gaat Mike weer naar school?", "Wat kan {name-of:els} doen?")
NAMED = {"event": f"{CASE}-referral-4", "place": "questions.0.text", "about": CASE}


async def written(house: House) -> None:
    """Texts of which two name Els."""
    await in_preparation(house)
    asked = tuple(Question(question=f"q{number}", text=text) for number, text in enumerate(QUESTIONS))
    await house.happened(CASE, QuestionsAgreed(questions=asked, confirmed_by="mike"), at=MONDAY)
    need = MatterNeeded(matter="m", kind=PracticalMatter.OTHER, note="Mevrouw Van der Zande loopt slecht.")
    await house.happened(CASE, need, at=MONDAY)


async def list_of(house: House, subject: str = "els", **parameters: Any) -> dict[str, Any]:
    """What is to be looked at."""
    found: dict[str, Any] = await house.get(f"/cases/{CASE}/persons/{subject}/redactions", **parameters)
    return found


async def asked(house: House, *subjects: str) -> None:
    """Their erasure is asked for, and done."""
    answer = await house.command(type="privacy.request-erasure", subject=CASE, data={"subjects": list(subjects)})
    assert answer.status_code == 202, answer.text
    await house.keyring.keyring.erase(subjects)


async def test_texts_are_compared_while_the_name_can_be_read(house: House) -> None:
    """Before the request goes out; the list holds where they stand and no word of them, and outlives the key."""
    await written(house)

    await asked(house, "els")

    found = await list_of(house)
    assert found["compared"]
    assert [(one["place"], one["about"]) for one in found["texts"]] == [("questions.0.text", CASE), ("note", CASE)]
    assert {one["text"] for one in found["texts"]} == {None}
    topics = [(one["type"], topic) for topic, one in await house.outbox()]
    assert [kind.split(".")[-2] for kind, _ in topics] == ["personal-data-read", "texts-listed", "request-erasure"]
    assert topics[1] == (TextsListed.type, "ekc.desk.events")


@pytest.mark.long
async def test_a_human_reads_them_and_takes_the_name_out(house: House) -> None:
    """Reading is on record; what was put right is listed as done, and not shown any more."""
    await written(house)
    await asked(house, "els")

    before = await list_of(house, texts=True)
    await house.happened(CASE, TextRectified(**NAMED, text="Hoe helpt de kring?"), at=MONDAY)
    after = await list_of(house, texts=True)

    assert [one["text"] for one in before["texts"]] == [QUESTIONS[0], "Mevrouw Van der Zande loopt slecht."]
    assert (after["texts"][0]["rectified"], after["texts"][0]["text"]) == (True, None)
    readings = [one for _, one in await house.outbox() if one["type"] == PersonalDataRead.type]
    assert readings[-1]["actorid"] == "manager-1"


@pytest.mark.long
async def test_without_a_name_to_compare_every_text_is_listed(house: House) -> None:
    """The key was gone before; or nobody asked through the desk. It says that nothing was compared."""
    await written(house)
    await house.keyring.keyring.erase(["els"])

    never = await list_of(house)
    await asked(house, "els")
    late = await list_of(house)

    assert (never["compared"], late["compared"]) == (False, False)
    places = ["questions.0.text", "questions.1.text", "questions.2.text", "note"]
    for found in (never, late):
        assert [one["place"] for one in found["texts"] if one["place"] != "session.place"] == places


@pytest.mark.long
async def test_the_list_is_shown_at_a_terminal(terminal: Terminal) -> None:
    """With what is to be written into a command, and the words only where they are asked for."""
    await written(terminal.house)
    await asked(terminal.house, "els")

    quiet = await terminal.ekc("person", "redactions", CASE, "--participant", "els")
    in_words = await terminal.ekc("person", "redactions", CASE, "--participant", "els", "--texts")

    assert f"{CASE}-referral-4" in quiet.output
    assert "tante Els" not in quiet.output
    assert "tante Els" in in_words.output

"""Texts refer to people in the place of their names, and whoever is shown a text is shown the name (R34)."""

from typing import Any

import pytest

from contracts.base import Actor
from contracts.coordination import MatterNeeded, PracticalMatter
from contracts.privacy import PersonalDataRead
from contracts.referral import QuestionsAgreed
from contracts.referral.questions import Question
from services.desk.read_model.extracts import bound
from services.desk.read_model.references import SOMEBODY, named, reference, referred_in
from tests.desk.cases import CASE, MONDAY, in_preparation, invited
from tests.desk.house import House
from tests.desk.test_cli import Terminal, terminal

__all__ = ["terminal"]
MANAGER = Actor(id="manager-1", role="regional-manager", region="noord")
TEXT = "Wat kan {name-of:els} voor Mike doen, en {name-of:zus}?"
NEED = {"matter": "new:car", "kind": "transport", "for_whom": "els", "note": "Els kan niet rijden."}


def test_a_reference_reads_as_the_name_or_as_somebody() -> None:
    """What is no reference stays as it is, braces and all."""
    text = f"{reference('els')} en {{iets}} {{name-of:}} {{name-of:x}}"

    assert named(text, {"els": "Els"}) == f"Els en {{iets}} {{name-of:}} {SOMEBODY}"
    assert referred_in(text) == {"els", "x"}


async def shown(house: House, text: str) -> str:
    """A question of the case as a manager reads it."""
    agreed = QuestionsAgreed(questions=(Question(question="q", text=text),), confirmed_by="mike")
    await house.happened(CASE, agreed, at=MONDAY)
    token = await house.desk.pool.fetchval(
        "SELECT sealed->'text'->>'value' FROM matters WHERE stream = $1 AND kind = 'question'", CASE
    )
    sealed = bound(token, CASE, QuestionsAgreed, ("questions", "*", "text"))
    return (await house.desk.disclosure.reveal(MANAGER, "looking", {CASE: [sealed]})).read(sealed)


async def test_a_name_is_minein_its_own_case_and_read_on_record(house: House) -> None:
    """Of somebody in another case nobody learns a name by referring to them."""
    await in_preparation(house)
    await house.happened("case-2", invited("zus", name="Zus Smit"), at=MONDAY)

    assert await shown(house, TEXT) == f"Wat kan Els van der Zande voor Mike doen, en {SOMEBODY}?"
    kinds = [one["data"]["kinds"] for _, one in await house.outbox() if one["type"] == PersonalDataRead.type]
    assert kinds == [["questions-agreed.questions.*.text"], ["participant-invited.name"]]


@pytest.mark.long
async def test_after_the_erasure_of_whom_it_refers_to_the_text_says_so(house: House) -> None:
    """R34: the text stays, and the name is gone from it."""
    await in_preparation(house)
    await house.keyring.keyring.erase({"els"})

    assert await shown(house, TEXT) == f"Wat kan [erased] voor Mike doen, en {SOMEBODY}?"


@pytest.mark.long
async def test_in_a_copy_a_reference_to_somebody_else_has_no_name(house: House) -> None:
    """It needs no review: the name was never there. One's own is one's own."""
    await in_preparation(house)
    note = "{name-of:els} en {name-of:mike}"
    need = MatterNeeded(matter="m", kind=PracticalMatter.OTHER, for_whom="els", note=note)
    await house.happened(CASE, need, at=MONDAY)

    (mine,) = [one for one in (await house.get(f"/cases/{CASE}/persons/els"))["kept"] if "note" in one["data"]]

    assert mine["data"]["note"] == f"Els van der Zande en {SOMEBODY}"


async def test_whoever_types_a_name_is_offered_a_reference(terminal: Terminal) -> None:
    """Advice: it is done as it was asked for. Who is not staff of the case hears nothing of who is in it."""
    house = terminal.house
    await in_preparation(house)
    wish: dict[str, Any] = {"type": "coordination.need-matter", "subject": CASE, "data": NEED, "advice": True}

    said = (await house.command(**wish)).json()
    quiet = (await house.command(**{**wish, "data": {**NEED, "note": "Wie rijdt er, en wie zand?"}})).json()
    stranger = await house.command("stranger", **wish)

    assert said["advice"] == [{"place": "data.note", "role": "aunt", "reference": "{name-of:els}"}]
    assert said["state"] == "accepted"
    assert quiet["advice"] == []
    assert "advice" not in stranger.json()
    yaml = f"type: coordination.need-matter\nsubject: {CASE}\ndata: {{matter: m, kind: other, note: Els rijdt}}"
    told = await terminal.ekc("send", "-", "--wait", "0", typed=yaml)
    assert "data.note names the aunt: {name-of:els} in its place" in told.output

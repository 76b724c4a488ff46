"""What is wrong is put right, and shown so wherever it is shown (GDPR, article 16), against a real database."""

from datetime import timedelta

import pytest

from contracts.rights import PersonRectified, TextRectified
from tests.desk.cases import CASE, MONDAY, in_preparation, invitation
from tests.desk.house import House
from tests.desk.telling import notices, tell

INVITED = f"{CASE}-coordination-2"
SESSION = f"{CASE}-coordination-3"


async def rectified(house: House, text: str, **where: str) -> None:
    """The desk takes it in, and it is decided."""
    answer = await house.command(type="referral.rectify-text", subject=CASE, data={**where, "text": text})
    assert answer.status_code == 202, answer.text
    await house.happened(CASE, TextRectified.model_validate({**where, "text": text}), at=MONDAY)


async def test_whoever_is_told_something_is_addressed_as_it_is_right(house: House) -> None:
    """The notifier, lists and the copy have what is right; the copy shows what was said before, superseded."""
    await in_preparation(house)

    await rectified(house, "Elza", event=INVITED, place="name", about="els")
    await rectified(house, "Elsa van der Zande", event=INVITED, place="name", about="els")
    await rectified(house, "De Bel", event=SESSION, place="session.place", about=CASE)
    await house.happened(CASE, invitation(when=MONDAY + timedelta(days=20)), service="coordination", at=MONDAY)
    await tell(house)

    text = (await notices(house, texts=True))["notice-1"]["text"]
    assert "Elsa van der Zande" in text
    assert "De Bel" in text
    people = {one["id"]: one["name"] for one in (await house.get(f"/cases/{CASE}", personal=True))["people"]}
    assert people["els"] == "Elsa van der Zande"
    copy = (await house.get(f"/cases/{CASE}/persons/els"))["kept"]
    said = [(one["type"].split(".")[-2], one["superseded"]) for one in copy]
    assert said[0] == ("participant-invited", ["name"])
    assert [superseded for kind, superseded in said if kind == "text-rectified"] == [["text"], []]


@pytest.mark.long
async def test_of_a_person_concerned_the_latest_stands(house: House) -> None:
    """Whatever is known of them now, and nothing that is not."""
    await in_preparation(house)

    await house.happened(CASE, PersonRectified(person="mike", name="Maik"), at=MONDAY)

    people = {one["id"]: one["name"] for one in (await house.get(f"/cases/{CASE}", personal=True))["people"]}
    assert people["mike"] == "Maik"
    (opened, *_) = (await house.get(f"/cases/{CASE}/persons/mike"))["kept"]
    assert opened["superseded"] == ["persons.0.name"]


NOWHERE = [
    ({"event": "case-2-coordination-2", "place": "name", "about": "els"}, "data.place"),
    ({"event": INVITED, "place": "contact", "about": "els"}, "data.place"),
    ({"event": INVITED, "place": "name", "about": "mike"}, "data.place"),
    ({"event": INVITED, "place": "role", "about": "els"}, "data.place"),
    ({"event": f"{CASE}-referral-1", "place": "persons.0.name", "about": "mike"}, "data.place"),
    ({"event": f"{CASE}-desk-2", "place": "text", "about": "els"}, "data.event"),
]
"""Of another case, at another place, of another owner, no text; what rules follow, or was told."""


@pytest.mark.long
async def test_where_nothing_stands_nothing_is_put_right(house: House) -> None:
    """The desk says at which place it is wrong, before anything is asked of anybody."""
    await in_preparation(house)
    await in_preparation(house, "case-2")
    await house.happened(CASE, invitation(), service="coordination", at=MONDAY)
    await tell(house)

    for where, place in NOWHERE:
        answer = await house.command(type="referral.rectify-text", subject=CASE, data={**where, "text": "Elsa"})
        assert (answer.status_code, answer.json()["places"][0]["place"]) == (422, place)

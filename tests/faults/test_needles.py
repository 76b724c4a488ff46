"""The search itself: a value is found in whatever form it lies around, and nothing else is."""

import json
import random
from base64 import b64encode, urlsafe_b64encode

import pytest

from deploy.local.demo import story
from tests.faults.needles import LONGEST, Needles, personal_values

VALUE = "Zoë Querido"
NEEDLES = Needles({VALUE, "Ysbrand Vogelenzang", "x" * 200})
FORMS = {
    "text": VALUE.encode(),
    "utf-16": VALUE.encode("utf-16-le"),
    "JSON": json.dumps({"name": VALUE}).encode(),
    "hexadecimal": VALUE.encode().hex().encode(),
    **{f"base64 after {n} bytes": b64encode(b"?" * n + VALUE.encode() + b"?") for n in range(4)},
    **{f"base64url after {n} bytes": urlsafe_b64encode(b"\xff" * n + VALUE.encode() + b"\xff" * 3) for n in range(4)},
}


@pytest.mark.parametrize("form", FORMS)
def test_a_value_is_found_in_every_form(form: str) -> None:
    """Among other bytes, wherever it begins."""
    chance = random.Random(form)
    text = chance.randbytes(1000) + FORMS[form] + chance.randbytes(1000)

    assert {value for value, _ in NEEDLES.within(text)} == {VALUE}


def test_of_a_long_text_the_beginning_is_enough() -> None:
    """A text that is cut off is found too."""
    assert [value for value, _ in NEEDLES.within(b"x" * LONGEST)] == ["x" * 200]


def test_what_is_close_is_not_found() -> None:
    """Neither half a name, nor noise."""
    assert list(NEEDLES.within(b"Zoe Querido, Ysbrand" + random.Random(7).randbytes(100_000))) == []


def test_the_stories_say_what_is_personal() -> None:
    """Names and the words in them, birth dates, contacts, texts: of people, of staff, and of what agencies send."""
    values = personal_values([story.load("mike"), story.load("minimumeis")])

    assert values >= {
        "Mike Haile",
        "2018-05-11",
        "Tesfay",
        "1502 KL",
        "06 0000 0101",
        "Hoe komt Mike drie keer per week in het ziekenhuis?",
        "Buurthuis De Brug in Zaandam",
        "JZW-2026-0042",
        "Er is geweld geweest in het huis van haar moeder.",
    }
    assert values.isdisjoint({"noord-holland", "parenting", "jeugdzorg-west", "coordination.invite-participant"})

"""What people type is looked at before it is taken: numbers that pass for a citizen service number (R35). Pure."""

from typing import Any

import pytest

from contracts.base import Message, Role
from contracts.plan import AgreePlan
from contracts.referral import RecordCourtDecision, ReferCase, ReopenCase
from contracts.samples import message
from services.desk.commands.checking import BadInput, LooksLikeBsn, check_numbers, check_signs

NUMBER = "111222333"
"""Passes the eleven-test; given out to nobody."""
PERSON: dict[str, Any] = {"person": "mike", "name": "Mike"}
REFERRAL: dict[str, Any] = {
    "referral": "referral-1",
    "referrer": {"referrer": "referrer-1", "kind": "neighbour"},
    "persons": [PERSON],
    "region": "noord",
    "reasons": ["illness"],
    "sector": "other",
}


def places(said: Message, role: Role = "regional-manager", *, confirmed: bool = False) -> list[str]:
    """Where a number is flagged."""
    try:
        check_numbers(said, role, confirmed=confirmed)
    except LooksLikeBsn as flagged:
        return [where for where, _ in flagged.places]
    return []


def refer(**changes: Any) -> ReferCase:
    """A referral as it is typed."""
    return ReferCase.model_validate({**REFERRAL, **changes})


def test_a_number_is_flagged_with_every_place() -> None:
    """R35: where it stands, and never what it is."""
    second = {"person": "joan", "name": f"Joan {NUMBER}", "contact": f"bsn {NUMBER}"}
    typed = refer(persons=[PERSON, second], suggested_question=f"Wat kan {NUMBER}?")

    assert places(typed) == ["data.persons.1.name", "data.persons.1.contact", "data.suggested_question"]


def test_also_in_a_list_of_texts() -> None:
    """R35: each of them is looked at."""
    plan = message(AgreePlan).model_copy(update={"requests": ("Hulp", f"Hulp voor {NUMBER}")})

    assert places(plan) == ["data.requests.1"]


def test_the_number_itself_is_never_told() -> None:
    """R35: an answer is read by others too."""
    with pytest.raises(LooksLikeBsn) as flagged:
        check_numbers(ReopenCase(note=NUMBER), "regional-manager", confirmed=False)

    assert NUMBER not in str(flagged.value.places)


@pytest.mark.parametrize(
    "text", ["06 1112 2233", "+31 111222333", f"RSIN {NUMBER}", f"KvK {NUMBER}", "111222334", "Huis 12, 1502 KL"]
)
def test_phones_organisations_and_other_numbers_pass(text: str) -> None:
    """R35: only what stands free and passes the eleven-test is flagged."""
    assert places(ReopenCase(note=text)) == []


def test_fields_for_numbers_of_organisations_are_exempt() -> None:
    """R35: an agency's own reference, and the document of a court."""
    decision = RecordCourtDecision(person="mike", holder="father", document=NUMBER, decided_on="2026-02-20")

    assert places(refer(agency_reference=NUMBER)) == []
    assert places(decision) == []


@pytest.mark.parametrize("role", ["regional-manager", "region-lead", "coordinator"])
def test_staff_confirm_that_it_is_something_else(role: Role) -> None:
    """R35: one number in eleven passes."""
    typed = ReopenCase(note=f"Lidmaatschap {NUMBER}")

    assert places(typed, role) == ["data.note"]
    assert places(typed, role, confirmed=True) == []


def test_nobody_else_confirms_it() -> None:
    """R35: a person concerned is asked to leave it out."""
    assert places(ReopenCase(note=NUMBER), "person-concerned", confirmed=True) == ["data.note"]


@pytest.mark.parametrize("hidden", ["Anna \u202edlevennoZ", "Anna\u2069", "\x1b[2JAnna", "\x9b2J", "Anna\ufffe"])
def test_a_name_that_shows_as_another_is_refused_with_its_place(hidden: str) -> None:
    """Whoever reads it would see somebody else, or an empty terminal; it is not repeated."""
    with pytest.raises(BadInput) as refused:
        check_signs(refer(persons=[PERSON, {"person": "joan", "name": hidden}]))

    ((where, what),) = refused.value.places
    assert where == "data.persons.1.name"
    assert hidden not in what


@pytest.mark.parametrize("name", ["\u0645\u0631\u064a\u0645\u200f", "Zo\u00eb\n\tde Vries", "\u0645\u06cc\u200c\u0631"])
def test_every_script_is_allowed(name: str) -> None:
    """Marks of direction and joiners are part of some, lines and tabs of all."""
    check_signs(refer(persons=[{"person": "joan", "name": name}]))

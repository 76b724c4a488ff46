"""The agencies' kit refuses what the back office would refuse, before it is sent, and says what to do."""

import json
from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.agency import ReferralRetracted, ReferralSubmitted, ReferredPerson
from contracts.base import Inbound
from contracts.bsn import mentions_bsn
from contracts.people import Reason, Sector
from ekc_agency import Person, Referral, Retraction, check
from ekc_agency import messages as kit
from services.chassis.bad_message import BadMessage
from services.referral.inbound import refuse_bsn
from tests.contracts.strategies import a_message

USUAL: dict[str, Any] = {
    "reference": "SN-2026-0117",
    "region": "noord-holland",
    "persons": [{"name": "Roos Dijkman", "birth_date": "2011-09-20", "postcode": "3811 AB"}],
    "reasons": ["parenting"],
    "sector": "education",
}
"""Of an invented girl."""
BSN = "111222333"
"""Passes the eleven-test, and is nobody's."""


def changed(change: dict[str, Any] | list[Any]) -> Any:
    """The usual referral with a slip of the pen; `...` leaves a field out."""
    return without({**USUAL, **change}) if isinstance(change, dict) else change


def of_person(**change: Any) -> dict[str, Any]:
    """A slip of the pen in what is said of a person."""
    return {"persons": [without({**USUAL["persons"][0], **change})]}


def without(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that are there."""
    return {name: value for name, value in fields.items() if value is not ...}


SLIPS: dict[str, tuple[dict[str, Any] | list[Any], str, str]] = {
    "a field is missing": ({"sector": ...}, "/sector", "missing"),
    "a field of a person is missing": (of_person(name=...), "/persons/0/name", "missing"),
    "a name with a slip": ({"contactname": "Sanne Kok"}, "/contactname", "Did you mean contact_name?"),
    "a name that needs escaping": ({"a/b~c": 1}, "/a~1b~0c", "there is no such field"),
    "a word that is not on the list": ({"reasons": ["schooldropout"]}, "/reasons/0", "Did you mean school-drop-out?"),
    "no reason at all": ({"reasons": []}, "/reasons", "empty"),
    "a date in another order": (of_person(birth_date="20-09-2011"), "/persons/0/birth_date", "2011-09-20"),
    "a date that is none": (of_person(birth_date="2011-02-30"), "/persons/0/birth_date", "2011-09-20"),
    "a postcode in small letters": (of_person(postcode="3811ab"), "/persons/0/postcode", "3811 AB"),
    "a region with capitals": ({"region": "Noord-Holland"}, "/region", "noord-holland"),
    "a region with a line break": ({"region": "noord\n"}, "/region", "noord-holland"),
    "a number for a text": ({"contact_name": 5}, "/contact_name", "of the type string"),
    "too long": ({"reference": 201 * "x"}, "/reference", "At most 200"),
    "a citizen service number": (of_person(name=f"Roos {BSN}"), "/persons/0/name", "citizen service number"),
    "no object": ([], "", "of the type object"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_with_its_place_and_what_to_do(slip: str) -> None:
    """By a JSON Pointer (RFC 6901), and without the value."""
    change, place, words = SLIPS[slip]

    (fault,) = check(changed(change))

    assert fault.pointer == place
    assert words in str(fault)
    assert BSN not in str(fault)


def test_all_slips_are_told_at_once() -> None:
    """Nobody mends one to learn of the next."""
    assert [one.pointer for one in check({"reference": "", "reasons": ["x"]})] == [
        "/persons",
        "/reasons/0",
        "/reference",
        "/region",
        "/sector",
    ]


def test_what_is_as_it_should_be_has_no_fault() -> None:
    """As JSON and as Python has it."""
    assert check(USUAL) == []
    assert check(Referral("SN-1", "noord", [Person("Roos", date(2011, 9, 20))], ["parenting"], "education")) == []
    assert check(Retraction("SN-1")) == []


SAME = [(kit.Referral, ReferralSubmitted), (kit.Person, ReferredPerson), (kit.Retraction, ReferralRetracted)]


@pytest.mark.parametrize(("ours", "theirs"), SAME)
def test_the_kit_has_the_fields_of_the_contract(ours: Any, theirs: Any) -> None:
    """In its order; a new field of the contract is to be one of the kit."""
    assert list(ours.__dataclass_fields__) == list(theirs.model_fields)


def test_the_kit_has_the_words_of_the_contract() -> None:
    """Reasons and sectors (R2)."""
    assert get_args(kit.Reason) == tuple(Reason)
    assert get_args(kit.Sector) == tuple(Sector)


@given(a_message(ReferralSubmitted))
def test_whatever_the_contract_allows_passes(message: Inbound) -> None:
    """The kit asks for nothing that the contract does not ask for."""
    data = message.model_dump(mode="json")

    assert [one for one in check(data) if "citizen" not in one.problem] == []
    assert bool(check(data)) == any(map(mentions_bsn, json.dumps(data, ensure_ascii=False).split('"')))


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=12)
    | st.sampled_from(["parenting", "nl", "2011-09-20"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "language", "x"]), inner),
    max_leaves=6,
)
LIKELY = st.sampled_from(
    ["noord\n", "noord", "3811 AB", "3811 AB\n", "2011-09-20", " ", "\x00", "nl", "nl\n", f"bsn {BSN}"]
)


@given(
    st.dictionaries(st.sampled_from([*USUAL, "contact_name", "suggested_question"]), JSON | LIKELY, max_size=3), LIKELY
)
def test_whatever_the_kit_lets_pass_the_back_office_takes(changes: dict[str, Any], text: str) -> None:
    """Nothing that passes here is rejected there as invalid, or for a citizen service number (R35)."""
    data = {**USUAL, **changes}
    for one in (data, {**data, "persons": [{"name": text, "postcode": "3811 AB", "language": text}]}):
        if not check(one):
            try:
                refuse_bsn(ReferralSubmitted.model_validate_json(json.dumps(one)))
            except (ValidationError, BadMessage) as refused:
                raise AssertionError(type(refused).__name__) from None

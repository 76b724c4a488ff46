"""The CloudEvents envelope: attributes, `basis`, and what it refuses."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts import json_schema, samples
from contracts.agency import ReferralRetracted
from contracts.bsn import mentions_bsn
from contracts.catalogue import messages
from contracts.envelope import Envelope, format_basis, parse_basis
from services.chassis.envelopes import write
from tests.contracts.strategies import IDS, any_message

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=60)
NUMBERS = st.one_of(st.from_regex(r"oin:00000099[0-9]{12}", fullmatch=True), st.just("kvknr:90000000"))
SOURCES = st.builds("urn:nld:{}:systeem:{}".format, NUMBERS, st.from_regex(r"[A-Za-z0-9-]{1,20}", fullmatch=True))
OFFSETS = st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(timezones=OFFSETS)
MARKS = st.dictionaries(
    st.tuples(st.sampled_from(("referral", "coordination", "plan")), IDS), st.integers(1, 10**9), max_size=4
)
OPTIONAL = ("subject", "partitionkey", "correlationid", "causationid", "traceparent", "actorid", "actorrole", "policy")
ATTRIBUTES = st.fixed_dictionaries(
    {"id": WORDS, "source": SOURCES, "type": WORDS, "time": TIMES}, optional=dict.fromkeys(OPTIONAL, WORDS)
)
SOURCE = "urn:nld:oin:00000099000000001000:systeem:zaaksysteem"
REQUIRED = {"id": "1", "source": SOURCE, "type": "t", "time": "2026-03-02T09:30:00Z"}


@given(MARKS)
def test_what_a_decision_had_seen_is_read_as_it_was_written(marks: dict[tuple[str, str], int]) -> None:
    """`basis` names each stream and how far it had been seen; nothing seen is no attribute at all."""
    assert parse_basis(format_basis(marks)) == marks
    assert (format_basis(marks) is None) == (not marks)


@given(MARKS)
def test_the_order_of_what_was_seen_says_nothing(marks: dict[tuple[str, str], int]) -> None:
    """The same marks are always the same attribute."""
    assert format_basis(dict(reversed(marks.items()))) == format_basis(marks)


@pytest.mark.parametrize(
    "basis", ["x", "referral=1", "referral/case", "referral/case=", "referral/case=x", "/=", "a/b=1 c"]
)
def test_a_basis_of_another_form_is_an_error(basis: str) -> None:
    """Never read as "nothing seen": then an effect could overtake its cause."""
    with pytest.raises(ValueError):  # noqa: PT011 - int() words it
        parse_basis(basis)


@given(ATTRIBUTES, st.one_of(st.none(), st.integers(1, 10**17).map(str)), any_message())
def test_an_envelope_is_read_as_it_was_written(attributes: dict[str, Any], sequence: str | None, message: Any) -> None:
    """Whatever the attributes and the data are."""
    data = message.model_dump(mode="json", exclude_none=True)
    envelope = Envelope(**attributes, sequence=sequence, data=data)

    again = Envelope.model_validate_json(write(envelope))

    assert again == envelope
    assert type(message).model_validate(again.data) == message


REFUSED: dict[str, dict[str, Any]] = {
    'CloudEvents 1.0.2 "specversion": 1.0': {"specversion": "0.3"},
    'CloudEvents 1.0.2 "id": not empty': {"id": ""},
    'CloudEvents 1.0.2 "type": a text': {"type": None},
    'CloudEvents 1.0.2 "Type System": no line break': {"id": "a\nb"},
    'CloudEvents 1.0.2 "Type System": no U+0000': {"policy": "a\x00b"},
    'CloudEvents 1.0.2 "Type System": no U+007F': {"subject": "\x7f"},
    'CloudEvents 1.0.2 "Type System": no U+0085': {"subject": "a\x85b"},
    'CloudEvents 1.0.2 "Type System": no noncharacter': {"subject": "a\ufdd0b"},
    'CloudEvents 1.0.2 "time": RFC 3339': {"time": "yesterday"},
    "RFC 3339 4.4: a time has its offset": {"time": "2026-03-02T09:30:00"},
    'CloudEvents extension "Sequence": a number': {"sequence": "1e3"},
    'CloudEvents extension "Sequence": begins with 1': {"sequence": "-1"},
    'CloudEvents extension "Sequence": of type Integer': {"sequencetype": "Letter"},
    'NL GOV profile "source": a URN of nld': {"source": "https://voorbeeldstad.example/zaaksysteem"},
    'NL GOV profile "source": an OIN has 20 digits': {"source": "urn:nld:oin:0000009900000000100:systeem:x"},
    'NL GOV profile "source": a KvK number has 8': {"source": "urn:nld:kvknr:900000001:systeem:x"},
    'NL GOV profile "source": organisation, then system': {"source": "urn:nld:oin:00000099000000001000"},
    "our own bound of an attribute": {"id": "x" * 513},
    "our own bound of a sequence": {"sequence": "1" * 19},
}


@pytest.mark.parametrize("clause", REFUSED)
def test_what_is_no_cloudevent_is_refused(clause: str) -> None:
    """Each by the clause that it breaks; the same event without it is one."""
    assert Envelope.model_validate({**REQUIRED, "data": {}})
    with pytest.raises(ValidationError):
        Envelope.model_validate({**REQUIRED, "data": {}, **REFUSED[clause]})


@pytest.mark.parametrize("organisation", ["oin:00000099000000001000", "kvknr:90000000"])
def test_an_organisation_is_named_by_its_number(organisation: str) -> None:
    """NL GOV profile "source": a public body by its OIN, a private one by its KvK number."""
    assert Envelope.model_validate({**REQUIRED, "source": f"urn:nld:{organisation}:systeem:zaaksysteem"})


@pytest.mark.parametrize("missing", REQUIRED)
def test_no_required_attribute_is_missing(missing: str) -> None:
    """`id`, `source`, `type` (CloudEvents 1.0.2 "REQUIRED Attributes") and `time` (ours)."""
    with pytest.raises(ValidationError):
        Envelope.model_validate({name: value for name, value in REQUIRED.items() if name != missing})


def test_an_attribute_that_nobody_knows_is_passed_over() -> None:
    """CloudEvents 1.0.2 "Extension Context Attributes": a newer producer may add some; they are not kept."""
    assert "newer" not in Envelope.model_validate({**REQUIRED, "newer": "x"}).model_dump()


def test_the_input_is_never_in_the_error() -> None:
    """What is refused can hold anything: the error says where, never what."""
    with pytest.raises(ValidationError) as error:
        Envelope.model_validate({**REQUIRED, "id": "Els de Wit\n"})

    assert "Els" not in str(error.value)


def test_what_is_published_keeps_to_the_profile() -> None:
    """NL GOV profile "dataschema", "time", "Privacy and Security"; CloudEvents "Sequence": a number, with its type."""
    for kind in messages():
        said = samples.envelope(kind)
        assert said.dataschema == json_schema.schema_of(kind)["$id"]
        assert said.time.utcoffset() is not None
        assert said.sequencetype == ("Integer" if said.sequence else None)
        assert not mentions_bsn(" ".join(str(value) for name, value in said if name != "data"))


def test_what_an_envelope_says_of_itself_comes_from_its_message() -> None:
    """Type and schema cannot be those of another message."""
    said = Envelope.of(ReferralRetracted(reference="A-1"), id="1", source=SOURCE, time=datetime.now(UTC))

    assert (said.specversion, said.type, said.data) == ("1.0", ReferralRetracted.type, {"reference": "A-1"})
    assert said.dataschema == f"urn:ekc:schema:{ReferralRetracted.type}"

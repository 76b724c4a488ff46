"""The CloudEvents envelope: attributes, `basis`, and what it refuses."""

from datetime import timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.envelope import Envelope, format_basis, parse_basis
from services.chassis.envelopes import write
from tests.contracts.strategies import IDS, any_message

WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="\x7f", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60
)
OFFSETS = st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(timezones=OFFSETS)
MARKS = st.dictionaries(
    st.tuples(st.sampled_from(("referral", "coordination", "plan")), IDS), st.integers(1, 10**9), max_size=4
)
OPTIONAL = ("subject", "partitionkey", "correlationid", "causationid", "traceparent", "actorid", "actorrole", "policy")
ATTRIBUTES = st.fixed_dictionaries(
    {"id": WORDS, "source": WORDS, "type": WORDS, "time": TIMES}, optional=dict.fromkeys(OPTIONAL, WORDS)
)
REQUIRED = {"id": "1", "source": "urn:x", "type": "t", "time": "2026-03-02T09:30:00Z"}


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


@pytest.mark.parametrize("attributes", [
    {"specversion": "0.3"},
    {"id": ""},
    {"id": "x" * 513},
    {"id": "a\nb"},
    {"source": "a\x00b"},
    {"subject": "\x7f"},
    {"time": "2026-03-02T09:30:00"},
    {"time": "yesterday"},
    {"sequence": "-1"},
    {"sequence": "1e3"},
    {"sequence": "1" * 19},
    {"type": None},
])  # fmt: skip
def test_what_is_no_cloudevent_is_refused(attributes: dict[str, Any]) -> None:
    """CloudEvents 1.0.2: required attributes, no control characters, a time with its offset."""
    assert Envelope.model_validate({**REQUIRED, "data": {}})
    with pytest.raises(ValidationError):
        Envelope.model_validate({**REQUIRED, "data": {}, **attributes})


@pytest.mark.parametrize("missing", REQUIRED)
def test_no_required_attribute_is_missing(missing: str) -> None:
    """`id`, `source`, `type` (CloudEvents) and `time` (ours)."""
    with pytest.raises(ValidationError):
        Envelope.model_validate({name: value for name, value in REQUIRED.items() if name != missing})


def test_an_attribute_that_nobody_knows_is_passed_over() -> None:
    """A newer producer may add extensions; they are not kept."""
    assert "newer" not in Envelope.model_validate({**REQUIRED, "newer": "x"}).model_dump()


def test_the_input_is_never_in_the_error() -> None:
    """What is refused can hold anything: the error says where, never what."""
    with pytest.raises(ValidationError) as error:
        Envelope.model_validate({**REQUIRED, "id": "Els de Wit\n"})

    assert "Els" not in str(error.value)

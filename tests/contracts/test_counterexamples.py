"""Every invalid example is refused, by its schema and by the code that reads it, for the reason that it gives."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from aiokafka import ConsumerRecord
from jsonschema import Draft202012Validator, FormatChecker

from contracts import generate, json_schema, samples
from contracts.base import Inbound, Message, Outbound
from contracts.catalogue import MESSAGES, messages
from contracts.counterexamples import Change, applied
from services.chassis.bad_message import BadMessage
from services.chassis.envelopes import Record, read

AGENCIES = [kind for kind in messages() if issubclass(kind, Inbound | Outbound)]
INVALID = Path(generate.__file__).parent / "examples" / "invalid"
FORMATS = FormatChecker(["date"])
"""With `date-time`, which the library leaves out."""


@FORMATS.checks("date-time", raises=ValueError)
def has_offset(text: object) -> bool:
    """RFC 3339: a date, a time and an offset."""
    return not isinstance(text, str) or datetime.fromisoformat(text).tzinfo is not None


def invalid(kind: type[Message]) -> list[Change]:
    """The invalid examples of a message as committed."""
    found: list[Change] = json.loads((INVALID / f"{kind.type}.json").read_text())
    return found


def valid(kind: type[Message]) -> dict[str, Any]:
    """The example that they change."""
    return samples.envelope(kind).model_dump(mode="json", exclude_none=True)


def is_read(event: dict[str, Any]) -> bool:
    """Whether the message path reads it as a message of the language."""
    value = json.dumps(event).encode()
    record: Record = ConsumerRecord("ekc.in.x", 0, 0, 0, 0, None, value, None, -1, len(value), ())
    try:
        envelope = read(record)
        MESSAGES[envelope.type].model_validate(envelope.data)
    except (BadMessage, LookupError, ValueError):
        return False
    return True


def test_each_is_refused_by_its_schema() -> None:
    """The example that it changes is not."""
    for kind in messages():
        check = Draft202012Validator(json_schema.schema_of(kind), format_checker=FORMATS)
        check.validate(valid(kind))
        for change in invalid(kind):
            assert not check.is_valid(applied(change, valid(kind))), (kind.type, change["why"])


def test_each_is_refused_for_its_reason() -> None:
    """In the place that was changed, or above it where there are several forms, and nowhere else."""
    for kind in AGENCIES:
        check = Draft202012Validator(json_schema.schema_of(kind), format_checker=FORMATS)
        for change in invalid(kind):
            errors = list(check.iter_errors(applied(change, valid(kind))))
            places = ["".join(f"/{word}" for word in error.absolute_path) for error in errors]
            assert all(change["path"].startswith(place) for place in places), (kind.type, change["why"], places)


def test_each_is_refused_by_the_code_that_reads_it() -> None:
    """Whatever the schema refuses never reaches a rule."""
    for kind in messages():
        assert is_read(valid(kind))
        for change in invalid(kind):
            assert not is_read(applied(change, valid(kind))), (kind.type, change["why"])


@pytest.mark.parametrize("kind", AGENCIES)
def test_what_agencies_send_and_hear_is_shown_in_every_place(kind: type[Message]) -> None:
    """Each required field is left out once, and each that there is has another type once."""
    data, required = valid(kind)["data"], json_schema.schema_of(kind)["$defs"][kind.__name__]["required"]
    changed = {(change["op"], change["path"]) for change in invalid(kind)}

    assert {("remove", f"/data/{name}") for name in required} <= changed
    assert {("replace", f"/data/{name}") for name in data} <= changed


def test_the_reason_is_said_in_words() -> None:
    """Each says what is wrong with which field."""
    for kind in messages():
        for change in invalid(kind):
            assert change["why"].split()[0] in change["path"].split("/"), change

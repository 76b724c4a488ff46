"""A message changes within its version only so far that those who must understand it still do."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from contracts import releases
from contracts.agency import ReferralSubmitted, StatusChanged
from contracts.base import Inbound, Outbound
from contracts.catalogue import messages
from contracts.compatibility import Mode, Schema, breaks

TODAY = releases.today()
TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[a-z]+$"}
ERASED: Schema = {"type": "object", "properties": {"erased": {"const": True}}, "additionalProperties": False}


def message(**fields: Schema) -> Schema:
    """A schema with a field `name`, and others, in its data."""
    properties = {"name": TEXT, **fields}
    data: Schema = {"type": "object", "properties": properties, "required": ["name"]}
    return {"type": "object", "properties": {"data": {"$ref": "#/$defs/Data"}}, "$defs": {"Data": data}}


def changed(**how: Any) -> Schema:
    """The schema with some keywords of `name` other than they were; nothing leaves one out."""
    text = {name: value for name, value in {**TEXT, **how}.items() if value is not None}
    return message(name=text)


def required(*names: str, **fields: Schema) -> Schema:
    """The schema with other fields required."""
    schema = message(**fields)
    schema["$defs"]["Data"]["required"] = list(names)
    return schema


def said(mode: Mode, released: Schema, now: Schema) -> list[str]:
    """The breaks in words."""
    return list(map(str, breaks(mode, released, now)))


WIDER = {
    "longer": changed(maxLength=200),
    "of any length": changed(maxLength=None),
    "shorter": changed(minLength=0),
    "of any form": changed(pattern=None),
    "another form beside it": message(name={"anyOf": [TEXT, {"type": "null"}]}),
    "no longer required": required(),
}
"""What a reader takes more of: who reads by the old schema does not understand all that is written by the new one."""


@pytest.mark.parametrize("how", WIDER)
def test_wider_breaks_who_reads_by_the_old_schema(how: str) -> None:
    """Backward allows it, forward and full do not; the place is named."""
    assert said(Mode.BACKWARD, message(), WIDER[how]) == []
    (found,) = said(Mode.FORWARD, message(), WIDER[how])
    assert found.startswith("$.data.name: ")
    assert said(Mode.FULL, message(), WIDER[how]) == [found]


@pytest.mark.parametrize("how", WIDER)
def test_narrower_breaks_what_was_written_by_the_old_schema(how: str) -> None:
    """The same changes the other way round: forward allows them, backward and full do not."""
    assert said(Mode.FORWARD, WIDER[how], message()) == []
    (found,) = said(Mode.BACKWARD, WIDER[how], message())
    assert found.startswith("$.data.name: ")
    assert said(Mode.FULL, WIDER[how], message()) == [found]


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (changed(type="integer"), "$.data.name: string is written, integer is read"),
        (changed(pattern="^[0-9]+$"), "$.data.name: pattern differs"),
        (message(name={"type": "array", "items": TEXT}), "$.data.name: string is written, array is read"),
        (changed(**{"x-personal": {"of": "person"}}), "$.data.name: whose it is differs (x-personal)"),
        (changed(multipleOf=3), "$.data.name: the comparison does not know multipleOf"),
    ],
)
def test_another_meaning_breaks_in_every_mode(now: Schema, found: str) -> None:
    """Another type, form or owner; and a keyword that the comparison does not know, so that none passes unseen."""
    assert said(Mode.BACKWARD, message(), now) == [found]
    assert len(said(Mode.FORWARD, message(), now)) == 1


def test_a_new_optional_field_breaks_nothing() -> None:
    """Readers pass over what they do not know; nor does one break that is no longer written."""
    assert said(Mode.FULL, message(), message(more=TEXT)) == []
    assert said(Mode.FULL, message(more=TEXT), message()) == []


def test_a_new_required_field_breaks_what_was_written_without_it() -> None:
    """Who reads by the old schema passes over it."""
    now = required("name", "more", more=TEXT)

    assert said(Mode.FORWARD, message(), now) == []
    assert said(Mode.BACKWARD, message(), now) == ["$.data.more: who reads requires it, who writes may leave it out"]


def test_a_new_word_of_a_list_breaks_who_knows_only_the_old_ones() -> None:
    """A new status is not understood by who has a list of statuses; one that is gone was perhaps written."""
    few, more = ({"enum": words, "type": "string"} for words in (["yes", "no"], ["yes", "no", "later"]))

    assert said(Mode.BACKWARD, message(name=few), message(name=more)) == []
    assert said(Mode.FORWARD, message(name=few), message(name=more)) == [
        "$.data.name: 'later' is written and not among what is read"
    ]
    assert len(said(Mode.BACKWARD, message(name=more), message(name=few))) == 1
    assert said(Mode.BACKWARD, message(name=few), message()) == []
    assert said(Mode.BACKWARD, message(), message(name=few)) == [
        "$.data.name: anything is written, only 'yes', 'no' is read"
    ]


def test_a_place_in_a_list_is_named() -> None:
    """JSONPath: `[*]` is each of them."""
    old, now = ({"type": "array", "items": {**TEXT, "maxLength": most}} for most in (100, 50))

    assert said(Mode.BACKWARD, message(name=old), message(name=now)) == [
        "$.data.name[*]: maxLength is 100 for who writes, 50 for who reads"
    ]


def test_who_refuses_unknown_fields_breaks_with_new_ones() -> None:
    """The one closed object of the language is `Erased`."""
    more = {**ERASED, "properties": {**ERASED["properties"], "at": TEXT}}
    opened = {name: value for name, value in ERASED.items() if name != "additionalProperties"}

    assert said(Mode.BACKWARD, message(name=ERASED), message(name=more)) == []
    assert said(Mode.FORWARD, message(name=ERASED), message(name=more)) == [
        "$.data.name.at: who reads refuses what it does not know"
    ]
    assert len(said(Mode.FORWARD, message(name=ERASED), message(name=opened))) == 1


def test_every_message_says_how_it_may_change() -> None:
    """Agencies change when it suits them: we read what they send, they read what we send. Inside, both hold."""
    for kind in messages():
        expected = {Inbound: Mode.BACKWARD, Outbound: Mode.FORWARD}
        mode = next((mode for base, mode in expected.items() if issubclass(kind, base)), Mode.FULL)
        assert kind.compatibility is mode, kind


def test_nothing_that_was_released_is_broken() -> None:
    """What `make check` looks at."""
    assert releases.altered() == []
    assert list(releases.broken(TODAY)) == []


def test_a_break_of_a_real_message_is_found_with_its_place() -> None:
    """An agency that sends no new field would be refused; one that knows the old statuses would not know a new one."""
    now = deepcopy(TODAY)
    now[ReferralSubmitted.type]["$defs"]["ReferredPerson"]["required"].append("birth_date")
    now[StatusChanged.type]["$defs"]["Status"]["enum"].append("forgotten")

    first, second = releases.broken(now)

    assert first.startswith(f"{ReferralSubmitted.type}: $.data.persons[*].birth_date: who reads requires it")
    assert second.startswith(f"{StatusChanged.type}: $.data.status: 'forgotten' is written")


def test_a_message_goes_only_if_nobody_reads_what_was_written() -> None:
    """What agencies no longer hear may go; what they still send, or what is kept for ever, may not."""
    gone = {ReferralSubmitted.type, StatusChanged.type}

    (found,) = releases.broken({name: schema for name, schema in TODAY.items() if name not in gone})

    assert found.startswith(f"{ReferralSubmitted.type}: is gone")


def test_a_release_keeps_what_changed_and_is_not_edited(tmp_path: Path) -> None:
    """A later release has only what differs; whatever happens to a released file is found."""
    (tmp_path / releases.SUMS).touch()
    schema = {**message(), "x-compatibility": "full"}
    assert releases.keep("1.0.0", {"a": schema, "b": schema}, tmp_path) == 2
    assert releases.keep("1.10.0", {"a": schema, "b": {**schema, "title": "B"}, "c": schema}, tmp_path) == 2
    assert releases.keep("1.9.0", {}, tmp_path) == 0
    assert releases.versions(tmp_path) == ["1.0.0", "1.9.0", "1.10.0"]
    assert releases.altered(tmp_path) == []

    (tmp_path / "1.0.0" / "a.json").write_text(json.dumps({}))
    (tmp_path / "1.0.0" / "b.json").unlink()
    (tmp_path / "1.10.0" / "d.json").write_text("{}")

    assert releases.altered(tmp_path) == ["1.0.0/a.json", "1.0.0/b.json", "1.10.0/d.json"]

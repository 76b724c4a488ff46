"""The generated JSON Schemas: valid, true to what is on the wire, with whose every personal field is."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from hypothesis import given
from jsonschema import Draft202012Validator

from contracts import json_schema, samples
from contracts.base import Command, Event, Fact, Inbound, Message
from contracts.catalogue import messages
from services.chassis.sealing import seal_fields
from tests.contracts.strategies import PERSONAL, any_message
from tests.contracts.test_personal import as_data, keys_for

CHECKED = {kind: json_schema.schema_of(kind) for kind in messages()}
JWE = "eyJhbGciOiJFQ0RILUVTIn0.a2V5.aXY.Y2lwaGVy.dGFn"
FIXED_WORDS = {
    "answer", "asked_by", "capacity", "detail", "kinds", "mandate", "outcome", "reason", "rule", "to", "what", "who",
    "whose", "deviations", "advice", "reasons", "recurrence", "postcode", "agency_reference", "reference", "language",
    "languages", "recipient", "topic", "asked", "owner", "message", "type", "title", "missing",
}  # fmt: skip
"""Fields with a text that nobody types: words of lists in code or policy, places in a log."""


def on_the_wire(schema: Any) -> Any:
    """The schema without the plain form of personal fields: all that may be published."""
    if isinstance(schema, list):
        return [on_the_wire(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {name: on_the_wire(one) for name, one in schema.items()}
    return {**strict, "anyOf": strict["anyOf"][:2]} if "x-personal" in schema else strict


def plain_example(kind: type[Message]) -> dict[str, Any]:
    """The example of a message as a program handles it."""
    return samples.envelope(kind).model_dump(mode="json", exclude_none=True)


def sealed_example(kind: type[Message]) -> dict[str, Any]:
    """The example of a message as it is published."""
    event = plain_example(kind)
    seal_fields(kind, event["data"], event["subject"], keys_for_event(kind, event))
    return event


def keys_for_event(kind: type[Message], event: dict[str, Any]) -> dict[str, Any]:
    """Keys for whom an example is about."""
    keys = keys_for(kind, event["data"])
    return {**keys, event["subject"]: keys["case-1"]} if "case-1" in keys else keys


def test_a_schema_is_one() -> None:
    """JSON Schema 2020-12; what several have in common is looked at once."""
    for kind, schema in CHECKED.items():
        assert schema["$schema"] == json_schema.DIALECT
        assert schema["properties"]["type"] == {"const": kind.type}
    for part in {json.dumps(part): part for schema in CHECKED.values() for part in parts(schema)}.values():
        Draft202012Validator.check_schema(part)


def parts(schema: dict[str, Any]) -> Iterator[Any]:
    """The schemas inside a schema, and it without them."""
    yield {**schema, "$defs": {}, "properties": {}}
    yield from (*schema["$defs"].values(), *schema["properties"].values())


def test_on_the_wire_it_is_sealed() -> None:
    """What is published keeps to the schema without its plain forms; what is in plain does not."""
    for kind in PERSONAL:
        strict = Draft202012Validator(on_the_wire(CHECKED[kind]))
        strict.validate(sealed_example(kind))
        assert not strict.is_valid(plain_example(kind)), kind


@given(any_message())
def test_whatever_a_program_may_say_keeps_to_the_schema(message: Message) -> None:
    """The schema asks for nothing that the contract does not ask for: plain and sealed."""
    kind = type(message)
    check = Draft202012Validator(CHECKED[kind])
    data = as_data(message)
    for one in (data, sealed_data(kind, deepcopy(data))):
        check.validate({**plain_example(kind), "data": one})


def sealed_data(kind: type[Message], data: Any) -> Any:
    """Data with its personal fields sealed."""
    seal_fields(kind, data, "case-1", keys_for(kind, data))
    return data


def test_no_required_attribute_may_be_missing() -> None:
    """Who may ask, in which order it comes, what it is about: by the class of the message."""
    for kind, schema in CHECKED.items():
        check, event = Draft202012Validator(schema), plain_example(kind)
        check.validate(event)
        for name in schema["required"]:
            assert not check.is_valid({key: value for key, value in event.items() if key != name}), (kind, name)


def test_free_text_is_always_personal() -> None:
    """What people type can name somebody: it is marked, with whose it is. A word of a fixed list is no free text."""
    for kind, schema in CHECKED.items():
        if issubclass(kind, Command | Fact | Event):
            for name, place, marked in texts(schema, schema["$defs"][kind.__name__]):
                typed = place == {"$ref": "#/$defs/Text"} or name not in FIXED_WORDS
                assert marked or not typed, f"{kind.__name__}.{name} is free text and not personal"


def texts(schema: Any, at: Any, name: str = "", marked: bool = False) -> Iterator[tuple[str, Any, bool]]:
    """Every text in the data: the field, its schema, whether it is marked."""
    marked = marked or "x-personal" in at
    target = at.get("$ref", "").removeprefix("#/$defs/")
    if target == "Text" or (at.get("type") == "string" and not {"pattern", "format", "enum", "const"} & at.keys()):
        yield name, at, marked
    elif target and target not in ("Sealed", "Erased"):
        yield from texts(schema, schema["$defs"][target], name, marked)
    for inner, below in at.get("properties", {}).items():
        yield from texts(schema, below, inner, marked)
    for below in (*at.get("anyOf", ()), *([at["items"]] if isinstance(at.get("items"), dict) else ())):
        yield from texts(schema, below, name, marked)


def test_a_schema_says_whose_each_personal_field_is() -> None:
    """Every personal field of the contract is marked in the schema, and no other."""
    for kind, schema in CHECKED.items():
        marked = sorted(owners(schema, schema["$defs"][kind.__name__]))
        assert marked == sorted((one.name, one.of) for one in kind.personal), kind


def owners(schema: Any, at: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """The marked fields with their paths."""
    if "x-personal" in at:
        yield ".".join(path), at["x-personal"]["of"]
        return
    target = at.get("$ref", "").removeprefix("#/$defs/")
    if target:
        yield from owners(schema, schema["$defs"][target], path)
    for name, below in at.get("properties", {}).items():
        yield from owners(schema, below, (*path, name))
    for below in at.get("anyOf", ()):
        yield from owners(schema, below, path)
    if isinstance(at.get("items"), dict):
        yield from owners(schema, at["items"], (*path, "*"))


def test_what_agencies_send_may_be_encrypted() -> None:
    """A JWE in compact form (RFC 7516) stands for the data; any other text does not."""
    for kind in (one for one in messages() if issubclass(one, Inbound)):
        check, event = Draft202012Validator(CHECKED[kind]), plain_example(kind)
        check.validate({**event, "data": JWE, "datacontenttype": "application/jose"})
        assert not check.is_valid({**event, "data": "Mike Hoekstra"})

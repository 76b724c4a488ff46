"""A JSON Schema (2020-12) for each message: the whole CloudEvent, structured mode, with its data."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel, TypeAdapter

from contracts import docstrings
from contracts.base import Inbound, Message, Personal, markers, nested
from contracts.catalogue import class_of, summary, topics_of
from contracts.envelope import Attribute, Envelope

type Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ATTRIBUTE_NAMES = "^[a-z0-9]{1,20}$"
"""NL GOV profile for CloudEvents."""

ALWAYS = {
    "inbound": (),
    "command": ("subject", "actorid", "actorrole"),
    "fact": ("subject", "actorid", "actorrole"),
    "event": ("subject", "sequence"),
}
"""The attributes that a class of messages has besides those of every CloudEvent; unsaid, it is the subject."""

SEALED: Schema = {
    "title": "Sealed",
    "description": "What a personal field is on every topic and in every database: encrypted with the key of whom it "
    "is about (AES-256-GCM, base64url; services/chassis/sealing.py). Plain only inside a part and at the desk's API.",
    "type": "string",
    "pattern": "^A[Q-Za-f][A-Za-z0-9_-]{41,}={0,2}$",
}
ENCRYPTED: Schema = {
    "title": "Encrypted",
    "description": "What an agency sends: the data as a JWE in compact form (RFC 7516), to the key that the "
    "organisation publishes, with `datacontenttype` application/jose. Plain JSON only where it was agreed.",
    "type": "string",
    "pattern": r"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$",
}


ATTRIBUTE: Schema = TypeAdapter(Attribute).json_schema()


@cache
def schema_of(kind: type[Message]) -> Schema:
    """The schema of one message. Nobody changes it."""
    definitions = data_definitions(kind)
    about: Schema = {
        "$schema": DIALECT,
        "$id": kind.dataschema,
        "title": kind.__name__,
        "description": summary(kind),
        "x-class": class_of(kind),
        "x-topics": list(topics_of(kind)),
        "x-compatibility": kind.compatibility.value,
    }
    if kind.milestone:
        about["x-milestone"] = kind.milestone.value
    if kind.passes_parked:
        about["x-passes-parked"] = True
    return {
        **about,
        "type": "object",
        "properties": {**envelope_properties(), "type": {"const": kind.type}, "data": data_schema(kind)},
        "required": required(kind),
        "propertyNames": {"pattern": ATTRIBUTE_NAMES},
        "$defs": dict(sorted(definitions.items())),
    }


def data_schema(kind: type[Message]) -> Schema:
    """What `data` is: an object, or from agencies an encrypted one."""
    plain = {"$ref": f"#/$defs/{kind.__name__}"}
    return {"anyOf": [{"$ref": "#/$defs/Encrypted"}, plain]} if issubclass(kind, Inbound) else plain


def required(kind: type[Message]) -> list[str]:
    """The attributes that a message of this class always has."""
    more = ALWAYS.get(class_of(kind), ("subject",))
    return ["specversion", "id", "source", "type", "time", *more, "data"]


@cache
def envelope_properties() -> Schema:
    """The context attributes; what has no value is left out, never null."""
    known = docstrings.of_fields(Envelope)
    properties = untitled(Envelope.model_json_schema())["properties"]
    return {name: described(attribute(without_null(one)), known.get(name)) for name, one in properties.items()}


def attribute(schema: Schema) -> Schema:
    """Most attributes are a short text of the same form."""
    return {"$ref": "#/$defs/Attribute"} if schema == ATTRIBUTE else schema


def data_definitions(kind: type[Message]) -> Schema:
    """The models in a message's data by name, with their personal fields marked."""
    generated = untitled(kind.model_json_schema())
    definitions: Schema = {"Attribute": ATTRIBUTE, **generated.pop("$defs", {})}
    definitions[kind.__name__] = {**generated, "title": kind.__name__}
    for model in {kind, *models_in(kind)}:
        complete(model, definitions[model.__name__])
    if kind.personal:
        definitions["Sealed"] = SEALED
    if issubclass(kind, Inbound):
        definitions["Encrypted"] = ENCRYPTED
    return definitions


def models_in(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Every model that a model is made of."""
    for field in model.model_fields.values():
        for inner, _ in nested(field.annotation):
            yield inner
            yield from models_in(inner)


def complete(model: type[BaseModel], schema: Schema) -> None:
    """Add what pydantic leaves out: what is said of each field, and whose it is if it is personal."""
    schema["description"] = " ".join((model.__doc__ or "").split())
    known = docstrings.of_fields(model)
    for name, field in model.model_fields.items():
        mark = next((item for item in markers(field) if isinstance(item, Personal)), None)
        written = field.alias or name
        found = schema["properties"][written]
        schema["properties"][written] = described(personal(found, mark) if mark else found, known.get(name))


def personal(schema: Schema, mark: Personal) -> Schema:
    """A personal field: sealed, erased, or in plain; `x-personal` names the field that says whose it is."""
    erased = {"$ref": "#/$defs/Erased"}
    plain = [one for one in schema.get("anyOf", [schema]) if one != erased]
    rest = {name: value for name, value in schema.items() if name in ("default", "description")}
    return {"x-personal": {"of": mark.of}, **rest, "anyOf": [{"$ref": "#/$defs/Sealed"}, erased, *plain]}


def described(schema: Schema, text: str | None) -> Schema:
    """The schema with a description."""
    return {"description": text, **schema} if text else schema


def without_null(schema: Schema) -> Schema:
    """The schema of an optional attribute as it is when it is there."""
    rest = {name: value for name, value in schema.items() if name not in ("anyOf", "default")}
    given = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    return {**rest, **given[0]} if given else rest


def untitled(schema: Any) -> Any:
    """Without the titles that pydantic makes of names: they say nothing."""
    if isinstance(schema, list):
        return [untitled(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: {key: untitled(one) for key, one in value.items()} if name in ("properties", "$defs") else untitled(value)
        for name, value in schema.items()
        if name != "title" or not isinstance(value, str) or schema.get("type") == "object"
    }

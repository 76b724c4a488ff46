"""`values.schema.json`: a name that is none is refused, wherever it stands."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from contracts.agreement import Agreement
from deploy.helm.settings import CLASSES, settings
from deploy.helm.values import Value
from services.chassis.settings import Settings
from services.desk.signin.groups import Hat

QUANTITIES = {"type": "object", "additionalProperties": {"type": ["string", "number"]}}
KINDS: dict[type, str] = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array"}
DEFINITIONS: dict[str, Any] = {
    "resources": {
        "type": "object",
        "additionalProperties": False,
        "properties": {"requests": QUANTITIES, "limits": QUANTITIES},
    },
    "peer": {
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": {name: {"type": "object"} for name in ("ipBlock", "podSelector", "namespaceSelector")},
    },
}
"""What Kubernetes defines and several values hold."""
MODELS: Mapping[str, type[BaseModel]] = {"agreement": Agreement, "group": Hat}
"""What a part reads from a file that a value is written into."""


def schema(values: Value) -> dict[str, Any]:
    """The schema of all values."""
    definitions = dict(DEFINITIONS)
    whole = of(values, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Values of the chart ekc",
        **whole,
        "properties": {**whole["properties"], "global": {"type": "object"}},
        "$defs": definitions,
    }


def of(value: Value, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of one value: from its default, and what its comment says."""
    said = {"description": value.meaning} if value.meaning else {}
    if whose := value.marks.get("settings"):
        return {**said, **free_settings(whose)}
    if model := value.marks.get("each"):
        return {**said, **each(MODELS[model], definitions), **value.schema}
    if "$ref" in value.schema:
        return {**said, **value.schema}
    if part := value.marks.get("part"):
        return {**said, **like(definitions["part"], part)}
    found = {**said, **plain(value, definitions), **value.schema}
    if name := value.marks.get("def"):
        definitions[name] = found
        return {**said, "$ref": f"#/$defs/{name}"}
    return found


def each(model: type[BaseModel], definitions: dict[str, Any]) -> dict[str, Any]:
    """By names of the user's own, each as the part reads it."""
    found = model.model_json_schema()
    definitions |= found.pop("$defs", {})
    definitions[model.__name__] = found
    return {"type": "object", "additionalProperties": {"$ref": f"#/$defs/{model.__name__}"}}


def plain(value: Value, definitions: dict[str, Any]) -> dict[str, Any]:
    """What follows from the default."""
    if not isinstance(value.default, dict):
        return {"type": KINDS[type(value.default)]}
    inside = {one.path[-1]: of(one, definitions) for one in value.within}
    return {"type": "object", "additionalProperties": False, "properties": inside}


def like(definition: dict[str, Any], part: str) -> dict[str, Any]:
    """The same names, with the settings of this part."""
    names = {name: {"$ref": f"#/$defs/part/properties/{name}"} for name in definition["properties"]}
    return {"type": "object", "additionalProperties": False, "properties": {**names, "settings": free_settings(part)}}


def free_settings(whose: str) -> dict[str, Any]:
    """The settings of a part, or those that all parts have, as far as values may say them."""
    free = {one.name: one.schema for one in settings(CLASSES.get(whose, Settings)) if one.free}
    return {"type": "object", "additionalProperties": False, "properties": free}

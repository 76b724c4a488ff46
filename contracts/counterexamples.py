"""What is no valid message, and why: the example of a message with one change that its schema refuses.

Changes are operations of JSON Patch (RFC 6902), so that a reader sees the one thing that is wrong. They are made of the
schema: each keyword is broken in the first place where it stands, in what agencies send and hear in every place.
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from contracts import json_schema, samples
from contracts.base import Inbound, Message, Outbound
from contracts.compatibility import Schema, alternatives, values

type Change = dict[str, Any]
"""Which keyword of the schema it breaks, why it is refused, and one operation of RFC 6902."""

OF_EVERY_EVENT = ("data", "specversion", "id", "source", "type", "time")
"""The attributes that are looked at; what parts of ours write besides is not for others to get wrong."""
LARGE = 512
"""A longer change would bury the others."""


def of(kind: type[Message]) -> list[Change]:
    """The counterexamples of a message."""
    found = list(every(kind))
    if issubclass(kind, Inbound | Outbound):
        return found
    first: dict[str, Change] = {}
    for one in found:
        if len(json.dumps(one)) < LARGE:
            first.setdefault(one["breaks"], one)
    return list(first.values())


def every(kind: type[Message]) -> Iterator[Change]:
    """All that can be wrong in one place of the example of a message."""
    schema = json_schema.schema_of(kind)
    looked_at = {name: schema["properties"][name] for name in OF_EVERY_EVENT}
    event = samples.envelope(kind).model_dump(mode="json", exclude_none=True)
    root = {**schema, "properties": looked_at, "required": list(OF_EVERY_EVENT)}
    yield from wrong_object(root, root, event, "")


def applied(change: Change, event: Any) -> Any:
    """The event with the change."""
    changed = place = deepcopy(event)
    *way, last = (int(word) if word.isdigit() else word for word in change["path"].strip("/").split("/"))
    for word in way:
        place = place[word]
    if change["op"] == "remove":
        del place[last]
    else:
        place[last] = change["value"]
    return changed


def wrong(root: Schema, schema: Schema, value: Any, at: str) -> Iterator[Change]:
    """What can be wrong with a value and in it."""
    forms = [form for form in alternatives(root, schema) if form.get("type") != "null"]
    name = at.removesuffix("/0").rpartition("/")[2]
    is_list = any(form.get("type") == "array" for form in forms)
    for form in forms:
        if isinstance(value, dict) and "properties" in form:
            yield from wrong_object(root, form, value, at)
        if isinstance(value, list) and "items" in form:
            yield from wrong_list(root, form, value, at)
    yield replaced("type", f"{name} is of another type", at, 7 if is_list else [])
    yield from wrong_word(forms[-1], name, at)


def wrong_word(form: Schema, name: str, at: str) -> Iterator[Change]:
    """A text or a number that is not allowed."""
    if values(form) is not None:
        yield replaced("enum", f"{name} is none of the words that there are", at, "something-else")
    elif "format" in form:
        yield replaced("format", f"{name} is no {form['format']}", at, "yesterday")
    elif "pattern" in form:
        yield replaced("pattern", f"{name} has another form: {form['pattern']}", at, "\x00")
    if "maxLength" in form:
        yield replaced("maxLength", f"{name} is too long", at, "x" * (form["maxLength"] + 1))
    if form.get("minLength"):
        yield replaced("minLength", f"{name} is empty", at, "")
    if "minimum" in form:
        yield replaced("minimum", f"{name} is less than {form['minimum']}", at, form["minimum"] - 1)
    if "maximum" in form:
        yield replaced("maximum", f"{name} is more than {form['maximum']}", at, form["maximum"] + 1)


def wrong_object(root: Schema, form: Schema, value: Any, at: str) -> Iterator[Change]:
    """What is wrong in its fields, and what is missing."""
    for name, inner in form["properties"].items():
        if name in value:
            yield from wrong(root, inner, value[name], f"{at}/{name}")
    for name in form.get("required", ()):
        yield {"breaks": "required", "why": f"{name} is missing", "op": "remove", "path": f"{at}/{name}"}


def wrong_list(root: Schema, form: Schema, value: Any, at: str) -> Iterator[Change]:
    """Too few, too many, and what is wrong with the first."""
    name = at.rpartition("/")[2]
    if form.get("minItems"):
        yield replaced("minItems", f"{name} has fewer than {form['minItems']}", at, [])
    if value and "maxItems" in form:
        many = value[:1] * (form["maxItems"] + 1)
        yield replaced("maxItems", f"{name} has more than {form['maxItems']}", at, many)
    if value:
        yield from wrong(root, form["items"], value[0], f"{at}/0")


def replaced(breaks: str, why: str, at: str, value: Any) -> Change:
    """Another value in a place."""
    return {"breaks": breaks, "why": why, "op": "replace", "path": at, "value": value}

"""Whether who reads by one schema understands all that is written by another, and where not.

What a schema does not name may be there all the same, and every reader passes over it. Only the keywords of our own
schemas are compared; one that is not known here is a break, so that nothing passes unseen.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from typing import Any

type Schema = dict[str, Any]


class Mode(StrEnum):
    """Who must understand whom when a message changes within its major version."""

    BACKWARD = "backward"
    """Who reads by the new schema understands what was written by the old one."""
    FORWARD = "forward"
    """Who reads by the old schema understands what is written by the new one."""
    FULL = "full"
    """Both."""


LEAST = {"minLength": 0, "minItems": 0, "minimum": -inf}
MOST = ("maxLength", "maxItems", "maximum")
SAME = ("pattern", "format", "propertyNames")
COMPARED = {*LEAST, *MOST, *SAME, "type", "enum", "const", "properties", "required", "items", "additionalProperties"}
SAID = {"title", "description", "default", "$schema", "$id", "$defs", "x-personal"}
"""Keywords that refuse nothing. Whose a personal field is decides about its key, and is compared apart."""


@dataclass(frozen=True)
class Break:
    """Something that is written and cannot be read."""

    path: str
    """Where, as a JSONPath (RFC 9535)."""
    why: str

    def __str__(self) -> str:
        return f"{self.path}: {self.why}"


def breaks(mode: Mode, released: Schema, now: Schema) -> list[Break]:
    """What a change breaks, in the direction that the mode names."""
    found: dict[Break, None] = {}
    if mode is not Mode.FORWARD:
        found |= dict.fromkeys(Reading(released, now).unread(released, now, "$"))
    if mode is not Mode.BACKWARD:
        found |= dict.fromkeys(Reading(now, released).unread(now, released, "$"))
    return list(found)


@dataclass(frozen=True)
class Reading:
    """What is written by one schema and read by another one."""

    writer: Schema
    reader: Schema

    def unread(self, written: Schema, read: Schema, at: str) -> Iterator[Break]:
        """The breaks at one place and below: each form that is written needs one that is read."""
        written, read = resolved(self.writer, written), resolved(self.reader, read)
        if written.get("x-personal") != read.get("x-personal"):
            yield Break(at, "whose it is differs (x-personal)")
        forms = alternatives(self.reader, read)
        for one in alternatives(self.writer, written):
            like = [form for form in forms if typed(one, form)] or forms[:1]
            yield from min(([*self.of_one(one, form, at)] for form in like), key=len)

    def of_one(self, written: Schema, read: Schema, at: str) -> Iterator[Break]:
        """The breaks between one form that is written and one that is read."""
        strange = {name for name in written.keys() | read.keys() if not name.startswith("x-")} - COMPARED - SAID
        if strange:
            yield Break(at, f"the comparison does not know {', '.join(sorted(strange))}")
        elif not typed(written, read):
            yield Break(at, f"{kind(written)} is written, {kind(read)} is read")
        else:
            yield from (Break(at, why) for why in unlike(written, read))
            yield from self.of_object(written, read, at)
            if "items" in written and "items" in read:
                yield from self.unread(written["items"], read["items"], f"{at}[*]")

    def of_object(self, written: Schema, read: Schema, at: str) -> Iterator[Break]:
        """The breaks in the fields of an object."""
        for name in sorted(set(read.get("required", ())) - set(written.get("required", ()))):
            yield Break(f"{at}.{name}", "who reads requires it, who writes may leave it out")
        ours, theirs = written.get("properties", {}), read.get("properties", {})
        for name in ours.keys() & theirs.keys():
            yield from self.unread(ours[name], theirs[name], f"{at}.{name}")
        if read.get("additionalProperties") is False:
            for name in sorted(ours.keys() - theirs.keys()):
                yield Break(f"{at}.{name}", "who reads refuses what it does not know")
            if written.get("additionalProperties") is not False:
                yield Break(at, "who reads refuses what it does not know, who writes may add to it")


def resolved(root: Schema, schema: Schema) -> Schema:
    """The schema itself where it stands for another one by name."""
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    return schema


def alternatives(root: Schema, schema: Schema) -> list[Schema]:
    """The forms that a value may have."""
    schema = resolved(root, schema)
    return [form for one in schema.get("anyOf", ()) for form in alternatives(root, one)] or [schema]


def typed(written: Schema, read: Schema) -> bool:
    """Whether the one is of the type of the other; where who writes names none, there is a list of values at least."""
    if "type" not in written and values(written):
        return True
    return "type" not in read or read["type"] == written.get("type")


def kind(schema: Schema) -> str:
    """The type in a sentence."""
    return str(schema.get("type", "anything"))


def values(schema: Schema) -> list[Any] | None:
    """The only values that there may be, where they are listed."""
    return [schema["const"]] if "const" in schema else schema.get("enum")


def unlike(written: Schema, read: Schema) -> Iterator[str]:
    """What of one value is written and not read."""
    ours, theirs = values(written), values(read)
    if ours is not None:
        if refused := [value for value in ours if not admits(read, value)]:
            yield f"{', '.join(map(repr, refused))} is written and not among what is read"
        return
    if theirs is not None:
        yield f"anything is written, only {', '.join(map(repr, theirs))} is read"
    for name, otherwise in LEAST.items():
        if read.get(name, otherwise) > written.get(name, otherwise):
            yield f"{name} is {written.get(name, 'not set')} for who writes, {read[name]} for who reads"
    for name in MOST:
        if read.get(name, inf) < written.get(name, inf):
            yield f"{name} is {written.get(name, 'not set')} for who writes, {read[name]} for who reads"
    for name in SAME:
        if name in read and read[name] != written.get(name):
            yield f"{name} differs"


def admits(read: Schema, value: Any) -> bool:
    """Whether a value of a list is read."""
    theirs, text = values(read), str(value)
    return (
        (theirs is None or value in theirs)
        and re.search(read.get("pattern", ""), text) is not None
        and read.get("minLength", 0) <= len(text) <= read.get("maxLength", inf)
    )

"""Check a message before it is sent, as the back office will: each fault with its place and what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any, cast

from jsonschema import Draft202012Validator, FormatChecker, validators
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator

from ekc_agency.contract.bsn import mentions_bsn
from ekc_agency.messages import Message, as_json, kind_of

FORMS: Mapping[str, str] = {
    "postcode": "four digits and two capital letters, as in 3811 AB",
    "birth_date": "a date, as in 2011-09-20",
    "region": "the name of a region in small letters, digits and hyphens, as in noord-holland",
    "language": "a language tag (BCP 47), as in nl or ti",
    "reference": "one line of at most 200 characters",
}
"""What a field that has a form of its own should look like."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. It quotes no value."""

    pointer: str
    """The place in the message, as a JSON Pointer (RFC 6901); empty for the message as a whole."""
    problem: str
    advice: str

    def __str__(self) -> str:
        return f"{self.pointer or '(the message)'}: {self.problem}. {self.advice}"


class Invalid(Exception):
    """A message that would be rejected, and was not sent."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def to_the_end(_: object, pattern: str, instance: object, _schema: object) -> Iterator[ValidationError]:
    """A `$` is the end of the text (ECMA 262, as JSON Schema has it); Python's lets a line break follow."""
    if isinstance(instance, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), instance):
        yield ValidationError("another form is wanted")


@cache
def kinds() -> tuple[str, ...]:
    """The kinds of messages that an agency can send."""
    names = (entry.name for entry in files("ekc_agency.contract").iterdir())
    return tuple(sorted(name[: -len(".json")] for name in names if name.endswith(".json")))


@cache
def schema(kind: str) -> Validator:
    """The contract of one kind of message."""
    text = files("ekc_agency.contract").joinpath(f"{kind}.json").read_text("utf-8")
    strict: type[Validator] = validators.extend(Draft202012Validator, {"pattern": to_the_end})  # type: ignore[no-untyped-call]
    return strict(json.loads(text), format_checker=FormatChecker(["date"]))


def check(message: Message, kind: str | None = None) -> list[Fault]:
    """Everything that is wrong with a message; empty if it may be sent."""
    data = as_json(message) if not isinstance(message, Mapping) else message
    found = {fault: None for error in schema(kind or kind_of(message)).iter_errors(data) for fault in faults(error)}
    return sorted([*found, *numbers(data)], key=lambda fault: fault.pointer)


def faults(error: ValidationError) -> Iterator[Fault]:
    """What one error of the schema means, in words that help."""
    place, wanted, instance = (
        pointer(error.absolute_path),
        cast("Any", error.validator_value),
        cast("Any", error.instance),
    )
    if error.validator == "anyOf":
        for inner in error.context or ():
            if inner.schema != {"type": "null"}:
                yield from faults(inner)
    elif error.validator == "required":
        for name in sorted(set(wanted) - set(instance)):
            yield Fault(f"{place}/{name}", "missing", "Add it.")
    elif error.validator == "additionalProperties":
        known = sorted(cast("Any", error.schema)["properties"])
        for name in sorted(map(str, set(instance) - set(known))):
            yield Fault(f"{place}/{escaped(name)}", "there is no such field", meant(name, known))
    else:
        yield Fault(place, *said(error))


def said(error: ValidationError) -> tuple[str, str]:
    """Problem and advice of what is wrong with a value."""
    limit = cast("Any", error.validator_value)
    name = next((part for part in reversed(error.absolute_path) if isinstance(part, str)), "")
    if error.validator == "enum":
        return "not a word of the list", meant(str(error.instance), limit)
    if error.validator == "type":
        return f"not of the type {limit}", f"Write {FORMS.get(name, f'a value of the type {limit}')}."
    if error.validator in ("minLength", "minItems"):
        return "empty", "Fill it in; leave the field out if it may be left out."
    if error.validator in ("maxLength", "maxItems"):
        return "too long", f"At most {limit} are taken."
    return "not of the right form", f"Write {FORMS.get(name, 'it without control characters')}."


def meant(word: str, known: Iterable[str]) -> str:
    """The word that was probably meant, or all that there are."""
    known = list(known)
    near = get_close_matches(word, known, 1)
    return f"Did you mean {near[0]}?" if near else f"There is: {', '.join(known)}."


def numbers(data: Any, place: str = "") -> Iterator[Fault]:
    """Where a text holds what passes for a citizen service number (BSN)."""
    if isinstance(data, Mapping):
        for name, value in data.items():
            yield from numbers(value, f"{place}/{escaped(str(name))}")
    elif isinstance(data, (list, tuple)):
        for position, value in enumerate(data):
            yield from numbers(value, f"{place}/{position}")
    elif isinstance(data, str) and mentions_bsn(data):
        yield Fault(place, "holds what passes for a citizen service number", "It is never needed: send it without.")


def pointer(path: Iterable[str | int]) -> str:
    """A place as a JSON Pointer (RFC 6901)."""
    return "".join(f"/{escaped(str(part))}" for part in path)


def escaped(name: str) -> str:
    """A name in a JSON Pointer."""
    return name.replace("~", "~0").replace("/", "~1")

"""A canary in every personal field of every message, found by its mark in the contract: nobody has to think of one."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from pydantic import ValidationError

from contracts.base import Inbound, Message
from contracts.catalogue import messages
from contracts.samples import attributes, message
from services.chassis.sealing import places

DATE, NEVER = re.compile(r"\d{4}-\d\d-\d\d"), "1907-03-14"
"""No text can be added to a date: it is another one, which nothing else has."""


@dataclass
class Marked:
    """An example of a message with canaries in its personal fields; of what an agency sends, in every text."""

    kind: type[Message]
    data: dict[str, Any]
    canaries: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)


def marked() -> Iterator[Marked]:
    """Every message that can hold something personal."""
    for kind in messages():
        if kind.personal or issubclass(kind, Inbound):
            yield mark(Marked(kind, message(kind).model_dump(mode="json", exclude_none=True)))


def mark(example: Marked) -> Marked:
    """Put the canaries in, wherever the contract lets them be."""
    for holder, name, path in held(example):
        for form in (worded, dated):
            canaries: set[str] = set()
            before, holder[name] = holder[name], form(holder[name], canaries)
            if canaries and valid(example):
                example.canaries |= canaries
                example.fields.add(path)
                break
            holder[name] = before
    return example


def held(example: Marked) -> Iterator[tuple[Any, Any, str]]:
    """Where the personal fields are: what holds each, its name there, and its path."""
    if issubclass(example.kind, Inbound):
        yield from leaves(example.data)
        return
    for holder, path, _ in places(example.kind, example.data, attributes(example.kind)["subject"]):
        yield holder, path.path[-1], path.name


def leaves(value: Any, at: str = "") -> Iterator[tuple[Any, Any, str]]:
    """Every text in some data."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in list(inner):
        if isinstance(item, str):
            yield value, name, f"{at}.{name}"
        else:
            yield from leaves(item, f"{at}.{name}")


def worded(value: Any, canaries: set[str]) -> Any:
    """A text with a canary at its end; lists and parts with one at the end of each text."""
    if isinstance(value, str):
        canary = f"Kanarie {uuid4().hex[:12]}"
        canaries.add(canary)
        return f"{value} {canary}"
    return each(value, worded, canaries)


def dated(value: Any, canaries: set[str]) -> Any:
    """The same with dates that nobody has."""
    if isinstance(value, str) and DATE.fullmatch(value):
        canaries.add(NEVER)
        return NEVER
    return each(value, dated, canaries)


def each(value: Any, form: Callable[[Any, set[str]], Any], canaries: set[str]) -> Any:
    """What is in a list or in a part, one by one."""
    if isinstance(value, list):
        return [form(item, canaries) for item in value]
    return {name: form(item, canaries) for name, item in value.items()} if isinstance(value, dict) else value


def valid(example: Marked) -> bool:
    """Whether it is still a message of its kind."""
    try:
        example.kind.model_validate(example.data)
    except ValidationError:
        return False
    return True

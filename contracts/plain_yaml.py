"""Enough YAML to write a document that people read: blocks of names, lists and values, without aliases or tags."""

import json
import re
from collections.abc import Iterator
from typing import Any

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9._/-]*(?: [A-Za-z0-9._/-]+)*")
"""A text that needs no quotes, unless it is a word of YAML's own."""
RESERVED = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def dump(value: Any) -> str:
    """The document; texts that need quotes are quoted as in JSON, which YAML 1.2 includes."""
    return "\n".join(lines(value)) + "\n"


def lines(value: Any) -> Iterator[str]:
    """The lines of a value."""
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from entry(f"{scalar(name)}:", inner)
    elif isinstance(value, list) and value:
        for inner in value:
            yield from entry("-", inner)
    else:
        yield scalar(value)


def entry(head: str, inner: Any) -> Iterator[str]:
    """A value under its name or in a list: beside it, or indented below."""
    if not isinstance(inner, dict | list) or not inner:
        yield f"{head} {scalar(inner)}"
        return
    if head != "-":
        yield head
        yield from (f"  {line}" for line in lines(inner))
        return
    first, *rest = lines(inner)
    yield f"- {first}"
    yield from (f"  {line}" for line in rest)


def scalar(value: Any) -> str:
    """A single value; an empty list or object is one too."""
    if isinstance(value, str) and PLAIN.fullmatch(value) and value.lower() not in RESERVED:
        return value
    return json.dumps(value, ensure_ascii=False)

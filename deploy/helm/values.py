"""The chart's values, read with the comments that describe them."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

CHART = Path(__file__).parent / "ekc"
VALUES = CHART / "values.yaml"
MARKS = re.compile(r"@(?P<name>schema|settings|def|part|each) (?P<text>.*)")


class BadValues(Exception):
    """The file cannot be used; the text says in which line, and why."""


@dataclass(frozen=True)
class Value:
    """A value: where it stands, what counts where nothing is said, what its comment says."""

    path: tuple[str, ...]
    default: Any
    meaning: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)
    within: Sequence["Value"] = ()

    @property
    def name(self) -> str:
        """As it is written on a command line."""
        return ".".join(self.path)

    @property
    def schema(self) -> dict[str, Any]:
        """What the comment adds to the schema."""
        found: dict[str, Any] = json.loads(self.marks.get("schema", "{}"))
        return found

    @property
    def is_map(self) -> bool:
        """Whether names in it are the user's own, or are said elsewhere."""
        return bool({"settings", "each"} & self.marks.keys()) or bool(
            self.schema.keys() & {"additionalProperties", "$ref"}
        )


def read(path: Path = VALUES) -> Value:
    """The whole file as one value.

    Raises:
        BadValues: a comment holds something that is none.
    """
    text = path.read_text()
    node = yaml.compose(text, yaml.SafeLoader)
    assert isinstance(node, yaml.MappingNode)
    lines = text.splitlines()
    return Value((), yaml.safe_load(text), within=tuple(children(node, (), lines)))


def children(node: yaml.MappingNode, path: tuple[str, ...], lines: Sequence[str]) -> Iterator[Value]:
    """The values in a mapping."""
    for key, value in node.value:
        meaning, marks = comment(lines, key.start_mark.line)
        here = (*path, key.value)
        default = yaml.safe_load(yaml.serialize(value))
        found = Value(here, default, meaning, marks)
        if isinstance(value, yaml.MappingNode) and not found.is_map:
            found = Value(here, default, meaning, marks, tuple(children(value, here, lines)))
        yield found


def comment(lines: Sequence[str], line: int) -> tuple[str, dict[str, str]]:
    """What is said right above a line: in words, and by marks.

    Raises:
        BadValues: a mark is no JSON.
    """
    above: list[str] = []
    for text in reversed(lines[:line]):
        if not text.lstrip().startswith("#"):
            break
        above.insert(0, text.lstrip().removeprefix("#").strip())
    marks = {found["name"]: found["text"] for text in above if (found := MARKS.fullmatch(text))}
    try:
        json.loads(marks.get("schema", "{}"))
    except ValueError as error:
        raise BadValues(f"values.yaml, above line {line + 1}: {error}") from None
    return " ".join(text for text in above if not MARKS.fullmatch(text)), marks

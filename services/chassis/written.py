"""YAML that people wrote: read with its lines, so that a mistake is told with file, line and reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

type Place = tuple[str | int, ...]


class Loader(yaml.SafeLoader):
    """Dates stay as they were written: one that is none is a mistake like any other."""

    def as_written(self, node: yaml.ScalarNode) -> str:
        """As a text."""
        return str(self.construct_scalar(node))


Loader.add_constructor("tag:yaml.org,2002:timestamp", Loader.as_written)


class BadFile(ValueError):
    """A file cannot be used. The text says which, in which line, and why, for whoever wrote it."""


@dataclass(frozen=True)
class Written:
    """A file as it was written, and the line in which each word of it stands."""

    path: Path
    content: Any
    lines: Mapping[Place, int]

    def wrong(self, place: Place, why: str, within: Place = ()) -> tuple[int, str]:
        """One mistake, with the line of its place: in a change, or else in what the change counts over."""
        found = max((self.known((*start, *place)) for start in {within, ()}), key=len)
        line = self.lines.get(found or within, 1)
        said = ".".join(map(str, place))
        return line, f"{self.path.name}, line {line}: {f'{said}: ' if said else ''}{why}"

    def known(self, place: Place) -> Place:
        """As much of a place as stands in the file."""
        while place and place not in self.lines:
            place = place[:-1]
        return place


def written(path: Path) -> Written:
    """A file with its lines.

    Raises:
        BadFile: it is no YAML, or a name stands in it twice.
    """
    try:
        loader = Loader(path.read_text("utf-8"))
        node = loader.get_single_node()
        content = loader.construct_document(node) if node else {}
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
        why = problem or "it holds what no text does"
        raise BadFile(f"{path.name}, line {mark.line + 1 if mark else 1}: this is no YAML: {why}") from None
    lines: dict[Place, int] = {}
    for place, line in places(node) if node else ():
        if place in lines:
            raise BadFile(f"{path.name}, line {line}: {place[-1]} stands here twice, first in line {lines[place]}")
        lines[place] = line
    return Written(path, content, lines)


def places(node: yaml.Node, at: Place = ()) -> Iterator[tuple[Place, int]]:
    """Where each name and each item of a list stands."""
    if isinstance(node, yaml.MappingNode):
        inner = [(key.value, key, value) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        inner = [(number, value, value) for number, value in enumerate(node.value)]
    else:
        return
    for name, start, value in inner:
        yield (*at, name), start.start_mark.line + 1
        yield from places(value, (*at, name))


def bad(file: Written, error: ValidationError, within: Place = ()) -> BadFile:
    """All mistakes of a file that were found."""
    found = {file.wrong(one["loc"], words(one["type"], one["msg"]), within) for one in error.errors()}
    return BadFile("; ".join(said for _, said in sorted(found)))


def words(kind: str, said: str) -> str:
    """What is wrong, as people say it."""
    return "there is no such key" if kind == "extra_forbidden" else said.removeprefix("Value error, ")

"""The policies of the regions, read when a part starts: a file that cannot be used stops the start."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from contracts.policy import Policy, PolicyVersions
from contracts.policy_file import PolicyFile, versions

type Place = tuple[str | int, ...]
USUAL = "default"


class Loader(yaml.SafeLoader):
    """Dates stay as they were written: one that is none is a mistake like any other."""

    def as_written(self, node: yaml.ScalarNode) -> str:
        """As a text."""
        return str(self.construct_scalar(node))


Loader.add_constructor("tag:yaml.org,2002:timestamp", Loader.as_written)


class BadPolicy(Exception):
    """A file of the policies cannot be used. The text says which, in which line, and why, for whoever wrote it."""


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


def load_policies(folder: Path) -> Mapping[str, PolicyVersions]:
    """Region -> policy through time, by the names of the files; a file says only where it differs from `default.yaml`.

    Raises:
        BadPolicy: a file is missing, no YAML, holds an unknown key or a bad value.
    """
    if strange := [path.name for path in sorted(folder.glob("*.yml"))]:
        raise BadPolicy(f"{folder}: {', '.join(strange)} is not read: the name of a policy ends in .yaml.")
    read = {path.stem: written(path) for path in sorted(folder.glob("*.yaml"))}
    if USUAL not in read:
        raise BadPolicy(f"{folder}: there is no {USUAL}.yaml, which says what counts where a region says nothing.")
    usual = understood(read[USUAL])
    found = {USUAL: validated(read[USUAL], usual, None)}
    for region, file in read.items():
        if region != USUAL:
            found[region] = validated(file, usual, understood(file))
    return found


def written(path: Path) -> Written:
    """A file with its lines.

    Raises:
        BadPolicy: it is no YAML, or a name stands in it twice.
    """
    try:
        loader = Loader(path.read_text("utf-8"))
        node = loader.get_single_node()
        content = loader.construct_document(node) if node else {}
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
        why = problem or "it holds what no text does"
        raise BadPolicy(f"{path.name}, line {mark.line + 1 if mark else 1}: this is no YAML: {why}") from None
    lines: dict[Place, int] = {}
    for place, line in places(node) if node else ():
        if place in lines:
            raise BadPolicy(f"{path.name}, line {line}: {place[-1]} stands here twice, first in line {lines[place]}")
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


def understood(file: Written) -> PolicyFile:
    """Its versions and dates.

    Raises:
        BadPolicy: they are not as they should be.
    """
    try:
        return PolicyFile.model_validate(file.content)
    except ValidationError as error:
        raise bad(file, error) from None


def validated(file: Written, usual: PolicyFile, own: PolicyFile | None) -> PolicyVersions:
    """Its values, on each day on which something changes.

    Raises:
        BadPolicy: a name that is none, or a value that cannot be.
    """
    found = []
    for day, whole in versions(usual, own):
        try:
            found.append((day, Policy.model_validate(whole)))
        except ValidationError as error:
            raise bad(file, error, begins(own or usual, day)) from None
    return PolicyVersions(tuple(found))


def begins(file: PolicyFile, day: date) -> Place:
    """The change of a file that begins on this day."""
    return next((("changes", number) for number, change in enumerate(file.changes) if change.since == day), ())


def bad(file: Written, error: ValidationError, within: Place = ()) -> BadPolicy:
    """All mistakes of a file that were found."""
    found = {file.wrong(one["loc"], words(one["type"], one["msg"]), within) for one in error.errors()}
    return BadPolicy("; ".join(said for _, said in sorted(found)))


def words(kind: str, said: str) -> str:
    """What is wrong, as people say it."""
    return "there is no such key" if kind == "extra_forbidden" else said.removeprefix("Value error, ")

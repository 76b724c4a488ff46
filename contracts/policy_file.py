"""How the policy of a region is written: what counts from the beginning, and what changes from which day on.

A region's file says only where it differs from `default.yaml`; a change says only what changes.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from contracts import docstrings
from contracts.json_schema import DIALECT, Schema, described, untitled
from contracts.policy import Policy

BEGINNING = date.min
Version = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,39}$")]


class Change(BaseModel):
    """What is another from a day on: never for what was decided before it, nor for what began before it."""

    model_config = ConfigDict(frozen=True, extra="allow")

    since: Annotated[date, Field(alias="from")]
    """The first day, in Dutch time, on which it counts."""
    version: Version
    """Its name in the events that it shapes."""


class PolicyFile(BaseModel):
    """One file; the values of a policy stand beside these."""

    model_config = ConfigDict(frozen=True, extra="allow")

    version: Version
    """The name of what counts from the beginning, in the events that it shapes."""
    changes: tuple[Change, ...] = ()
    """Earliest first. A change is added, well ahead; one that counts already stays as it is."""

    @model_validator(mode="after")
    def in_order(self) -> Self:
        """Each change is later than the one before it, and has a name of its own."""
        days = [change.since for change in self.changes]
        if days != sorted(set(days)):
            raise ValueError("the changes are not in the order of their dates, or two have the same one")
        names = [self.version, *(change.version for change in self.changes)]
        if len(set(names)) < len(names):
            raise ValueError("two versions have the same name")
        return self

    def on(self, day: date) -> dict[str, Any]:
        """All that the file says for this day."""
        said = {**(self.model_extra or {}), "version": self.version}
        for change in self.changes:
            if change.since <= day:
                said |= {**(change.model_extra or {}), "version": change.version}
        return said


def versions(usual: PolicyFile, own: PolicyFile | None = None) -> Iterator[tuple[date, Mapping[str, Any]]]:
    """The whole policy of a region on each day on which something changes, as it was written, not yet validated.

    The version of a region names both: `2026-1+noord-holland-1`.
    """
    files = [usual, *([own] if own else [])]
    for day in sorted({BEGINNING, *(change.since for file in files for change in file.changes)}):
        said = [file.on(day) for file in files]
        whole = {name: value for one in said for name, value in one.items()}
        yield day, {**whole, "version": "+".join(one["version"] for one in said)}


def schema() -> Schema:
    """The JSON Schema of a file, by which editors complete and check it."""
    generated = untitled(Policy.model_json_schema())
    known = docstrings.of_fields(Policy)
    values = {
        name: described({key: value for key, value in one.items() if key != "default"}, known.get(name))
        for name, one in generated["properties"].items()
        if name != "version"
    }
    change = own_fields(Change)
    file = own_fields(PolicyFile)
    file["changes"] |= {
        "items": {
            "type": "object",
            "properties": {**change, **values},
            "required": ["from", "version"],
            "additionalProperties": False,
        }
    }
    return {
        "$schema": DIALECT,
        "$id": "urn:ekc:schema:policy",
        "title": "The policy of a region",
        "type": "object",
        "properties": {"version": file["version"], **values, "changes": file["changes"]},
        "required": ["version"],
        "additionalProperties": False,
        "$defs": generated["$defs"],
    }


def own_fields(model: type[BaseModel]) -> Schema:
    """The fields that a file has beside the values, described."""
    known = {model.model_fields[name].alias or name: text for name, text in docstrings.of_fields(model).items()}
    generated = untitled(model.model_json_schema())["properties"]
    return {
        name: described({key: value for key, value in one.items() if key not in ("items", "default")}, known.get(name))
        for name, one in generated.items()
    }

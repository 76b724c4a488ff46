"""The groups of the identity provider: which role each is here, and in which region."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts.base import Id
from services.chassis.written import bad, written

type StaffRole = Literal[
    "person-concerned",
    "regional-manager",
    "region-lead",
    "coordinator",
    "bottom-line-setter",
    "privacy-officer",
    "operator",
]
"""Whom a token can make somebody; the process, services and agencies are known by their topics."""
ROLES: tuple[str, ...] = get_args(StaffRole.__value__)


class Hat(BaseModel):
    """A role in a region, or in every region where none is named."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: StaffRole
    region: Id | None = None

    def __str__(self) -> str:
        return f"{self.role}/{self.region}" if self.region else self.role


class GroupsFile(BaseModel):
    """What is in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    groups: Annotated[Mapping[str, Hat], Field(min_length=1)]


@dataclass(frozen=True)
class Groups:
    """Group -> what its members are here. A group that is not listed is nothing here."""

    known: Mapping[str, Hat]

    @classmethod
    def read(cls, file: Path) -> Self:
        """From a file.

        Raises:
            BadFile: no YAML, an unknown key, a role or a region that cannot be; with its line.
        """
        found = written(file)
        try:
            return cls(GroupsFile.model_validate(found.content).groups)
        except ValidationError as error:
            raise bad(found, error) from None

    def hats(self, groups: Collection[str]) -> list[Hat]:
        """All that these groups make somebody."""
        return sorted({self.known[group] for group in groups if group in self.known}, key=str)

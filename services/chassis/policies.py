"""The policies of the regions, read when a part starts: a file that cannot be used stops the start."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from contracts.policy import Policy, PolicyVersions
from contracts.policy_file import PolicyFile, versions
from services.chassis.written import BadFile, Place, Written, bad, written

USUAL = "default"


def load_policies(folder: Path) -> Mapping[str, PolicyVersions]:
    """Region -> policy through time, by the names of the files; a file says only where it differs from `default.yaml`.

    Raises:
        BadFile: a file is missing, no YAML, holds an unknown key or a bad value.
    """
    if strange := [path.name for path in sorted(folder.glob("*.yml"))]:
        raise BadFile(f"{folder}: {', '.join(strange)} is not read: the name of a policy ends in .yaml.")
    read = {path.stem: written(path) for path in sorted(folder.glob("*.yaml"))}
    if USUAL not in read:
        raise BadFile(f"{folder}: there is no {USUAL}.yaml, which says what counts where a region says nothing.")
    usual = understood(read[USUAL])
    found = {USUAL: validated(read[USUAL], usual, None)}
    for region, file in read.items():
        if region != USUAL:
            found[region] = validated(file, usual, understood(file))
    return found


def understood(file: Written) -> PolicyFile:
    """Its versions and dates.

    Raises:
        BadFile: they are not as they should be.
    """
    try:
        return PolicyFile.model_validate(file.content)
    except ValidationError as error:
        raise bad(file, error) from None


def validated(file: Written, usual: PolicyFile, own: PolicyFile | None) -> PolicyVersions:
    """Its values, on each day on which something changes.

    Raises:
        BadFile: a name that is none, or a value that cannot be.
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

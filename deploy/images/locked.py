"""What an image is made of: `python locked.py requirements referral`, and `names` and `folders` of what is ours.

Of the lock it takes what the image's own packages declare, and what that declares, by the `via` that the lock itself
writes down; versions and hashes stay as they are. Needs the standard library alone, for it runs while an image is
built, before anything is installed.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

SERVICES = ("privacy", "referral", "coordination", "plan", "desk")
SHARED = ("contracts", "chassis")
OWN: Mapping[str, tuple[str, ...]] = {
    **{name: (name,) for name in SERVICES},
    "bridge": ("workflows",),
    "worker": ("workflows",),
    "ops": (*SERVICES, "workflows"),
}
"""The packages of each image beside the shared ones. `ops` has the command `ekc`, and all migrations."""
VIA = re.compile(r"^ +# +(?:via )?([\w.-]+)", re.MULTILINE)


BUILD = "build"
"""What builds our packages, and is in no image."""


def packages(part: str) -> tuple[str, ...]:
    """What of ours is in an image.

    Raises:
        SystemExit: there is no such image.
    """
    if part not in OWN:
        raise SystemExit(f"There is no image {part or 'without a name'}: PART is one of {', '.join(OWN)}.")
    return (*SHARED, *OWN[part])


def folder(package: str) -> Path:
    """Where a package is, from the root of the project."""
    return Path(package) if package in ("contracts", "workflows") else Path("services", package)


def requirements(lock: str, part: str) -> Iterator[str]:
    """The entries of the lock that an image needs."""
    entries = {
        entry.partition("==")[0]: entry for entry in re.split(r"^(?=\w)", lock, flags=re.MULTILINE) if "==" in entry
    }
    wanted_by = {name: set(VIA.findall(entry)) for name, entry in entries.items()}
    needed = {"setuptools"} if part == BUILD else {f"ekc-{name}" for name in packages(part)}
    while more := {name for name, by in wanted_by.items() if by & needed} - needed:
        needed |= more
    yield from (entry for name, entry in entries.items() if name in needed)


if __name__ == "__main__":
    _, what, whose = sys.argv
    if what == "requirements":
        sys.stdout.writelines(requirements(Path("requirements.lock").read_text(), whose))
    else:
        print(*(f"./{folder(name)}" if what == "folders" else f"ekc-{name}" for name in packages(whose)), sep="\n")

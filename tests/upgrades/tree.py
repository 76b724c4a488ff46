"""Other releases as trees of their own: a later one, made of this one; and the last one, as it was tagged."""

import io
import re
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

from deploy.local.layout import ROOT
from services.chassis.schema_gate import MESSAGE_PATH
from tests.upgrades.later import write

PACKAGES = ("contracts", "services", "workflows", "deploy")
ADDED = ("contracts/referral/intake.py", r"class CaseAccepted\([^\n]*\n[^\n]*\n\n")
"""The class of an event that gets a field more."""
FIELD = "said_later"
LAYOUT = ("services/coordination/app.py", "services/plan/app.py")
"""Whose states rest in another layout."""


def later_release(folder: Path) -> Path:
    """Make it: a table has a column more, an event a field more, and the states of cases another layout."""
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / name)
    head = max(path.stem.split("_")[1] for path in MESSAGE_PATH.glob("chassis_*.py"))
    migrations = folder / MESSAGE_PATH.relative_to(ROOT)
    added = f"chassis_{int(head) + 1:04}"
    write(migrations, added, "ALTER TABLE streams ADD COLUMN said_later text", before=f"chassis_{head}")
    place, head_of_class = ADDED
    change(folder / place, head_of_class, lambda found: f'{found[0]}    {FIELD}: str = "yes"\n')
    for place in LAYOUT:
        change(folder / place, r"schema=(\d+)", lambda found: f"schema={int(found[1]) + 1}")
    return folder


def last_release() -> str | None:
    """The tag of the last release before this commit, if there is one."""
    words = ("git", "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*", "HEAD^")
    found = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    return found.stdout.strip() or None


def tree_of(tag: str, folder: Path) -> Path:
    """The tree of a commit."""
    packed = subprocess.run(("git", "archive", tag, *PACKAGES), cwd=ROOT, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def change(file: Path, pattern: str, to: Callable[[re.Match[str]], str]) -> None:
    """Change the text of a file.

    Raises:
        LookupError: it is not there any more.
    """
    text, changes = re.subn(pattern, to, file.read_text())
    if not changes:
        raise LookupError(f"{file.name}: {pattern}")
    file.write_text(text)

"""The commands of the pages, run as they are written, against a platform that runs."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from deploy.local import Platform
from deploy.local.env import write_env
from deploy.local.layout import ROOT
from tests.docs.pages import blocks

SECONDS = 120


@pytest.fixture
def clone(platform: Platform, tmp_path: Path) -> Path:
    """A folder that looks like a clone after `make up`: the code, the tools, and where everything is."""
    for entry in ("examples", "contracts", ".venv"):
        (tmp_path / entry).symlink_to(ROOT / entry)
    platform.wait_ready(*platform.processes)
    write_env(platform, list(platform.processes))
    (tmp_path / ".local").mkdir()
    shutil.copy(platform.layout.env, tmp_path / ".local" / "env")
    return tmp_path


def run(page: str, clone: Path) -> str:
    """Run the blocks of a page one after the other in one shell; the first that fails ends it."""
    script = "\n".join(code for code in blocks(ROOT / page, "sh") if not code.startswith("make "))
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("EKC_", "AGENCY_"))}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=clone,
        env=clean,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_looking_around_works_as_the_readme_says(clone: Path) -> None:
    """A coordinator and a referral go in, the case says what it waits for, and a rule says no (R5)."""
    told = run("README.md", clone)

    for words in ("coordinator-registered", "case-opened", "It is the turn of the", "Mike Haile", "exit code 3"):
        assert words in told


def test_an_agency_refers_corrects_and_hears_as_its_page_says(clone: Path) -> None:
    """Published by a client that shares no code with the project; the first status says which message it answers.

    R30: a consumer that was not there before reads the same once more, each event once and in order.
    """
    told = run("examples/README.md", clone)

    lines = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    referred, heard, corrected, again, taken = lines
    assert (heard["type"], heard["status"]) == ("nl.eigenkrachtconferenties.status-changed.v1", "received")
    assert again == heard
    assert (heard["message"], heard["offset"]) == (referred["id"], referred["offset"])
    assert taken["type"] == "nl.eigenkrachtconferenties.correction-taken.v1"
    assert (taken["message"], taken["subject"]) == (corrected["id"], heard["subject"])

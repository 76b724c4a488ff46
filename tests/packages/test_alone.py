"""Each part is a package of its own: it holds all of its files, and runs where no other is installed (promise 7)."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from deploy.local.layout import ROOT

PARTS = ("referral", "coordination", "plan", "privacy", "desk", "workflows")
SHARED = ("contracts", "chassis")
ENTRIES = {
    "workflows": ("workflows.bridge", "workflows.worker"),
    "desk": ("services.desk.__main__", "services.desk.cli.main"),
}
"""What is run of a part; of the others it is their `__main__`."""
NOT_SHIPPED = ("README.md", "pyproject.toml")


def folder(name: str) -> Path:
    """Where a package is."""
    return ROOT / name if name in ("contracts", "workflows") else ROOT / "services" / name


def module(name: str) -> str:
    """What a package is imported as."""
    return ".".join(folder(name).relative_to(ROOT).parts)


def files(name: str) -> Iterator[Path]:
    """What belongs to a package, as its folder holds it."""
    for path in folder(name).rglob("*.*"):
        made = {"__pycache__", "build"} & set(path.parts[len(ROOT.parts) :]) or "egg-info" in str(path)
        if path.is_file() and not made and path.name not in NOT_SHIPPED:
            yield path


@pytest.mark.parametrize("name", [*SHARED, *PARTS])
def test_a_package_holds_all_of_its_files(name: str) -> None:
    """A folder that nobody listed would be missing where it is installed, and only there."""
    here = folder(name)
    tools = tomllib.loads((here / "pyproject.toml").read_text())["tool"]["setuptools"]
    packages = {here.joinpath(*one.removeprefix(module(name)).split(".")) for one in tools["packages"]}
    listed = {
        path for patterns in tools.get("package-data", {}).values() for glob in patterns for path in here.glob(glob)
    }

    shipped = listed.union(*(package.glob("*.py") for package in packages))

    assert set(files(name)) - shipped == set()
    assert all(package.is_dir() for package in packages)


def test_the_lock_names_no_host() -> None:
    """What is locked comes from wherever an installation gets its packages, compared by hash."""
    assert "://" not in (ROOT / "requirements.lock").read_text()


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every package, built from a copy of its folder."""
    built = tmp_path_factory.mktemp("wheels")
    for name in (*SHARED, *PARTS):
        copy = tmp_path_factory.mktemp("sources") / name
        shutil.copytree(folder(name), copy, ignore=shutil.ignore_patterns("build", "*.egg-info", "__pycache__"))
        uv("build", "--wheel", "--no-build-isolation", "--python", sys.executable, "-o", str(built), str(copy))
    return built


@pytest.mark.long
@pytest.mark.parametrize("part", PARTS)
def test_a_part_runs_where_no_other_is_installed(part: str, wheels: Path, tmp_path: Path) -> None:
    """Promise 7: with contracts, chassis and the locked versions of what these three declare, and nothing else."""
    (tmp_path / "locked").write_text("".join(locked(f"ekc-{part}")))
    python = tmp_path / "venv" / "bin" / "python"
    uv("venv", "--python", sys.executable, str(tmp_path / "venv"))
    uv("pip", "sync", "--python", str(python), "--require-hashes", str(tmp_path / "locked"))
    own = [str(next(wheels.glob(f"ekc_{name}-*.whl"))) for name in (*SHARED, part)]
    uv("pip", "install", "--python", str(python), "--no-deps", *own)

    others = [module(other) for other in PARTS if other != part]
    imports = "".join(f"import {entry}\n" for entry in ENTRIES.get(part, (f"{module(part)}.__main__",)))
    found = f"from importlib.util import find_spec\nprint([name for name in {others} if find_spec(name)])"
    done = subprocess.run(
        [python, "-I", "-W", "error", "-c", imports + found], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def uv(*arguments: str) -> None:
    """Run uv: without the network where `make setup` left what is locked in its cache, with it where that is gone."""
    program = subprocess.run(["sh", "deploy/local/uv.sh"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    done = run(program.strip(), "-q", "--offline", *arguments)
    if "network was disabled" in done.stderr:
        done = run(program.strip(), "-q", *arguments)
    assert done.returncode == 0, done.stderr


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the clone, and keep what it says."""
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def locked(package: str) -> Iterator[str]:
    """The part of the lock that a package needs: what it declares, and what that declares."""
    needed = {canonical(name) for name in closure(package, frozenset())}
    for entry in re.split(r"^(?=\S)", (ROOT / "requirements.lock").read_text(), flags=re.MULTILINE):
        if canonical(re.split(r"[=;\s]", entry, maxsplit=1)[0]) in needed:
            yield entry


def closure(package: str, extras: frozenset[str], seen: set[tuple[str, frozenset[str]]] | None = None) -> set[str]:
    """The names of all that a package needs, itself among them."""
    seen = set() if seen is None else seen
    if (package, extras) in seen:
        return set()
    seen.add((package, extras))
    wanted = map(Requirement, metadata.requires(package) or ())
    told = [
        one for one in wanted if one.marker is None or any(one.marker.evaluate({"extra": e}) for e in ("", *extras))
    ]
    return {package}.union(*(closure(one.name, frozenset(one.extras), seen) for one in told))


def canonical(name: str) -> str:
    """A name as the index compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()

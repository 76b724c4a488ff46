"""Prometheus and its promtool from Debian's package: no other registry carries them. Nothing is installed."""

import subprocess
from pathlib import Path

from deploy.tools.kept import kept

PACKAGE = "prometheus"
NEEDED = (2, 42)
"""The version in Debian 12; later ones are as good. Debian signs its packages, and serves one version per release."""


def prometheus() -> Path:
    """A folder with prometheus and promtool in `usr/bin`.

    Raises:
        OSError: this is no Debian.
        CalledProcessError: the package cannot be had.
    """
    return kept("tools-prometheus", str(NEEDED).encode(), make)


def make(folder: Path) -> None:
    """Fetch the package, with a fresh list of packages where the machine has none, and unpack it."""
    if fetch(folder).returncode:
        subprocess.run(["apt-get", "update", "-qq"], check=True, capture_output=True, timeout=300)
        fetch(folder).check_returncode()
    (package,) = folder.glob("*.deb")
    subprocess.run(["dpkg-deb", "-x", package, folder], check=True, timeout=60)
    package.unlink()


def fetch(folder: Path) -> subprocess.CompletedProcess[bytes]:
    """Download it, without a right to install anything."""
    command = ["apt-get", "download", "-qq", PACKAGE]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, timeout=300)

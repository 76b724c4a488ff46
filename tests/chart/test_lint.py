"""What the usual tools find in what operators get: nothing."""

import subprocess
from pathlib import Path

import pytest

from deploy import tools
from deploy.helm.values import CHART
from deploy.local.layout import ROOT
from tests.chart.rendering import EXAMPLES

DOCKERFILES = sorted((ROOT / "deploy").glob("**/Dockerfile"))


def found(tool: str, *arguments: str | Path) -> str:
    """What a tool complains of; nothing where it is content."""
    done = subprocess.run([tools.path(tool), *arguments], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


@pytest.mark.parametrize("example", EXAMPLES)
def test_helm_finds_nothing(example: str) -> None:
    """`helm lint --strict`: a warning is a failure."""
    assert not found("helm", "lint", "--strict", CHART, "--values", EXAMPLES[example])


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_hadolint_finds_nothing(file: Path) -> None:
    """What is passed over is said in the file, with its reason."""
    assert not found("hadolint", file)

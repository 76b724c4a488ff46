"""Node for the tests: without it they are skipped, loudly; where CI is set they fail."""

import os
import subprocess
from pathlib import Path

import pytest

from deploy.tools.node import prepared


def run(folder: Path, scratch: Path) -> list[str]:
    """How node is called for the scripts of a folder, which are copied beside their packages."""
    try:
        return prepared(folder, scratch)
    except (OSError, subprocess.SubprocessError):
        missing = "There is no node on this machine, and it cannot be fetched: install it."
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)

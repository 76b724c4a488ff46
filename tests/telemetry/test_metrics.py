"""What the page of all figures says, against the running platform."""

import re

import httpx
import pytest

from deploy.local import Platform
from deploy.local.parts import PARTS
from docs.generate import metrics_page

pytestmark = pytest.mark.long

LIBRARIES = ("process_", "python_", "temporal_")
"""What the page says of these in one sentence."""
OF_SERVER = re.compile(r"# TYPE (\w+) (\w+)")


def test_the_page_names_every_figure_that_a_part_tells_and_no_other(platform: Platform) -> None:
    """Over all parts: what is on the page is told by one at least, and what is told is on the page."""
    ports = platform.environments.ports
    told = {
        name
        for part in PARTS
        for name, _ in OF_SERVER.findall(httpx.get(f"http://127.0.0.1:{ports[part.name]}/metrics", timeout=20).text)
        if not name.startswith(LIBRARIES)
    }

    assert told - metrics_page.names() == set()
    assert metrics_page.names() - told == set()

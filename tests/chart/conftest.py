"""The tools that these tests need: where they cannot be had, that is said and not passed over."""

import os
from pathlib import Path

import pytest

from deploy import tools

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all of them, for `make chart`."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("chart")


@pytest.fixture(scope="session", autouse=True)
def helm() -> None:
    """Skip on a developer's machine without one; in CI that is a failure."""
    try:
        tools.path("helm")
    except tools.NotHere as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"THE CHART IS NOT TESTED: {error}")

"""What we stand on: what the page says of releases, without asking anybody."""

from datetime import date

import pytest
import yaml

from docs.audit.__main__ import PAGE, REASONS, Locked, page
from docs.audit.locked import in_production, licence, pins

TODAY = date(2026, 11, 28)


def locked(name: str, day: date | None) -> Locked:
    """A release of that day."""
    return Locked(name, "1.0", day, newer="", licence="MIT", runs=True)


@pytest.mark.parametrize(("day", "old"), [(date(2024, 11, 27), True), (date(2024, 11, 29), False), (None, True)])
def test_what_is_older_than_two_years_is_looked_at(day: date | None, old: bool) -> None:
    """So is what nobody knows the age of."""
    assert locked("one", day).old(TODAY) is old


def test_the_page_says_why_something_old_stays() -> None:
    """Beside everything else that is locked."""
    text = page([locked("old", date(2020, 1, 1)), locked("new", TODAY)], {"old": "it is done"}, TODAY)

    assert "| old 1.0 | 2020-01-01 |  | it is done |" in text
    assert "| new 1.0 | 2026-11-28 |  | MIT | yes |" in text


def test_the_page_that_is_here_is_of_what_is_locked() -> None:
    """Whoever locks anew runs `make audit`; every reason is of something that is still there."""
    text = PAGE.read_text()

    assert [f"{name} {version}" for name, version in pins().items() if f"| {name} {version} |" not in text] == []
    assert yaml.safe_load(REASONS.read_text()).keys() <= pins().keys()


def test_tools_are_told_from_what_runs() -> None:
    """What the parts need, all the way down."""
    run = in_production()

    assert {"asyncpg", "cryptography", "greenlet"} <= run
    assert not run & {"pytest", "mypy", "ruff"}
    assert licence("pydantic") == "MIT"

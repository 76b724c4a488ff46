"""A migration that the release before it could not run on is refused, unless it says so and comes late enough."""

from pathlib import Path

import pytest

from deploy.upgrades import __main__ as upgrades
from deploy.upgrades import linting
from services.chassis.released import Releases
from tests.upgrades.later import later, write

RELEASED = Releases({"0.1.0": {"chassis": 2, "plan": 1}, "0.2.0": {"chassis": 2, "plan": 2}})
"""The second one is being made; its first migration of plan came with the first."""


def found(folder: Path, *statements: str, marks: str = "") -> list[str]:
    """What is wrong with a migration of plan."""
    write(folder, "plan_0001", "CREATE TABLE new (id text PRIMARY KEY)", before="chassis_0002")
    write(folder, "plan_0002", *statements, before="plan_0001", marks=marks)
    return list(linting.mistakes(later(folder, "plan"), RELEASED, "0.2.0"))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE more (id text PRIMARY KEY, name text NOT NULL)",
        "ALTER TABLE streams ADD COLUMN later text",
        "ALTER TABLE streams ADD COLUMN later boolean NOT NULL DEFAULT false",
        "CREATE INDEX CONCURRENTLY later ON held (topic)",
        "UPDATE streams SET schema = 0",
    ],
)
def test_what_only_adds_passes(tmp_path: Path, statement: str) -> None:
    """The release before neither knows of it nor minds."""
    assert found(tmp_path, statement) == []


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("DROP TABLE held", "ban-drop-table"),
        ("ALTER TABLE streams DROP COLUMN due", "ban-drop-column"),
        ("ALTER TABLE streams RENAME COLUMN due TO falls_due", "renaming-column"),
        ("ALTER TABLE held RENAME TO waiting", "renaming-table"),
        ("ALTER TABLE held ALTER COLUMN partition TYPE bigint", "changing-column-type"),
        ("ALTER TABLE streams ALTER COLUMN kind SET NOT NULL", "adding-not-nullable-field"),
        ("ALTER TABLE streams ADD COLUMN later text NOT NULL", "adding-required-field"),
        ("ALTER TABLE outbox ADD CONSTRAINT one UNIQUE (key)", "disallowed-unique-constraint"),
        ("ALTER TABLE streams ADD CONSTRAINT some CHECK (held >= 0)", "constraint-missing-not-valid"),
        ("DELETE FROM inbox", "delete-rows-or-rights"),
        ("REVOKE SELECT ON held FROM plan", "revoke-rows-or-rights"),
    ],
)
def test_what_takes_something_away_says_so(tmp_path: Path, statement: str, why: str) -> None:
    """The release before would fail in the middle of its work."""
    [mistake] = found(tmp_path, statement)

    assert mistake.startswith("plan_0002_later.py: takes something away from the release that still runs")
    assert why in mistake
    assert found(tmp_path, statement, marks='needs = "plan_0001"') == []


def test_what_was_replaced_in_the_same_release_stays_until_the_next(tmp_path: Path) -> None:
    """Code that still runs knows nothing of what came with this release."""
    [mistake] = found(tmp_path, "DROP TABLE held", marks='needs = "plan_0002"')

    assert "needs plan_0002, which no release before this one has" in mistake


def test_a_mark_without_a_reason_is_refused(tmp_path: Path) -> None:
    """It would shut out releases that could run."""
    [mistake] = found(tmp_path, "ALTER TABLE streams ADD COLUMN later text", marks='needs = "plan_0001"')

    assert "takes nothing away" in mistake


def test_an_index_that_holds_up_whoever_writes_says_why(tmp_path: Path) -> None:
    """A table of a million rows takes seconds, in which the part stands still."""
    [mistake] = found(tmp_path, "CREATE INDEX later ON held (topic)")

    assert "holds up whoever writes (require-concurrent-index-creation)" in mistake
    assert (
        found(tmp_path, "CREATE INDEX later ON held (topic)", marks='blocks = "held is empty when all is well"') == []
    )


def test_what_this_release_has_is_noted() -> None:
    """Else nobody could say later whether one can go back to it; and nothing is wrong with it."""
    assert Releases.read().counts[upgrades.VERSION] == upgrades.counted()
    assert upgrades.main(["--check"]) is None

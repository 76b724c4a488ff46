"""What an operator types for `ekc ops reconcile`, and what is on record of it; with a database that only remembers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from services.desk.cli import reconciling
from services.desk.cli.main import app

NOT_ON_RECORD = "not in the access log"
"""Said instead of writing it down where no desk answers, as here."""
KNOWN = {
    "EKC_ENVIRONMENT": "development",
    "EKC_DATABASE_TLS": "false",
    "EKC_POSTGRES_URL_PLAN": "postgresql://plan",
    "EKC_POSTGRES_URL_WORKFLOWS": "postgresql://workflows",
    "EKC_DESK_URL": "",
}


@dataclass
class Database:
    """That of a part which stands still."""

    does: bool
    """Whether the part runs, and does what was agreed to."""
    found: list[dict[str, Any]] = field(
        default_factory=lambda: [{"id": 1, "what": "topics", "found": "3 records.", "agreed_by": None}]
    )
    written: list[str] = field(default_factory=list)

    async def fetch(self, _query: str) -> list[dict[str, Any]]:
        """What it found."""
        return self.found

    async def execute(self, query: str, *_: Any) -> None:
        """Somebody agreed."""
        self.written.append(query)

    async def fetchval(self, query: str, *_: Any) -> Any:
        """What it did; or the number of what it is asked for."""
        if query == reconciling.DID:
            return "did" if self.does else None
        self.written.append(query)
        return 1


@pytest.fixture(params=[True, False], ids=["in time", "later"])
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The database of every part."""
    made = Database(request.param)

    @asynccontextmanager
    async def connected(_settings: Any, _part: str) -> AsyncIterator[Database]:
        yield made

    monkeypatch.setattr(reconciling, "connected", connected)
    return made


def types(*words: str, typed: str | None = None) -> Result:
    """`ekc ops reconcile` with these words."""
    return CliRunner().invoke(app, ["ops", "reconcile", *words], input=typed, env=KNOWN)


@pytest.mark.parametrize("what", ["plan", "processes"])
def test_what_was_agreed_to_is_on_record_also_where_it_is_done_later(database: Database, what: str) -> None:
    """The part does it as soon as it runs, however long somebody waited for that (R33)."""
    ended = types(what, "--yes", "--wait", "0")

    assert ended.exit_code == (0 if database.does else 4)
    assert NOT_ON_RECORD in ended.output
    assert len(database.written) == 1


@pytest.mark.parametrize("what", ["plan", "processes"])
def test_nothing_is_agreed_to_by_who_only_looks_or_is_not_sure(database: Database, what: str) -> None:
    """Nor is anything on record."""
    looked, unsure = types(what, "--dry-run", "--wait", "0"), types(what)

    assert NOT_ON_RECORD not in looked.output + unsure.output
    assert (unsure.exit_code, "--yes" in unsure.output) == (2, True)
    assert reconciling.AGREE not in database.written


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nobody",), "no part nobody"),
        (("plan", "--lost-at", "2026-03-02T09:00:00"), "of Temporal"),
        (("processes", "--lost-at", f"{datetime.now(UTC) + timedelta(hours=1):%Y-%m-%dT%H:%M:%S}"), "still to come"),
    ],
)
def test_what_cannot_be_meant_changes_nothing(database: Database, words: tuple[str, ...], said: str) -> None:
    """A moment of the summer's clock is an hour or two ahead: up to it nothing would be asked for, and nobody told."""
    ended = types(*words, "--yes", "--wait", "0")

    assert (ended.exit_code, said in ended.output) == (2, True)
    assert database.written == []


def test_a_database_that_is_away_is_named() -> None:
    """Nothing of it is asked for, and the others can be asked by their names."""
    ended = CliRunner().invoke(
        app, ["ops", "reconcile", "plan"], env={**KNOWN, "EKC_POSTGRES_URL_PLAN": "postgresql://127.0.0.1:1/plan"}
    )

    assert (ended.exit_code, "plan: its database cannot be reached" in ended.output) == (1, True)

"""What `ekc ops check` says of parts, certificates and grants; from what they say, without any server."""

import json
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from services.chassis.certificates import days_left, end
from services.chassis.settings import DatabaseSettings
from services.desk.cli.main import app
from services.desk.operations import certificates, databases, grants, kafka, parts
from services.desk.operations.checks import Check
from tests.fence.papers import self_signed

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WORKER = {"temporal": {"namespace": "ekc", "retention_days": 30.0, "schedule": "running"}}


def description(**changes: Any) -> dict[str, Any]:
    """What two parts say of themselves."""
    now = {"clock": NOON.isoformat(), "certificates": {}}
    usual = {"release": "0.1.0", "now": now}
    return {"parts": {"plan": {**usual, **changes}, "worker": {**usual, **WORKER}}}


def wrong(found: Any) -> list[tuple[str, str]]:
    """Name and state of what is not ok."""
    checks: list[Check] = list(found)
    return [(one.name, one.state) for one in checks if one.state != "ok"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"ready": False, "why": "ConnectError"}, "ConnectError"),
        ({"ready": False, "outage": "OSError"}, "OSError"),
        ({"ready": False, "stalled": True}, "stalled"),
        ({"ready": True, "paused": ["ekc.in.school-noord"]}, "ekc.in.school-noord"),
    ],
)
def test_a_part_that_is_not_well_says_why(said: dict[str, Any], words: str) -> None:
    """Also one that an operator forgot to have read on."""
    [found] = parts.ready({"parts": {"plan": said}})

    assert (found.state, words in found.said, bool(found.do)) == ("failed", True, True)


def test_parts_that_are_well_are_all_ok() -> None:
    """Of one release, their clocks right, Temporal set up."""
    said = description()

    assert wrong(parts.ready({"parts": {"plan": {"ready": True, "paused": []}}})) == []
    assert wrong(parts.one_release(said)) == []
    assert wrong(parts.clocks(said, NOON, NOON)) == []
    assert wrong(parts.temporal(said)) == []


def test_several_releases_are_named() -> None:
    """After an upgrade one of them did not follow; one that says nothing is not known."""
    assert wrong(parts.one_release(description(release="0.2.0"))) == [("releases", "failed")]
    silent = {"parts": {**description()["parts"], "plan": None}}
    assert wrong(parts.one_release(silent)) == [("release of plan", "unknown")]


@pytest.mark.parametrize(("seconds", "found"), [(-10.0, "failed"), (1.0, "ok"), (10.0, "failed")])
def test_a_clock_that_is_wrong_is_found(seconds: float, found: str) -> None:
    """Not the time that question and answer took."""
    theirs = NOON + timedelta(seconds=seconds)
    now = {"clock": theirs.isoformat()}

    [one, *_] = parts.clocks(description(now=now), NOON - timedelta(seconds=1), NOON)

    assert (one.name, one.state) == ("clock of part plan", found)


@pytest.mark.parametrize(
    ("temporal", "found"),
    [
        ({"retention_days": 0.5}, "temporal namespace"),
        ({"schedule": "missing"}, "temporal schedule"),
        ({"schedule": "paused"}, "temporal schedule"),
    ],
)
def test_temporal_that_forgets_or_tells_no_day_is_found(temporal: dict[str, Any], found: str) -> None:
    """Nothing would fall due by itself."""
    said = {"parts": {"worker": {"temporal": {**WORKER["temporal"], **temporal}}}}

    assert wrong(parts.temporal(said)) == [(found, "failed")]
    assert wrong(parts.temporal({"parts": {"worker": None}})) == [("temporal", "unknown")]


def test_of_several_certificates_the_first_that_ends_counts() -> None:
    """An authority that ends takes what it signed with it."""
    assert days_left(end(self_signed(400) + self_signed(20))) == pytest.approx(20, abs=0.1)


@pytest.mark.parametrize(("days", "found"), [(-3, "failed"), (5, "failed"), (90, "ok")])
def test_a_certificate_is_told_of_before_it_ends(days: float, found: str) -> None:
    """Two weeks are enough to renew it."""
    now = {"certificates": {"EKC_KAFKA_CA_FILE": days_left(end(self_signed(days)))}}

    [one] = parts.of_certificates(description(now=now))

    assert (one.name, one.state) == ("certificate EKC_KAFKA_CA_FILE", found)


def test_a_server_that_shows_no_certificate_is_not_known() -> None:
    """Nobody can say, so nobody does."""
    assert wrong(certificates.of_servers({"kafka 1": "127.0.0.1:1"}, None)) == [("certificate kafka 1", "unknown")]


SCRIPT = """
-- What it may do.
GRANT SELECT, INSERT, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};
REVOKE INSERT, DELETE ON log FROM {role};
GRANT DELETE ON keys TO {role}_eraser
"""


def test_who_has_no_desk_yet_looks_at_the_rest() -> None:
    """On the first day there are servers, and nobody to be asked about parts."""
    known = {"EKC_DESK_URL": "", "EKC_ENVIRONMENT": "development"}

    ended = CliRunner().invoke(app, ["ops", "check", "--json"], env=known)

    found = [one["name"] for one in json.loads(ended.stdout)["checks"] if one["state"] == "unknown"]
    assert found[:2] == ["desk", "kafka"]
    assert "database plan" in found


@pytest.mark.parametrize(
    ("asked", "found"), [(0.5, "ok"), (90.0, "ok"), (-1.0, "ok"), (-30.0, "failed"), (600.0, "failed"), (None, None)]
)
def test_the_clock_of_temporal_is_known_by_who_asks_it(asked: float | None, found: str | None) -> None:
    """The worker asks for work all the time: it never did so in the future, nor an hour ago."""
    said = {"parts": {"worker": {**WORKER, "now": {"asked_temporal": asked}}}}

    assert [one.state for one in parts.temporal(said) if one.name == "clock of temporal"] == ([found] if found else [])


@dataclass
class Brokers:
    """Kafka with the topic of one agency of two, to which it appended something then; -1 is never."""

    latest: int

    @property
    def admin(self) -> "Brokers":
        """Itself."""
        return self

    def list_topics(self, *, timeout: float) -> "Brokers":
        """See confluent_kafka."""
        assert timeout
        return self

    topics = ("ekc.in.school-noord",)

    def list_offsets(self, asked: dict[Any, Any], **_: Any) -> dict[Any, Any]:
        """See confluent_kafka."""
        assert [place.topic for place in asked] == list(self.topics)
        done: Future[Any] = Future()
        done.set_result(self)
        return dict.fromkeys(asked, done)

    @property
    def timestamp(self) -> int:
        """Of the latest record."""
        return self.latest


@pytest.mark.parametrize(("latest", "found"), [(-1, None), (1_000, datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))])
def test_the_clock_of_kafka_is_known_by_what_it_appended(latest: int, found: datetime | None) -> None:
    """Deadlines of referrals begin with it. Without a message of an agency nobody can say."""
    cluster: Any = Brokers(latest)

    assert kafka.appended(cluster, ["school-noord", "school-zuid"]) == found
    assert kafka.appended(cluster, ["school-zuid"]) is None


@pytest.mark.parametrize(("seconds", "state"), [(-86_400.0, "ok"), (1.0, "ok"), (60.0, "failed")])
def test_what_is_stamped_in_the_future_says_whose_clock_is_wrong(seconds: float, state: str) -> None:
    """Of one that stamps rarely nobody knows whether it is behind."""
    assert databases.stamped("kafka", seconds).state == state


class Closed:
    """A database in which whoever asks may look at nothing but the clock."""

    async def fetchval(self, query: str) -> datetime:
        """See asyncpg."""
        if "clock_timestamp" not in query:
            raise asyncpg.InsufficientPrivilegeError
        return datetime.now(UTC)

    async def close(self) -> None:
        """Nothing is left open."""


async def test_a_database_that_is_closed_to_whoever_asks_hides_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """What can be said of it is, and so what can be said of all others."""

    async def connect(*_: Any, **__: Any) -> Closed:
        return Closed()

    monkeypatch.setattr(asyncpg, "connect", connect)
    known = DatabaseSettings(database_url=SecretStr("postgresql://plan"), environment="development")

    found = await databases.looked_at("plan", known)

    assert [(one.name, one.state) for one in found] == [("clock of database plan", "ok"), ("database plan", "unknown")]


class Roles:
    """A database whose part has exactly the rights that were granted, and may do this besides."""

    def __init__(self, besides: str) -> None:
        self.besides = besides

    async def fetchrow(self, _query: str, _role: str) -> dict[str, bool]:
        """What the role is."""
        return {"rolsuper": False}

    async def fetchval(self, query: str, *_: str) -> Any:
        """Whether it may."""
        return query == self.besides or ("plan" if "current_database()" in query and query != databases.MAKES else 0)

    async def fetch(self, query: str, *_: Any) -> list[tuple[str, ...]]:
        """Its rights on tables, and other databases that it may enter."""
        return [("cases", "SELECT")] if query == databases.RIGHTS else []


@pytest.mark.parametrize(
    ("besides", "said"),
    [("nothing", []), (databases.MAKES, ["may make tables"]), (databases.OWNED, ["owns tables"])],
)
async def test_a_part_makes_no_tables_and_owns_none(besides: str, said: list[str]) -> None:
    """It could put one in the place of another, and do with it what nobody granted."""
    connection: Any = Roles(besides)
    expected = grants.Rights(["cases"], {"plan": {("cases", "SELECT")}})

    found = [one async for one in databases.wrong("plan", expected, connection)]

    assert [words in one for words, one in zip(said, found, strict=True)] == [True] * len(said)


def test_grants_are_read_as_postgresql_reads_them() -> None:
    """What is given of all tables, and taken of one."""
    found = grants.Rights(["keys", "log"])

    found.read(SCRIPT, "plan")

    assert found.of == {
        "plan": {("keys", "SELECT"), ("keys", "INSERT"), ("keys", "DELETE"), ("log", "SELECT")},
        "plan_eraser": {("keys", "DELETE")},
    }


def test_what_a_role_may_too_much_and_too_little_is_said() -> None:
    """Both are mistakes: one is a hole, with the other a part fails."""
    there = {("log", "SELECT"), ("log", "DELETE")}

    assert grants.different({("log", "SELECT"), ("log", "INSERT")}, there, "plan", "plan") == [
        "plan may delete log in plan: too much",
        "plan may not insert log in plan",
    ]

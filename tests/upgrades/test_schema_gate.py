"""A part runs on the schema that it knows, and on a later one that only added something; else it says what to do."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from pydantic import SecretStr

from deploy.local.roles import DATABASES
from services.chassis.app import connect
from services.chassis.migrate import TooEarly, upgrade, wait_for_contracts
from services.chassis.released import Releases
from services.chassis.schema_gate import Schema, TooNew, TooOld, schemas
from services.chassis.settings import Settings
from tests.platform import Databases
from tests.upgrades.later import Alone, later, write

ALL = [schema for part in DATABASES if part != "keyring" for schema in schemas(part)]
REFERRAL = Schema("referral")
KNOWN = dict.fromkeys(REFERRAL.revisions)


def refusals(had: Mapping[str, str | None]) -> list[type[Exception]]:
    """Why this release of referral does not run on a database."""
    return [type(mistake) for mistake in REFERRAL.mistakes(had)]


@pytest.mark.parametrize("schema", ALL, ids=lambda schema: schema.name)
def test_the_name_of_a_file_is_that_of_its_migration(schema: Schema) -> None:
    """A part reads names alone: it needs no library for migrations to know them."""
    texts = [path.read_text() for folder in schema.folders for path in folder.glob("*.py")]

    assert schema.revisions == {text.partition('\nrevision = "')[2].partition('"')[0] for text in texts}


@pytest.mark.parametrize(
    ("had", "refused"),
    [
        (KNOWN, []),
        ({}, [TooOld]),
        (KNOWN | {"referral_0003": None}, []),
        (KNOWN | {"referral_0003": "referral_0002"}, []),
        (KNOWN | {"referral_0003": None, "referral_0004": "referral_0003"}, [TooNew]),
        ({"chassis_0001": None, "referral_0003": "referral_0003"}, [TooNew, TooOld]),
    ],
    ids=["as it is known", "nothing", "more", "less, known to be", "less", "both"],
)
def test_what_a_release_runs_on(had: Mapping[str, str | None], refused: list[type[Exception]]) -> None:
    """On what it knows, and on what was added; on what was taken away only where it knows what replaced it."""
    assert refusals(had) == refused


def test_a_refusal_says_what_to_do() -> None:
    """The operator reads one sentence, not a trace."""
    old, new = [str(next(REFERRAL.mistakes(had))) for had in ({}, KNOWN | {"referral_0004": "referral_0003"})]

    assert "the database of referral is too old" in old
    assert "Run `python -m services.chassis.migrate referral`" in old
    assert "referral_0004 asks for one that knows referral_0003" in new
    assert "Start the release that made it or a newer one" in new


def test_a_part_without_the_files_of_its_migrations_runs_on_nothing(tmp_path: Path) -> None:
    """It would take every database for one that lacks nothing."""
    [mistake] = Alone("referral", more=tmp_path).mistakes(KNOWN)

    assert "lacks the files of its migrations" in str(mistake)


def test_nothing_is_taken_away_in_the_step_that_replaces_it() -> None:
    """What runs during the upgrade knows of neither. A new database is exempt, for nothing runs on it."""
    needs = {**KNOWN, "referral_0003": None, "referral_0004": "referral_0003"}

    with pytest.raises(TooEarly, match="Upgrade to the release that brought referral_0003 first"):
        wait_for_contracts(needs, KNOWN)
    wait_for_contracts(needs, KNOWN | {"referral_0003": None})
    wait_for_contracts(needs, {})


def test_a_release_says_whether_one_can_go_back() -> None:
    """To one that knows enough of what was taken away; to an unknown one never."""
    releases = Releases({"0.1.0": {"chassis": 2, "referral": 2}, "0.2.0": {"chassis": 2, "referral": 3, "plan": 1}})
    had = KNOWN | {"referral_0003": None, "referral_0004": "referral_0003"}

    releases.go_back("0.2.0", REFERRAL, had)
    with pytest.raises(TooNew, match=r"Release 0.1.0 cannot run on the database of referral any more"):
        releases.go_back("0.1.0", REFERRAL, had)
    with pytest.raises(TooNew, match=r"those that are known: 0.1.0, 0.2.0"):
        releases.go_back("0.0.9", REFERRAL, had)


async def enter(url: str, part: str = "referral", *, keyring: bool = False) -> None:
    """Connect as a part does when it starts."""
    settings = Settings(part=part, environment="development", database_url=SecretStr(url), database_tls=False)
    await (await connect(settings, keyring=keyring)).close()


async def test_a_part_runs_on_what_only_added_something(database: Databases, tmp_path: Path) -> None:
    """Version N-1 on the schema of N: during a rolling upgrade, and after going back. Its migrations change nothing."""
    url = database("referral")
    owner = database.owned("referral", url.rpartition("/")[2])
    write(tmp_path, "referral_0003", "ALTER TABLE streams ADD COLUMN later text", before="referral_0002")

    await asyncio.to_thread(upgrade, owner, later(tmp_path, "referral"))
    await enter(url)
    await asyncio.to_thread(upgrade, owner, REFERRAL)
    await enter(url)

    write(tmp_path, "referral_0004", "DROP TABLE held", before="referral_0003", marks='needs = "referral_0003"')
    await asyncio.to_thread(upgrade, owner, later(tmp_path, "referral"))
    with pytest.raises(TooNew):
        await enter(url)
    with pytest.raises(TooNew):
        await asyncio.to_thread(upgrade, owner, REFERRAL)


async def test_a_part_refuses_what_lacks_something(database: Databases) -> None:
    """Version N on the schema of N-1: nothing is touched; the keyring is no exception."""
    with pytest.raises(TooOld, match="the database of desk is too old"):
        await enter(database("plan"), "desk")
    with pytest.raises(TooOld, match="the keyring of privacy is too old"):
        await enter(database("plan"), "privacy", keyring=True)
    await enter(database("keyring"), "privacy", keyring=True)


async def test_what_stops_for_it_may_be_migrated_at_once(database: Databases, tmp_path: Path) -> None:
    """Both steps in one go is for whoever stopped the part; else it is refused, and nothing is changed."""
    owner = database.owned("plan", database("plan").rpartition("/")[2])
    write(tmp_path, "plan_0001", "CREATE TABLE new (id text PRIMARY KEY)", before="chassis_0002")
    write(tmp_path, "plan_0002", "DROP TABLE held", before="plan_0001", marks='needs = "plan_0001"')

    with pytest.raises(TooEarly):
        await asyncio.to_thread(upgrade, owner, later(tmp_path, "plan"))
    await enter(owner.get_secret_value(), "plan")
    await asyncio.to_thread(lambda: upgrade(owner, later(tmp_path, "plan"), stopped=True))

    with pytest.raises(TooNew):
        await enter(owner.get_secret_value(), "plan")


@pytest.mark.long
async def test_two_that_migrate_do_not_get_into_each_others_way(database: Databases, tmp_path: Path) -> None:
    """Also not where an index is built beside the work, which waits for everybody who holds a snapshot."""
    url = database("plan")
    owner = database.owned("plan", url.rpartition("/")[2])
    write(tmp_path, "plan_0001", "CREATE TABLE new (id text PRIMARY KEY)", before="chassis_0002")
    write(tmp_path, "plan_0002", "CREATE INDEX CONCURRENTLY later ON held (topic)", before="plan_0001")

    with ProcessPoolExecutor(2, get_context("spawn")) as processes:
        both = [processes.submit(upgrade, owner, later(tmp_path, "plan")) for _ in range(2)]
        await asyncio.gather(*map(asyncio.wrap_future, both))

    await enter(url, "plan")

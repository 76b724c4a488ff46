"""A case of a story is erased, and that is proven on the real servers: nothing lies in plain, nothing opens."""

import asyncio
import io
import json
import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from contracts.erasure import RequestErasure
from deploy.local import Platform, env
from deploy.local.demo import __main__ as demo
from deploy.local.demo import story
from deploy.local.demo.crowd import another
from deploy.local.demo.desk import Desk
from services.chassis.keyring import HttpKeyring
from services.desk.cli.main import app
from services.desk.proof import inventory, proving
from services.desk.proof.search import Needles, Sought
from services.desk.proof.searching import search
from tests.bench.cases import keyring
from tests.faults.canaries import personal_values
from tests.faults.scan import execute, fetch

pytestmark = pytest.mark.long

TOLD = another(story.load("says-no"), 77, random.Random(77))
"""A story of other people: the same one told twice would be the same messages."""
SECONDS = 90
PLANTED = "Quirijn Zandvoort"
OF_CASE = "SELECT subject FROM subjects WHERE case_id = $1"
WRAPPED = "SELECT subject, epoch, wrapped FROM data_keys WHERE subject = ANY($1)"
CONFIRMED = "SELECT FROM erasures WHERE case_id = $1 AND step = 'confirmed'"
TABLES = "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
SEALED = re.compile(r"AQ[E-H][A-Za-z0-9_-]{38}|41514[5-8](?:[0-9a-f]{2}){38}")
"""A sealed value under the first version of a key, as text and as PostgreSQL shows bytes (`sealing.py`)."""
ALIVE = "SELECT epoch FROM epochs WHERE destroyed IS NULL"


@dataclass
class Drill:
    """An erasure, and what was known before it."""

    platform: Platform
    case: str
    subjects: Sequence[str]
    wrapped: Sequence[asyncpg.Record]
    before: Result = field(init=False)
    """What `ekc erasure prove` said then."""

    async def ekc(self, *words: str, typed: str = "") -> Result:
        """What `ekc erasure` answers to an operator."""
        known = {**env.servers(self.platform), **env.databases(self.platform), **env.people(self.platform)}
        return await asyncio.to_thread(lambda: CliRunner().invoke(app, ["erasure", *words], input=typed, env=known))


@pytest.fixture(scope="module")
async def drill(platform: Platform) -> Drill:
    """A case of a story that is erased as a whole."""
    await demo.play(platform, [TOLD], Console(file=io.StringIO()))
    case = (await fetch(platform, "desk", "SELECT id FROM cases ORDER BY latest DESC LIMIT 1"))[0]["id"]
    subjects = [row["subject"] for row in await fetch(platform, "privacy", OF_CASE, case)]
    made = Drill(platform, case, subjects, await fetch(platform, "keyring", WRAPPED, subjects))
    made.before = await made.ekc("prove", case, "--json")
    desk = Desk(platform.environment("desk")["EKC_DESK_URL"], platform.desk_token("operator"))
    by = {"id": "manager", "role": "regional-manager", "region": TOLD.region}
    asked = {"type": RequestErasure.type, "subject": case, "data": {}, "wait_seconds": 60, "by": by}
    assert (await desk.command(asked)).status == 200
    await desk.close()
    async with asyncio.timeout(SECONDS):
        while not await fetch(platform, "privacy", CONFIRMED, case):  # noqa: ASYNC110 another process does it
            await asyncio.sleep(0.1)
    return made


async def test_before_it_is_erased_nothing_is_proven(drill: Drill) -> None:
    """The keys are there, and what rests can be read."""
    assert drill.before.stdout, drill.before.stderr
    said = json.loads(drill.before.stdout)

    assert drill.before.exit_code == 1
    assert (said["erased"], said["proven"]) == (False, False)
    assert any(one["fields"] for one in said["ciphertext"])


async def test_it_is_proven_with_a_report_that_is_signed(drill: Drill, tmp_path: Path) -> None:
    """Keys, ciphertext, and a search of everything that the platform keeps for every value of the story."""
    report = tmp_path / "proof.json"
    await execute(drill.platform, "postgres", "CHECKPOINT")
    values = personal_values([TOLD])
    folder = drill.platform.layout.folder
    places = [word for name in ("data", "logs", "run") for word in ("--places", str(folder / name))]

    proven = await drill.ekc("prove", drill.case, *places, "--report", str(report), typed="\n".join(values))
    read = await drill.ekc("verify-report", str(report), "--key", str(folder / "proof-key.jwk"), "--json")

    said = json.loads(read.stdout)
    assert proven.exit_code == read.exit_code == 0, proven.stdout
    assert said["search"]["values"] == len(values)
    assert {one["subject"] for one in said["keys"] if one["gone"]} >= {drill.case}
    assert not any(value in report.read_text() + proven.stdout for value in values)


async def test_a_value_that_lies_somewhere_is_found_and_nothing_is_proven(drill: Drill, tmp_path: Path) -> None:
    """The report says where and which of the values, and never the value."""
    (tmp_path / "export.json").write_text(json.dumps({"name": PLANTED}))

    asked = await drill.ekc("prove", drill.case, "--places", str(tmp_path), typed=f"somebody else\n{PLANTED}\n")

    assert asked.exit_code == 1
    assert "value 2" in asked.stdout
    assert "export.json" in asked.stdout
    assert PLANTED not in asked.stdout


async def test_wrapped_keys_that_are_found_are_worthless(drill: Drill) -> None:
    """They lie on in the keyring's WAL and dead rows: what wrapped them is destroyed."""
    alive = {row["epoch"] for row in await fetch(drill.platform, "keyring", ALIVE)}
    sought = [
        Sought(f"wrapped key of {row['subject']}", row["wrapped"], worthless(row["epoch"], alive))
        for row in drill.wrapped
    ]
    found = await asyncio.to_thread(search, [drill.platform.layout.data / "postgres"], Needles(sought))

    assert {one.sought for one in found.findings} >= {f"wrapped key of {drill.case}"}
    assert found.harmful == []


def worthless(epoch: int, alive: set[int]) -> str:
    """Why a wrapped key does no harm, if it does none."""
    return "" if epoch in alive else f"its wrapping key (epoch {epoch}) is destroyed"


async def test_nothing_opens(drill: Drill) -> None:
    """The keyring gives no key to anybody, and makes none."""
    client: HttpKeyring = keyring(drill.platform)
    said = await client.create([drill.case])
    await client.close()

    assert said[drill.case].erased


async def test_no_ciphertext_of_the_case_is_forgotten(drill: Drill) -> None:
    """Counted over all streams there is no more of these subjects than the inventory counts."""
    counted: inventory.Resting = Counter()
    everything: inventory.Resting = Counter()
    for part in proving.PARTS:
        connection = await asyncpg.connect(drill.platform.admin_url(part))
        try:
            streams = [row["id"] for row in await connection.fetch("SELECT id FROM streams")]
            counted += await inventory.of_part(connection, part, drill.subjects)
            everything += await inventory.of_part(connection, part, streams)
        finally:
            await connection.close()

    assert of(drill.subjects, counted) == of(drill.subjects, everything)
    assert counted.total() > 0


async def test_no_table_with_ciphertext_is_forgotten(drill: Drill) -> None:
    """Whatever looks like a sealed value lies in a table of which the inventory knows."""
    known = {
        *(f"{part}.{table.name}" for part in proving.PARTS for table in inventory.OF_ALL),
        *(f"{part}.{table.name}" for part, tables in inventory.OF_PART.items() for table in tables),
    }
    found = set()
    for part in proving.PARTS:
        for table in await fetch(drill.platform, part, TABLES):
            rows = await fetch(drill.platform, part, f"SELECT t::text AS said FROM {table['name']} t")
            found |= {f"{part}.{table['name']}" for row in rows if SEALED.search(row["said"])}

    assert found <= known
    assert {"desk.people", "referral.event_log"} <= found


def of(subjects: Sequence[str], resting: Mapping[tuple[str, str], int]) -> dict[Any, int]:
    """What rests of these."""
    return {at: fields for at, fields in resting.items() if at[1] in subjects}

"""What operators run and read: a part that cannot start, and the commands that say why and what to do."""

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from deploy.local import Platform
from deploy.local.layout import ROOT
from services.chassis.migrate import upgrade
from tests.platform import Databases
from tests.upgrades.later import later, write

pytestmark = pytest.mark.long
MIGRATE = "services.chassis.migrate"


async def run(environment: Mapping[str, str], *words: str) -> tuple[int | None, str]:
    """The exit code of a module, and what it said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        *words,
        env={**os.environ, **environment},
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode, said.decode()


@pytest.mark.parametrize("part", ["desk", "referral"])
async def test_a_part_that_cannot_run_ends_with_a_code_and_a_sentence(
    servers: Platform, database: Databases, part: str
) -> None:
    """Exit code 78 (EX_CONFIG), before it takes anything in: trying again changes nothing."""
    environment = {**servers.environment(part), "EKC_DATABASE_URL": database("plan")}

    code, said = await run(environment, f"services.{part}")

    assert code == os.EX_CONFIG
    assert f"Run `python -m services.chassis.migrate {part}` of this release" in said


async def test_a_check_says_who_can_run(servers: Platform, database: Databases, tmp_path: Path) -> None:
    """Before an upgrade, and before going back; it changes nothing."""
    owner = database.owned("plan", database("plan").rpartition("/")[2])
    told = {**servers.environment("plan"), "EKC_DATABASE_OWNER_URL": owner.get_secret_value()}
    write(tmp_path, "plan_0001", "CREATE TABLE new (id text PRIMARY KEY)", before="chassis_0002")
    write(tmp_path, "plan_0002", "DROP TABLE held", before="plan_0001", marks='needs = "plan_0001"')

    code, said = await run(told, MIGRATE, "--check", "desk")
    assert code == os.EX_CONFIG
    assert "it has not had desk_0001, desk_0002," in said
    assert "Run `python -m services.chassis.migrate desk` of this release" in said
    assert await run(told, MIGRATE, "--check", "plan") == (0, "This release can run on the database of plan.\n")
    assert await run(told, MIGRATE, "plan") == (0, "")
    assert (await run(told, MIGRATE, "--back-to", "0.1.0", "plan"))[0] == 0

    await asyncio.to_thread(lambda: upgrade(owner, later(tmp_path, "plan"), stopped=True))

    code, said = await run(told, MIGRATE, "--back-to", "0.1.0", "plan")
    assert code == os.EX_CONFIG
    assert said.startswith(
        "Release 0.1.0 cannot run on the database of plan any more: plan_0002 asks for one that knows"
    )
    assert (await run(told, MIGRATE, "plan"))[0] == os.EX_CONFIG

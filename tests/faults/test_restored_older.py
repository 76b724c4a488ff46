"""A part's database of before what it had published: it refuses to run, is reconciled, and nothing happened twice."""

import asyncio
from collections.abc import Iterator

import asyncpg
import pytest

from deploy.local import Platform
from tests.backups import at_port, base_backup, name_moment, owned_folder, restored, run
from tests.faults.load import Load
from tests.faults.outcome import check
from tests.platform import relieve, session

CASES = 20


@pytest.fixture
def platform() -> Iterator[Platform]:
    """Everything, of its own: what is restored here is behind its topics."""
    with session(Platform) as own:
        own.start()
        relieve(own)
        yield own


AGREE = "UPDATE reconciliations SET agreed_by = 'operator-1', agreed = now() WHERE done IS NULL RETURNING found"


async def put_back(platform: Platform, moment: str, *databases: str) -> None:
    """Databases as they were at a moment; the others stay as they are. What uses them is held."""
    backup = platform.layout.data / "backup"
    async with restored(platform, backup, "restored", moment) as port:
        for name in databases:
            file = owned_folder(platform, f"{name}-then") / "dump"
            url = at_port(platform.admin_url(name), port)
            await run(platform, "pg_dump", "--format=custom", f"--file={file}", f"--dbname={url}")
            await run(platform, "pg_restore", "--clean", f"--dbname={platform.admin_url(name)}", str(file))


@pytest.mark.long
@pytest.mark.parametrize("part", ["coordination", "referral"])
async def test_a_service_is_restored(platform: Platform, part: str) -> None:
    """It stands still until somebody agrees; then every command has one effect, and every number one event."""
    async with Load(platform, 2 * CASES) as load:
        load.begin(CASES)
        await load.until(lambda: sum(life.ended for life in load.begun) > 2)
        await base_backup(platform, "backup")
        await name_moment(platform, "then")
        load.begin(CASES)
        await load.until(lambda: sum(life.ended for life in load.begun) > CASES)
        await asyncio.to_thread(platform.hold, part)
        await put_back(platform, "then", part)
        (platform.layout.held / part).unlink()
        for _ in range(100):
            answer = await platform.ask(part)
            if answer.get("behind_topic"):
                break
            await asyncio.sleep(0.2)
        print(answer)
        connection = await asyncpg.connect(platform.database_url(part))
        print(await connection.fetch(AGREE))
        await connection.close()
        await load.finished()
        await check(platform, load, 0)

"""All services restored from before an erasure, by PostgreSQL's base backup and log: it applies by itself (R34)."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import asyncpg
import pytest

from contracts.erasure import RequestErasure
from contracts.referral import ReferCase, WithdrawCase
from deploy.local import Platform
from deploy.local.demo.desk import Desk
from tests.backups import at_port, base_backup, name_moment, owned_folder, restored, run
from tests.faults import disasters
from tests.platform import relieve, session

FORGOTTEN, KEPT = "Noor Vermeulen", "Bram de Wit"
LEDGER = "SELECT count(*) FROM erased WHERE subject = $1"
KNOWN = "SELECT count(*) FROM known_case WHERE case_id = $1"


@pytest.fixture
def platform() -> Iterator[Platform]:
    """Everything, of its own: what is restored here is behind its topics."""
    with session(Platform) as own:
        own.start()
        relieve(own)
        yield own


async def until(look: Callable[[], Awaitable[bool]]) -> None:
    """Wait for something that other processes do."""
    async with asyncio.timeout(60):
        while not await look():  # noqa: ASYNC110 other processes do it
            await asyncio.sleep(0.1)


async def refer(desk: Desk, name: str) -> tuple[str, str]:
    """A case about somebody of that name, and who that is."""
    data = {
        "referral": "new",
        "referrer": {"referrer": "new:mike", "kind": "self"},
        "persons": [{"person": "new:mike", "name": name, "birth_date": "1980-05-01"}],
        "region": "noord-holland",
        "reasons": ["eviction"],
        "sector": "housing",
    }
    answer = await desk.command({"type": ReferCase.type, "subject": "new", "data": data, "wait_seconds": 60})
    return str(answer.body["subject"]), str(answer.body["minted"]["mike"])


async def shown(desk: Desk, case: str) -> list[Any]:
    """The names in a case, as somebody who may read them sees them."""
    return [one["name"] for one in (await desk.get(f"/cases/{case}?personal=true"))["people"]]


async def value(url: str, query: str, *arguments: Any) -> Any:
    """One value of a database."""
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query, *arguments)
    finally:
        await connection.close()


async def go_back(platform: Platform, desk: Desk, case: str) -> None:
    """Put the cluster back to before the erasure; the keyring, which has backups of its own, stays as it is now."""
    backup = platform.layout.data / "backup"
    keyring = owned_folder(platform, "keyring") / "dump"
    await run(platform, "pg_dump", "--format=custom", f"--file={keyring}", f"--dbname={platform.admin_url('keyring')}")
    await asyncio.to_thread(platform.stop)
    async with restored(platform, backup, "restored", "before") as port:
        assert await value(at_port(platform.admin_url("referral"), port), KNOWN, case) > 0
        assert await value(at_port(platform.admin_url("privacy"), port), LEDGER, case) == 0
        url = at_port(platform.admin_url("keyring"), port)
        await run(platform, "pg_restore", "--clean", f"--dbname={url}", str(keyring))
    cluster = platform.layout.data / "postgres"
    shutil.rmtree(cluster)
    cluster.with_name("restored").rename(cluster)


@pytest.mark.long
async def test_an_erasure_since_the_backup_applies_by_itself(platform: Platform) -> None:
    """What a restored service has of somebody who was erased since reads as erased; rows that are not sealed go."""
    desk = Desk(platform.environment("desk")["EKC_DESK_URL"], platform.desk_token("regional-manager"))
    (case, person), (other, _) = await refer(desk, FORGOTTEN), await refer(desk, KEPT)
    await base_backup(platform, "backup")
    withdrawn = {"type": WithdrawCase.type, "subject": case, "data": {"person": person}, "wait_seconds": 60}
    assert (await desk.command(withdrawn)).status == 200
    await until(lambda: is_shown(desk, case, FORGOTTEN))
    await name_moment(platform, "before")
    asked = {"type": RequestErasure.type, "subject": case, "data": {}, "wait_seconds": 60}
    assert (await desk.command(asked)).status == 200
    await until(lambda: is_erased(platform, case))

    await go_back(platform, desk, case)
    await disasters.starts(platform)

    await until(lambda: is_known_no_more(platform, case))
    assert FORGOTTEN not in await shown(desk, case)
    assert KEPT in await shown(desk, other)
    assert await value(platform.admin_url("privacy"), LEDGER, case) == 1
    assert await is_erased(platform, case)  # its row is there again, with all of its steps
    await desk.close()


async def is_shown(desk: Desk, case: str, name: str) -> bool:
    """Whether the desk has come so far."""
    return name in await shown(desk, case)


async def is_erased(platform: Platform, case: str) -> bool:
    """Whether its erasure is confirmed."""
    query = "SELECT count(*) FROM erasures WHERE case_id = $1 AND step = 'confirmed'"
    return bool(await value(platform.admin_url("privacy"), query, case))


async def is_known_no_more(platform: Platform, case: str) -> bool:
    """Whether the referral service has let go of what it kept of it for look-ups."""
    return not await value(platform.admin_url("referral"), KNOWN, case)

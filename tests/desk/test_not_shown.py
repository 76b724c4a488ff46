"""If it cannot be written down who reads, nothing is shown (R33)."""

import asyncpg
import pytest

from tests.desk.cases import CASE, complained, in_preparation
from tests.desk.house import House
from tests.platform import Databases

READINGS = {
    "names": (f"/cases/{CASE}", {"personal": "true"}),
    "texts of notices": (f"/cases/{CASE}/notices", {"texts": "true"}),
    "words of complaints": ("/complaints", {"texts": "true"}),
    "a complaint": ("/notices/notice-1", {}),
}


async def with_everything(house: House) -> None:
    """A case with people, and a complaint."""
    await in_preparation(house)
    await complained(house)


async def ask(house: House, what: str, role: str = "manager") -> tuple[int, str]:
    """How it ends, and all that is answered."""
    path, parameters = READINGS[what]
    async with house.client(role) as client:
        answer = await client.get(path, params=parameters)
    return answer.status_code, answer.text


@pytest.mark.parametrize("what", ["names", "words of complaints"])
async def test_while_it_may_not_be_written_nothing_is_shown(house: House, database: Databases, what: str) -> None:
    """An error in the middle of it, not a page with names."""
    await with_everything(house)
    await database.tamper(house.desk.pool, "REVOKE INSERT ON event_log FROM desk")

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await ask(house, what)


@pytest.mark.parametrize("what", READINGS)
async def test_while_the_database_is_away_nothing_is_shown(house: House, what: str) -> None:
    """It says to ask again."""
    await with_everything(house)
    await house.desk.pool.close()

    assert (await ask(house, what))[0] == 503


async def test_while_the_keyring_is_away_nothing_is_shown(house: House) -> None:
    """Neither shown nor written down."""
    await with_everything(house)
    house.keyring.reachable = False

    status, text = await ask(house, "names")

    assert (status, "Els" in text) == (503, False)


async def test_the_log_itself_is_not_shown_either(house: House, database: Databases) -> None:
    """R33: whoever looks at who looked is in it first."""
    await database.tamper(house.desk.pool, "REVOKE INSERT ON event_log FROM desk")

    async with house.client("officer") as client:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await client.get("/access-log")

    assert house.access_log.asked == []


@pytest.mark.parametrize(("role", "status"), [("lead", 422), ("manager", 200)])
async def test_who_does_not_work_in_the_case_says_why_or_reads_nothing(house: House, role: str, status: int) -> None:
    """R33: of whom it is wanted is the region's policy; by default of the region's lead."""
    await with_everything(house)

    assert (await ask(house, "names", role))[0] == status
    assert len([one for _, one in await house.outbox() if "personal-data-read" in one["type"]]) == (status == 200)
    found = await house.get(f"/cases/{CASE}", role, personal=True, purpose="a complaint about us")
    assert "Els van der Zande" in {person["name"] for person in found["people"]}

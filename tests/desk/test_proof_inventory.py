"""What rests of a case in the desk's tables and in the keyring, counted by whose it is, without opening anything."""

from collections import Counter

import asyncpg
import pytest

from services.desk.proof import inventory, keys
from tests.desk.cases import CASE, in_preparation
from tests.desk.house import House
from tests.platform import Databases

PERSONS = (CASE, "mike", "els")


async def test_what_rests_is_counted_by_table_and_by_whose_it_is(house: House) -> None:
    """In the timeline and in what was taken out of events; the keys are not asked for."""
    await in_preparation(house)
    async with house.desk.pool.acquire() as connection:
        found = await inventory.of_part(connection, "desk", PERSONS)

    assert found[("desk.people", "els")] > 0
    assert found[("desk.timeline", "els")] > 0
    assert {subject for _, subject in found} <= {*PERSONS, "coordinator-1"}


async def test_of_another_case_nothing_is_counted(house: House) -> None:
    """Only what is asked for."""
    await in_preparation(house)
    async with house.desk.pool.acquire() as connection:
        assert await inventory.of_part(connection, "desk", ["case-2"]) == Counter()


@pytest.mark.parametrize("closed", [False, True])
async def test_a_key_is_gone_once_its_epoch_is_closed_and_the_ledger_says_so(database: Databases, closed: bool) -> None:
    """Deleted, with a tombstone, and what had wrapped it is destroyed."""
    keyring, privacy = await asyncpg.connect(database("keyring")), await asyncpg.connect(database("privacy"))
    try:
        await keyring.execute("INSERT INTO epochs (epoch, destroyed) VALUES (1, $1), (2, NULL)", None)
        await keyring.execute("INSERT INTO data_keys (subject, version, epoch, wrapped) VALUES ('nadia', 1, 2, '')")
        await keyring.execute("INSERT INTO tombstones (subject, epoch) VALUES ('els', 1)")
        await keyring.execute("UPDATE epochs SET destroyed = now() WHERE epoch = 1 AND $1", closed)
        await privacy.execute("INSERT INTO subjects (subject, case_id) VALUES ('els', 'case-1'), ('nadia', 'case-1')")
        await privacy.execute(
            "INSERT INTO erasures (request, case_id, whole, ground, subjects, requested, confirm_by, step, epoch)"
            " VALUES ('1', 'case-1', false, 'asked', '{els}', now(), now(), 'confirmed', 1)"
        )
        found = {one.subject: one for one in await keys.of_case(privacy, keyring, "case-1")}
    finally:
        await keyring.close()
        await privacy.close()

    assert found["els"].gone is closed
    assert (found["nadia"].asked, found["nadia"].absent, found["nadia"].gone) == (False, False, False)

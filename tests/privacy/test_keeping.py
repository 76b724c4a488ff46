"""What the keyring does by itself: keys of days end, epochs end, and it says how it is (R34, decision 008)."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import asyncpg
import pytest

from services.chassis import quarantine
from services.privacy.epochs import EpochDestroyed, FileEpochs
from services.privacy.keeping import Keeping
from services.privacy.keys import Keyring
from tests.platform import Databases

TODAY = date(2026, 3, 30)
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 2)
DAYS = [quarantine.of(FIRST), quarantine.of(LAST)]


@pytest.fixture
async def keeping(database: Databases, tmp_path: Path) -> AsyncIterator[Keeping]:
    """A keyring with the keys of two days and of somebody."""
    async with asyncpg.create_pool(database("keyring"), min_size=1, max_size=2) as pool:
        keyring = Keyring(pool, FileEpochs(tmp_path))
        await keyring.create(["els", *DAYS])
        yield Keeping(keyring, quarantine_days=28, epoch_hours=24)


async def test_the_key_of_a_day_ends_with_the_term(keeping: Keeping) -> None:
    """What could not be handled on a day can be handled again for 28 days, and is erased then; nobody else is."""
    await keeping.sweep(TODAY)
    await keeping.sweep(TODAY)

    opened = await keeping.keyring.open(["els", *DAYS])
    assert opened[DAYS[0]] == {}
    assert opened[DAYS[1]]
    assert opened["els"]
    assert await keeping.keyring.create(DAYS[:1]) == {DAYS[0]: {}}


async def test_a_keyring_of_before_is_swept_again(keeping: Keeping, database: Databases) -> None:
    """No ledger is needed for days: what is over follows from the date."""
    await keeping.sweep(TODAY)
    await database.tamper(keeping.keyring.pool, "DELETE FROM tombstones")
    await keeping.keyring.create(DAYS[:1])

    await keeping.sweep(TODAY)

    assert await keeping.keyring.open(DAYS[:1]) == {DAYS[0]: {}}


@pytest.mark.parametrize(("hours", "epoch"), [(24, 1), (26, 2)], ids=["not yet", "long enough"])
async def test_an_epoch_ends_when_a_deletion_waits_for_a_day(
    keeping: Keeping, database: Databases, hours: int, epoch: int
) -> None:
    """R34: one renewal for all deletions of a day, so that the time until a copy opens nowhere is bounded."""
    await keeping.keyring.erase(["els"])
    await database.tamper(keeping.keyring.pool, f"UPDATE tombstones SET erased = now() - interval '{hours} hours'")

    await keeping.keep()

    assert await keeping.keyring.epochs.known() == [epoch]
    assert (await keeping.keyring.erased(["els"]))["els"].destroyed == (epoch == 2)


async def test_without_a_deletion_no_epoch_ends(keeping: Keeping) -> None:
    """Nothing is wrapped anew for nothing, and backups of the keyring stay what they are."""
    await keeping.sweep(TODAY)
    await keeping.keyring.renew()

    await keeping.keep()

    assert await keeping.keyring.epochs.known() == [2]


async def test_it_says_how_it_is(keeping: Keeping) -> None:
    """The epoch, what is left under older ones, what a copy of would still open."""
    keyring = keeping.keyring
    await keyring.erase(["els"])
    before = await keeping.state()
    await keyring.renew()
    after = await keeping.state()
    await keyring.pool.execute("UPDATE data_keys SET epoch = 1 WHERE subject = $1", DAYS[0])
    wrong = await keeping.state()

    assert (before["epoch"], before["older"], before["deleted"]) == (1, 0, 1)
    assert before["deleted_age"] > 0
    assert (after["epoch"], after["older"], after["deleted"], after["deleted_age"]) == (2, 0, 0, 0)
    assert after["age"] < before["age"] + 60
    assert (wrong["older"], wrong["lost"]) == (1, 1)


async def test_a_lost_key_is_told_before_a_renewal_stops_at_it(
    keeping: Keeping, database: Databases, tmp_path: Path
) -> None:
    """Operators see it in the figures; nothing is destroyed."""
    await keeping.keyring.create(["mike"])
    await keeping.keyring.erase(["els"])
    await database.tamper(keeping.keyring.pool, "UPDATE tombstones SET erased = now() - interval '2 days'")
    (tmp_path / "1.key").unlink()

    with pytest.raises(EpochDestroyed):
        await keeping.keep()

    assert (await keeping.state())["lost"] == 1

"""A keyring that was restored from before an erasure, with PostgreSQL's own base backup and write-ahead log (R34)."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from deploy.local import Platform
from services.privacy.epochs import EpochDestroyed, FileEpochs
from services.privacy.keys import Keyring, Opened
from tests.backups import at_port, base_backup, name_moment, restored
from tests.platform import Databases, relieve, session

pytestmark = [pytest.mark.servers, pytest.mark.long]


@dataclass(frozen=True)
class Told:
    """What happened: Els was erased after the backup, and the epoch was closed after that; Noor came between."""

    platform: Platform
    backup: Path
    keys: Opened
    then: Path
    """The key-encryption keys before the renewal."""
    now: Path
    """Those after it."""

    @asynccontextmanager
    async def keyring(self, epochs: Path, moment: str | None) -> AsyncIterator[Keyring]:
        """The keyring as it was at a moment, with key-encryption keys of then or now."""
        async with restored(self.platform, self.backup, "restored", moment) as port:
            url = at_port(self.platform.environments.database_url("keyring", "keyring_eraser"), port)
            async with asyncpg.create_pool(url, min_size=1, max_size=2) as pool:
                yield Keyring(pool, FileEpochs(epochs))


@pytest.fixture(scope="module")
def own_platform() -> Iterator[Platform]:
    """A PostgreSQL of its own, whose backups are small."""
    with session(Platform) as own:
        own.start("postgres")
        relieve(own)
        databases = Databases(own)
        databases.migrate("keyring", databases.owned("keyring", "keyring"))
        yield own


@pytest.fixture(scope="module")
async def told(own_platform: Platform, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Told]:
    """See `Told`."""
    then, now = tmp_path_factory.mktemp("kek") / "then", tmp_path_factory.mktemp("kek") / "now"
    url = own_platform.environments.database_url("keyring", "keyring_eraser")
    async with asyncpg.create_pool(url, min_size=1, max_size=2) as pool:
        keyring = Keyring(pool, FileEpochs(now))
        keys = {**await keyring.create(["els", "mike"])}
        backup = await base_backup(own_platform, "backup")
        keys |= await keyring.create(["noor"])
        await name_moment(own_platform, "before")
        await keyring.erase(["els"])
        shutil.copytree(now, then)
        await keyring.renew()
        await name_moment(own_platform, "after")
        yield Told(own_platform, backup, keys, then, now)


async def test_the_ledger_is_laid_over_a_keyring_of_before(told: Told) -> None:
    """While the epoch lasts a restored keyring would open what was erased; once the ledger is laid it does not."""
    async with told.keyring(told.then, "before") as keyring:
        assert await keyring.open(["els"]) == {"els": told.keys["els"]}

        await keyring.lay(["els"])

        assert await keyring.open(["els", "mike", "noor"]) == {**told.keys, "els": {}}
        assert await keyring.create(["els"]) == {"els": {}}
        assert (await keyring.erased(["els"]))["els"].absent


async def test_without_any_ledger_the_destroyed_epoch_wins(told: Told) -> None:
    """The wrapped key is there again and opens nowhere. So it is with all others: such a backup is worth nothing."""
    async with told.keyring(told.now, "before") as keyring:
        assert await keyring.pool.fetchval("SELECT count(*) FROM data_keys WHERE subject = 'els'") == 1
        assert await keyring.pool.fetchval("SELECT count(*) FROM tombstones") == 0

        for subject in told.keys:
            with pytest.raises(EpochDestroyed):
                await keyring.open([subject])


async def test_what_is_lost_does_not_read_as_erased(told: Told) -> None:
    """With the ledger laid over it Els reads as erased; Mike's key is missing, and whoever needs it waits."""
    async with told.keyring(told.now, "before") as keyring:
        await keyring.lay(["els"])

        assert await keyring.open(["els"]) == {"els": {}}
        with pytest.raises(EpochDestroyed):
            await keyring.create(["mike"])


async def test_with_the_write_ahead_log_up_to_the_end_nothing_is_lost(told: Told) -> None:
    """The renewal is in the log as well: all keys open, and who was erased stays so without a ledger."""
    async with told.keyring(told.now, None) as keyring:
        assert await keyring.open(["els", "mike", "noor"]) == {**told.keys, "els": {}}
        assert (await keyring.erased(["els"]))["els"].destroyed

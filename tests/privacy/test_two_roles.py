"""The keyring works with two roles: the one that opens keys all day cannot delete one (R34)."""

from pathlib import Path

import asyncpg
import pytest

from deploy.local import roles
from services.privacy.epochs import FileEpochs
from services.privacy.keys import Keyring
from tests.platform import Databases


async def test_the_keyring_erases_with_the_role_that_may(database: Databases, tmp_path: Path) -> None:
    """What it makes, opens and renews needs no more than the other one; with that alone nothing is erased."""
    url = database("keyring")
    ordinary = database.url(roles.users("keyring")[0], url.rpartition("/")[2])
    async with (
        asyncpg.create_pool(ordinary, min_size=1, max_size=2) as pool,
        asyncpg.create_pool(url, min_size=1, max_size=2) as erasing,
    ):
        keyring = Keyring(pool, FileEpochs(tmp_path), erasing)
        await keyring.create(["els", "bram"])
        await keyring.erase(["els"])
        await keyring.renew()

        assert {subject: bool(keys) for subject, keys in (await keyring.open(["els", "bram"])).items()} == {
            "els": False,
            "bram": True,
        }
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await Keyring(pool, keyring.epochs).erase(["bram"])

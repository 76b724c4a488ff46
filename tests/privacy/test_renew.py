"""Renewing the keyring by hand, while the service runs (R34)."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from services.privacy import renewing
from services.privacy.epochs import FileEpochs
from services.privacy.keys import Keyring
from services.privacy.renew import main
from tests.platform import Databases


@pytest.fixture
def url(database: Databases, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A keyring with one key, and the settings by which the service and the command know it."""
    own = database("keyring")
    told = {"EKC_KEYRING_DATABASE_URL": own, "EKC_KEK_DIR": str(tmp_path)}
    for name, value in {**database.platform.environment("privacy"), **told}.items():
        monkeypatch.setenv(name, value)

    async def create() -> None:
        async with asyncpg.create_pool(own, min_size=1, max_size=1) as pool:
            await Keyring(pool, FileEpochs(tmp_path)).create(["els"])

    asyncio.run(create())
    return own


def test_it_says_which_epoch_began_and_what_is_to_be_done(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A backup of before opens nothing any more, so that another one is to be made."""
    assert main() is None

    assert "Epoch 2. Make a backup of the keyring now" in capsys.readouterr().out


def test_while_the_service_renews_it_is_refused(url: str) -> None:
    """Exit code 1, with the reason."""

    async def meanwhile() -> str | None:
        async with asyncpg.create_pool(url, min_size=1, max_size=1) as pool, renewing.alone(pool):
            return await asyncio.to_thread(main)

    assert asyncio.run(meanwhile()) == "The keyring is being renewed already."


def test_a_lost_key_is_told(url: str, tmp_path: Path) -> None:
    """What cannot be renewed stays as it is."""
    (tmp_path / "1.key").unlink()

    said = str(main())

    assert said.startswith("No older key was destroyed. There is no key-encryption key of epoch 1")

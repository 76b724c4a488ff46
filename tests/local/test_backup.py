"""Backups of the local platform: data and keys are never in one (R34)."""

import subprocess
from pathlib import Path

import pytest

from deploy.local import Platform
from deploy.local.backup import OneBackup, back_up
from deploy.local.postgres import BIN
from tests.platform import Databases


@pytest.mark.parametrize(("data", "keys"), [("one", "one"), ("all", "all/keys"), ("all/data", "all")])
def test_data_and_keys_are_refused_in_one_folder(tmp_path: Path, data: str, keys: str) -> None:
    """Nothing is copied then."""
    with pytest.raises(OneBackup):
        back_up(Platform(tmp_path / "platform"), tmp_path / data, tmp_path / keys)

    assert not (tmp_path / data).exists()


def test_the_copy_of_the_data_has_no_key(database: Databases, tmp_path: Path) -> None:
    """The keyring is in the other folder, alone; both can be restored, and are their owner's."""
    files = back_up(database.platform, tmp_path / "data", tmp_path / "keys")

    assert [file.name for file in (tmp_path / "keys").iterdir()] == ["keyring.dump"]
    assert not (tmp_path / "data" / "keyring.dump").exists()
    assert {file.stat().st_mode & 0o077 for file in files} == {0}
    for file in files:
        subprocess.run([BIN / "pg_restore", "--list", file], check=True, capture_output=True)

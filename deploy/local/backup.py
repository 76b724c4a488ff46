"""`python -m deploy.local backup DATA KEYS`: a copy of every database, of data and of keys in folders of their own.

They are never in one backup: whoever has both, and what wraps the keys, can read everything. So the key-encryption keys
are in neither.
"""

import os
import subprocess
from pathlib import Path

from deploy.local.connections import Connections
from deploy.local.postgres import ADMIN, BIN
from deploy.local.roles import DATABASES

KEYS = "keyring"


class OneBackup(Exception):
    """Data and keys would be in one backup."""


def back_up(platform: Connections, data: Path, keys: Path) -> list[Path]:
    """Copy each database as it is at one moment, into a file that `pg_restore` reads; which files there are now.

    Raises:
        OneBackup: one folder is the other one, or is in it.
        CalledProcessError: a copy failed; the others are there.
    """
    data, keys = data.resolve(), keys.resolve()
    if data.is_relative_to(keys) or keys.is_relative_to(data):
        raise OneBackup("Data and keys are never in one backup: give two folders, neither of them in the other.")
    files = {name: (keys if name == KEYS else data) / f"{name}.dump" for name in DATABASES}
    for name, file in files.items():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        dump(platform, name, file)
    return list(files.values())


def dump(platform: Connections, name: str, file: Path) -> None:
    """Copy one database. Its password is in the environment, not in the list of processes."""
    port = str(platform.environments.ports["postgres"])
    words = [
        str(BIN / "pg_dump"),
        "--format=custom",
        f"--file={file}",
        "-h",
        "127.0.0.1",
        "-p",
        port,
        "-U",
        ADMIN,
        name,
    ]
    password = platform.environments.secrets.password(f"postgres-{ADMIN}")
    file.touch(0o600)
    subprocess.run(words, check=True, env={**os.environ, "PGPASSWORD": password})

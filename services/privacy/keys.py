"""The keyring: a data key for every subject, wrapped by a key-encryption key that is never in PostgreSQL.

Key-encryption keys have epochs, one file each; the highest is the current one. Erasing a subject deletes its wrapped
key and leaves a tombstone that forbids a new one (R34).
"""

import os
from base64 import b64encode
from collections.abc import Collection, Mapping
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.chassis.decider import Pool

CREATE = """
INSERT INTO data_keys (subject, version, epoch, wrapped)
SELECT n.subject, 1, $2, n.wrapped FROM unnest($1::text[], $3::bytea[]) AS n (subject, wrapped)
WHERE NOT EXISTS (SELECT 1 FROM tombstones t WHERE t.subject = n.subject)
ORDER BY n.subject
ON CONFLICT DO NOTHING
"""
OPEN = """
SELECT subject, version, epoch, wrapped FROM data_keys d WHERE subject = ANY($1::text[])
    AND NOT EXISTS (SELECT 1 FROM tombstones t WHERE t.subject = d.subject)
"""
ERASED = "SELECT subject FROM tombstones WHERE subject = ANY($1::text[])"

type Opened = Mapping[str, Mapping[int, str]]
"""Subject -> version -> data key in base64; no versions where the subject is erased."""


class Epochs:
    """The key-encryption keys, in a folder outside the database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self.known():
            self.add(1)

    def known(self) -> list[int]:
        """The epochs that still have a key."""
        return sorted(int(path.stem) for path in self.folder.glob("*.key"))

    def add(self, epoch: int) -> None:
        """Make the key of an epoch; an existing one is never overwritten."""
        descriptor = os.open(self.folder / f"{epoch}.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(os.urandom(32).hex())

    def key(self, epoch: int) -> AESGCM:
        """The key of an epoch.

        Raises:
            FileNotFoundError: it was destroyed.
        """
        return AESGCM(bytes.fromhex((self.folder / f"{epoch}.key").read_text()))


class Keyring:
    """Creates, opens and erases data keys."""

    def __init__(self, pool: Pool, epochs: Epochs) -> None:
        self.pool = pool
        self.epochs = epochs
        self.current = epochs.known()[-1]
        self.kek = {epoch: epochs.key(epoch) for epoch in epochs.known()}

    async def create(self, subjects: Collection[str]) -> Opened:
        """Make keys for the subjects that have none, then open them all."""
        wanted = sorted(set(subjects))
        wrapped = [self.wrap(subject, os.urandom(32)) for subject in wanted]
        await self.pool.execute(CREATE, wanted, self.current, wrapped)
        return await self.open(wanted)

    async def open(self, subjects: Collection[str]) -> Opened:
        """The data keys of the subjects; unknown ones are left out, erased ones have no versions."""
        wanted = list(subjects)
        opened: dict[str, dict[int, str]] = {}
        for subject, version, epoch, wrapped in await self.pool.fetch(OPEN, wanted):
            plain = self.kek[epoch].decrypt(wrapped[:12], wrapped[12:], subject.encode())
            opened.setdefault(subject, {})[version] = b64encode(plain).decode()
        missing = [subject for subject in wanted if subject not in opened]
        if missing:
            opened.update({row[0]: {} for row in await self.pool.fetch(ERASED, missing)})
        return opened

    async def erase(self, subject: str) -> None:
        """Delete the wrapped key and leave a tombstone, in one transaction. Repeating it changes nothing."""
        async with self.pool.acquire() as connection, connection.transaction():
            await connection.execute("INSERT INTO tombstones (subject) VALUES ($1) ON CONFLICT DO NOTHING", subject)
            await connection.execute("DELETE FROM data_keys WHERE subject = $1", subject)

    def wrap(self, subject: str, plain: bytes) -> bytes:
        """A data key under the current key-encryption key, bound to its subject."""
        nonce = os.urandom(12)
        return nonce + self.kek[self.current].encrypt(nonce, plain, subject.encode())

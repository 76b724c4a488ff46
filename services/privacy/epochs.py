"""The keys that wrap data keys: one for each epoch, kept outside of PostgreSQL (R34).

`Epochs` is all that the keyring needs of whatever keeps them. Here they are files, or on their way from one place to
another; `transit.py` has OpenBao and Vault.
"""

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

type Bound = tuple[str, bytes]
"""A data key, plain or wrapped, and the subject that it is bound to."""


class EpochDestroyed(Exception):
    """The key-encryption key of an epoch is gone. Where it was not destroyed on purpose, data keys are lost with it."""

    def __init__(self, epoch: int) -> None:
        super().__init__(f"There is no key-encryption key of epoch {epoch}: it was destroyed, or it is kept elsewhere.")
        self.epoch = epoch


class Epochs(Protocol):
    """The key-encryption keys, by epoch."""

    async def begin(self, after: int) -> int:
        """Make the key of a new epoch, for good, and give its number, which is higher than `after`."""
        ...

    async def known(self) -> Sequence[int]:
        """The epochs that still have a key, in order. Asked from where the keys rest, never from memory."""
        ...

    async def wrap(self, epoch: int, keys: Sequence[Bound]) -> Sequence[bytes]:
        """Data keys under the key of an epoch, each bound to its subject.

        Raises:
            EpochDestroyed: there is no such key.
        """
        ...

    async def unwrap(self, epoch: int, keys: Sequence[Bound]) -> Sequence[bytes]:
        """What was wrapped.

        Raises:
            EpochDestroyed: there is no such key.
        """
        ...

    async def destroy(self, before: int) -> None:
        """Destroy the keys of all earlier epochs for good. Repeating it changes nothing."""
        ...


class FileEpochs:
    """A file for each epoch (`<epoch>.key`, hex) in a folder that all replicas share.

    To destroy one is to unlink it: on a disk that copies on write, or that has snapshots, what it held can outlive
    that. So the folder is on a volume of its own that nobody backs up; a KMS does better.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.read: dict[int, AESGCM] = {}
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    async def begin(self, after: int) -> int:
        """See `Epochs`. An existing file is never overwritten; this one is on the disk before it is used."""
        epoch = max([after, *await self.known()]) + 1
        descriptor = os.open(self.folder / f"{epoch}.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(os.urandom(32).hex())
            file.flush()
            os.fsync(file.fileno())
        self.sync()
        return epoch

    async def known(self) -> Sequence[int]:
        """See `Epochs`. What has no file any more is forgotten here too, also at a replica that destroyed nothing."""
        found = sorted(int(path.stem) for path in self.folder.glob("*.key"))
        self.read = {epoch: key for epoch, key in self.read.items() if epoch in found}
        return found

    async def wrap(self, epoch: int, keys: Sequence[Bound]) -> Sequence[bytes]:
        """See `Epochs`."""
        key = await self.key(epoch)
        nonces = [os.urandom(12) for _ in keys]
        return [
            nonce + key.encrypt(nonce, plain, subject.encode())
            for nonce, (subject, plain) in zip(nonces, keys, strict=True)
        ]

    async def unwrap(self, epoch: int, keys: Sequence[Bound]) -> Sequence[bytes]:
        """See `Epochs`."""
        key = await self.key(epoch)
        return [key.decrypt(wrapped[:12], wrapped[12:], subject.encode()) for subject, wrapped in keys]

    async def destroy(self, before: int) -> None:
        """See `Epochs`."""
        for epoch in await self.known():
            if epoch < before:
                (self.folder / f"{epoch}.key").unlink(missing_ok=True)
        self.sync()
        await self.known()

    async def key(self, epoch: int) -> AESGCM:
        """The key of an epoch, read once; with a new one it is looked which of the others are still there."""
        if epoch not in self.read:
            await self.known()
            with contextlib.suppress(FileNotFoundError):
                self.read[epoch] = AESGCM(bytes.fromhex((self.folder / f"{epoch}.key").read_text()))
        if epoch not in self.read:
            raise EpochDestroyed(epoch)
        return self.read[epoch]

    def sync(self) -> None:
        """Let the disk know which files there are."""
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class MovingEpochs:
    """Two places: new epochs are at the later one; what the earlier one wrapped opens until a renewal is through."""

    def __init__(self, earlier: Epochs, later: Epochs) -> None:
        self.earlier = earlier
        self.later = later

    async def begin(self, after: int) -> int:
        """See `Epochs`."""
        return await self.later.begin(max([after, *await self.earlier.known()]))

    async def known(self) -> Sequence[int]:
        """See `Epochs`."""
        return sorted({*await self.earlier.known(), *await self.later.known()})

    async def wrap(self, epoch: int, keys: Sequence[Bound]) -> Sequence[bytes]:
        """See `Epochs`."""
        return await (await self.of(epoch)).wrap(epoch, keys)

    async def unwrap(self, epoch: int, keys: Sequence[Bound]) -> Sequence[bytes]:
        """See `Epochs`."""
        return await (await self.of(epoch)).unwrap(epoch, keys)

    async def destroy(self, before: int) -> None:
        """See `Epochs`."""
        await self.earlier.destroy(before)
        await self.later.destroy(before)

    async def of(self, epoch: int) -> Epochs:
        """Where an epoch is; a number that both have was used by the earlier one."""
        return self.earlier if epoch in await self.earlier.known() else self.later

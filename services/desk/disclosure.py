"""The one place where personal data leaves the desk: who reads what of which case, and why, is written first (R33)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from contracts.base import Actor
from contracts.envelope import Envelope
from contracts.privacy import PersonalDataRead
from services.chassis.batch import now
from services.chassis.decider import Pool
from services.chassis.keyring import Keyring
from services.chassis.sealing import ERASED_VALUE, KeyMissing, unseal
from services.desk.extracts import Sealed
from services.desk.record import Recorder

ERASED_TEXT = "[erased]"


class Disclosure:
    """Opens sealed values for somebody."""

    def __init__(self, pool: Pool, keyring: Keyring, recorder: Recorder, source: str) -> None:
        self.pool = pool
        self.keyring = keyring
        self.recorder = recorder
        self.source = source

    async def reveal(
        self, by: Actor, purpose: str, kinds: Sequence[str], wanted: Mapping[str, Sequence[Sealed]]
    ) -> dict[str, list[str]]:
        """The values by case, in the order asked for. The reading is committed before anything is opened.

        Raises:
            KeyringUnreachable: the keys cannot be had now; that somebody wanted to read is on record all the same.
        """
        for stream in sorted(name for name, sealed in wanted.items() if sealed):
            async with self.pool.acquire() as connection, connection.transaction():
                reading = PersonalDataRead(kinds=tuple(kinds), purpose=purpose)
                await self.recorder.record(
                    connection, stream, [reading], cause=self.request(by, stream), by=by, at=now()
                )
        opened = iter(await open_all(self.keyring, [one for sealed in wanted.values() for one in sealed]))
        return {stream: [next(opened) for _ in sealed] for stream, sealed in wanted.items()}

    def request(self, by: Actor, stream: str) -> Envelope:
        """The reading as the cause of its own event."""
        return Envelope.model_construct(
            id=f"reading-{uuid4()}", source=self.source, type="", subject=stream, time=now(), actorid=by.id
        )


async def open_all(keyring: Keyring, sealed: Sequence[Sealed]) -> list[str]:
    """The plain values, for what seals them again at once (the notifier), or for `reveal`.

    Raises:
        KeyringUnreachable: the keys cannot be had now.
        KeyMissing: a subject has neither key nor tombstone.
    """
    keys = await keyring.open({one["subject"] for one in sealed if one["value"] != ERASED_VALUE}) if sealed else {}
    return [opened(one, keys) for one in sealed]


def opened(one: Sealed, keys: Mapping[str, Any]) -> str:
    """One value in plain, or that it is erased. Several texts are one, a line for each."""
    if one["value"] == ERASED_VALUE:
        return ERASED_TEXT
    key = keys.get(one["subject"])
    if key is None:
        raise KeyMissing(one["path"])
    if key.erased:
        return ERASED_TEXT
    value = unseal(one["value"], key, f"{one['subject']}|{one['type']}|{one['path']}".encode())
    return "\n".join(value) if isinstance(value, list) else str(value)

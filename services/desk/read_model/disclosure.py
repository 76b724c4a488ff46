"""The one way to personal data at the desk: who reads what of which case, and why, is written first (R33)."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import uuid4

from contracts.access import Use
from contracts.base import Actor
from contracts.envelope import Envelope
from contracts.privacy import PersonalDataRead
from services.chassis.batch import now
from services.chassis.decider import Pool
from services.chassis.keyring import Keyring
from services.chassis.sealing import ERASED_VALUE, KeyMissing, Keys, unseal
from services.desk.read_model.extracts import Sealed
from services.desk.read_model.record import Recorder

ERASED_TEXT = "[erased]"


class Opened:
    """Sealed values that may be read now, because their reading is on record; no others."""

    def __init__(self, recorded: Iterable[Sealed], keys: Keys) -> None:
        self._recorded = {one["value"] for one in recorded if one["value"] != ERASED_VALUE}
        self._keys = keys

    def read(self, one: Sealed) -> str:
        """One value in plain, or that it is erased. Several texts are one, a line for each.

        Raises:
            LookupError: its reading is not on record.
            KeyMissing: its subject has neither key nor tombstone.
        """
        if one["value"] == ERASED_VALUE:
            return ERASED_TEXT
        if one["value"] not in self._recorded:
            raise LookupError(f"{one['path']}: its reading is not on record.")
        key = self._keys.get(one["subject"])
        if key is None:
            raise KeyMissing(one["path"])
        if key.erased:
            return ERASED_TEXT
        value = unseal(one["value"], key, f"{one['subject']}|{one['type']}|{one['path']}".encode())
        return "\n".join(value) if isinstance(value, list) else str(value)


class Disclosure:
    """Opens sealed values for somebody."""

    def __init__(self, pool: Pool, keyring: Keyring, recorder: Recorder, source: str) -> None:
        self.pool = pool
        self.keyring = keyring
        self.recorder = recorder
        self.source = source

    async def reveal(
        self,
        by: Actor,
        purpose: str,
        wanted: Mapping[str, Sequence[Sealed]],
        *,
        use: Use = Use.CASE_WORK,
        on_behalf: str | None = None,
    ) -> Opened:
        """Let somebody read values of cases. The reading is committed before anything is opened.

        However many values of however many cases: it is one write, with one event for each case. Of a case that has no
        key nothing can be written down, so nothing of it is opened.

        Raises:
            KeyringUnreachable: the keys cannot be had now; nothing was opened and nothing written down.
        """
        read = {case: sealed for case, sealed in wanted.items() if sealed}
        keys = await self.keyring.open({*read, *(one["subject"] for sealed in read.values() for one in sealed)})
        recorded = {case: sealed for case, sealed in read.items() if case in keys}
        if recorded:
            said = {case: [reading(by, purpose, sealed, use, on_behalf)] for case, sealed in recorded.items()}
            async with self.pool.acquire() as connection, connection.transaction():
                await self.recorder.record(connection, said, cause=self.request(by), by=by, at=now(), known=keys)
        return Opened((one for sealed in recorded.values() for one in sealed), keys)

    def request(self, by: Actor) -> Envelope:
        """The reading as the cause of its own events."""
        return Envelope.model_construct(id=f"reading-{uuid4()}", source=self.source, type="", time=now(), actorid=by.id)


def reading(
    by: Actor, purpose: str, sealed: Sequence[Sealed], use: Use = Use.CASE_WORK, on_behalf: str | None = None
) -> PersonalDataRead:
    """What is written down of a reading: what it is for, whose data, and of which events which fields; never what."""
    fields = {f"{one['type'].split('.')[-2]}.{one['path']}" for one in sealed}
    subjects = {one["subject"] for one in sealed}
    return PersonalDataRead(
        kinds=tuple(sorted(fields)),
        subjects=tuple(sorted(subjects)),
        purpose=purpose,
        use=use,
        by=by,
        on_behalf=on_behalf,
    )

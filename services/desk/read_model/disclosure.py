"""The one way to personal data at the desk: who reads what of which case, and why, is written first (R33)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
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
from services.desk.read_model.references import Referred, named, names_of, referred_in

ERASED_TEXT = "[erased]"
RESTING = "SELECT id FROM cases WHERE id = ANY($1::text[]) AND standing->'held' ? 'processing'"
STILL_READ = ("consent", "legal claims", "protecting", "lifting")
"""How a purpose begins for which is read while data rests: with the consent of whom it is about, for legal claims, to
protect somebody (GDPR, article 18, paragraph 2); to decide about lifting it."""
STILL_USED = frozenset({Use.RIGHTS, Use.AUDIT})
"""What whoever it is about wants themselves, and who looked."""
IN_STORY = frozenset({Use.STORY, Use.NOTICE})
"""What is read because a story goes on, and not because somebody looks at it now."""


class Restricted(Exception):
    """What is kept in a case rests (GDPR, article 18), and this is no purpose for which it is read all the same."""


class Opened:
    """Sealed values that may be read now, because their reading is on record; no others."""

    def __init__(self, recorded: Mapping[str, Iterable[Sealed]], keys: Keys) -> None:
        self._cases: dict[str, str] = {}
        for case, sealed in recorded.items():
            self._cases |= {one["value"]: case for one in sealed if one["value"] != ERASED_VALUE}
        self._keys = dict(keys)
        self._names: dict[str, dict[str, str]] | None = None

    def read(self, one: Sealed) -> str:
        """One value in plain, or that it is erased. Several texts are one, a line for each.

        In the place of references to people stand their names, where those are on record too.

        Raises:
            LookupError: its reading is not on record.
            KeyMissing: its subject has neither key nor tombstone.
        """
        if one["value"] == ERASED_VALUE:
            return ERASED_TEXT
        if one["value"] not in self._cases:
            raise LookupError(f"{one['path']}: its reading is not on record.")
        key = self._keys.get(one["subject"])
        if key is None:
            raise KeyMissing(one["path"])
        if key.erased:
            return ERASED_TEXT
        value = unseal(one["value"], key, f"{one['subject']}|{one['type']}|{one['path']}".encode())
        text = "\n".join(value) if isinstance(value, list) else str(value)
        return text if self._names is None else named(text, self._names.get(self._cases[one["value"]], {}))

    def referred(self, recorded: Mapping[str, Iterable[Sealed]]) -> set[Referred]:
        """Who is referred to in what may be read; what cannot be read refers to nobody."""
        return {
            (case, subject)
            for case, sealed in recorded.items()
            for one in sealed
            if one["subject"] in self._keys
            for subject in referred_in(self.read(one))
        }

    def name(self, names: Mapping[Referred, Sealed], keys: Keys) -> None:
        """From now on names stand in the place of references: of these, whose reading is on record by now."""
        self._keys |= keys
        self._cases |= {one["value"]: case for (case, _), one in names.items() if one["value"] != ERASED_VALUE}
        read = {whom: self.read(one) for whom, one in names.items() if one["subject"] in self._keys}
        self._names = {case: {} for case, _ in read}
        for (case, subject), name in read.items():
            self._names[case][subject] = name


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
        names: bool = True,
    ) -> Opened:
        """Let somebody read values of cases. The reading is committed before anything is opened.

        However many values of however many cases: it is one write, with one event for each case. Of a case that has no
        key nothing can be written down, so nothing of it is opened. Whom the texts refer to is known once they are
        open: their names are a second write. Without `names` references stay as they are.

        Raises:
            Restricted: what is kept in one of the cases rests.
            KeyringUnreachable: the keys cannot be had now; nothing was opened and nothing written down.
        """
        read = {case: sealed for case, sealed in wanted.items() if sealed}
        still = by.role == "service" or use in STILL_USED or purpose.lower().startswith(STILL_READ)
        if not still and await self.pool.fetchval(RESTING, list(read)):
            raise Restricted
        said = partial(reading, by, purpose, use=use, on_behalf=on_behalf)
        recorded, keys = await self.on_record(by, read, said, in_story=use in IN_STORY)
        opened = Opened(recorded, keys)
        if names and (referred := opened.referred(recorded)):
            found = await names_of(self.pool, referred)
            of_case: dict[str, list[Sealed]] = defaultdict(list)
            for (case, _), name in found.items():
                of_case[case].append(name)
            opened.name(found, (await self.on_record(by, of_case, said, in_story=use in IN_STORY))[1])
        return opened

    async def on_record(
        self,
        by: Actor,
        read: Mapping[str, Sequence[Sealed]],
        said: Callable[[Sequence[Sealed]], PersonalDataRead],
        *,
        in_story: bool,
    ) -> tuple[dict[str, Sequence[Sealed]], Keys]:
        """Write down what is read of which case, where that can be; and the keys for it."""
        keys = await self.keyring.open({*read, *(one["subject"] for sealed in read.values() for one in sealed)})
        recorded = {case: sealed for case, sealed in read.items() if case in keys}
        if recorded:
            events = {case: [said(sealed)] for case, sealed in recorded.items()}
            async with self.pool.acquire() as connection, connection.transaction():
                await self.recorder.record(
                    connection, events, cause=self.request(by), by=by, at=now(), known=keys, in_story=in_story
                )
        return recorded, keys

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

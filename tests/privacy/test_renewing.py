"""A new epoch of the keyring: all is wrapped anew, old key-encryption keys are destroyed, no key is lost (R34)."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from itertools import count
from pathlib import Path

import asyncpg
import pytest

from services.privacy import renewing
from services.privacy.epochs import Bound, EpochDestroyed, FileEpochs
from services.privacy.keys import Keyring
from services.privacy.renewing import RenewalFailed, RenewalUnderWay
from tests.platform import Databases

WAITS = "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)"
CIRCLE = [f"participant-{number}" for number in range(25)]


@pytest.fixture
async def keyring(database: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Keyring]:
    """A keyring with the keys of a circle, which is renewed ten keys at once."""
    monkeypatch.setattr(renewing, "AT_ONCE", 10)
    async with asyncpg.create_pool(database("keyring"), min_size=1, max_size=5) as pool:
        made = Keyring(pool, FileEpochs(tmp_path))
        await made.create(CIRCLE)
        yield made


async def test_all_keys_are_the_same_under_the_next_epoch(keyring: Keyring, tmp_path: Path) -> None:
    """R34: what they open stays readable; of the old key-encryption key nothing is left."""
    before = await keyring.open(CIRCLE)

    assert await keyring.renew() == 2

    assert await keyring.open(CIRCLE) == before
    assert await FileEpochs(tmp_path).known() == [2]
    assert await keyring.pool.fetchval("SELECT array_agg(DISTINCT epoch) FROM data_keys") == [2]
    assert await keyring.renew() == 3


async def test_an_old_copy_of_an_erased_key_opens_nowhere(keyring: Keyring) -> None:
    """R34: before the renewal a copy of the row, as a backup has it, would open; after it nothing does."""
    copy = await keyring.pool.fetchrow("SELECT epoch, wrapped FROM data_keys WHERE subject = $1", CIRCLE[0])
    assert copy
    bound = [(CIRCLE[0], copy["wrapped"])]
    await keyring.erase(CIRCLE[:1])
    assert await keyring.epochs.unwrap(copy["epoch"], bound)
    assert not (await keyring.erased(CIRCLE[:1]))[CIRCLE[0]].destroyed

    await keyring.renew()

    with pytest.raises(EpochDestroyed):
        await keyring.epochs.unwrap(copy["epoch"], bound)
    assert (await keyring.erased(CIRCLE[:1]))[CIRCLE[0]].destroyed


async def test_one_renewal_at_a_time(keyring: Keyring) -> None:
    """A second one is refused, at this replica or another, and changes nothing; afterwards it may."""
    async with renewing.alone(keyring.pool):
        with pytest.raises(RenewalUnderWay):
            await keyring.renew()

        assert await keyring.epochs.known() == [1]
    assert await keyring.renew() == 2


async def test_keys_are_made_opened_and_erased_meanwhile(keyring: Keyring, tmp_path: Path) -> None:
    """Two replicas go on while one of them renews: each key opens as it was made, and none rests under an old epoch."""
    other = Keyring(keyring.pool, FileEpochs(tmp_path))
    known, gone, over = dict(await keyring.open(CIRCLE)), list[str](), asyncio.Event()

    async def work(replica: Keyring, name: str) -> None:
        for number in count():
            subject = f"{name}-{number}"
            known.update(await replica.create([subject]))
            assert await replica.open(CIRCLE[5:]) == {subject: known[subject] for subject in CIRCLE[5:]}
            if number % 3 == 0:
                await replica.erase([subject])
                gone.append(subject)
            if over.is_set():
                return

    async def renew() -> None:
        for _ in range(5):
            await keyring.renew()
        over.set()

    await asyncio.gather(work(keyring, "here"), work(other, "there"), renew())

    rest = {subject: key for subject, key in known.items() if subject not in gone}
    assert await other.open(list(known)) == {**rest, **{subject: {} for subject in gone}}
    assert await keyring.pool.fetchval("SELECT count(*) FROM data_keys") == len(rest)
    assert await keyring.epochs.known() == [6]
    assert await keyring.pool.fetchval("SELECT array_agg(DISTINCT epoch) FROM data_keys") == [6]


class Slow(FileEpochs):
    """Key-encryption keys that wrap nothing until they are told to."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.asked, self.told = asyncio.Event(), asyncio.Event()

    async def wrap(self, epoch: int, keys: Sequence[Bound]) -> Sequence[bytes]:
        """When told to."""
        self.asked.set()
        await self.told.wait()
        return await super().wrap(epoch, keys)


@pytest.mark.parametrize("what", ["renew", "erase"])
async def test_a_key_that_is_being_made_is_waited_for(keyring: Keyring, tmp_path: Path, what: str) -> None:
    """A slow replica leaves no key under an epoch that is destroyed by then, and none of somebody who is erased."""
    slow = Slow(tmp_path)
    making = asyncio.create_task(Keyring(keyring.pool, slow).create(["els"]))
    await slow.asked.wait()
    work = asyncio.create_task(keyring.renew() if what == "renew" else keyring.erase(["els"]))
    while not work.done() and not await keyring.pool.fetchval(WAITS):
        pass

    slow.told.set()
    made, _ = await asyncio.gather(making, work)

    assert await keyring.open(["els"]) == (made if what == "renew" else {"els": {}})
    assert (await keyring.erased(["els"]))["els"].absent == (what == "erase")


class Killed(Exception):
    """The process ends here."""


class Mortal(FileEpochs):
    """Key-encryption keys at which a renewal is killed: before or after one of its steps."""

    def __init__(self, folder: Path, step: int, killed: Callable[[], object], *, before: bool) -> None:
        super().__init__(folder)
        self.left, self.killed, self.before = step, killed, before

    async def dies(self, *, before: bool) -> None:
        """End, if this is the moment."""
        self.left -= before
        if self.left == 0 and before is self.before:
            self.left = -1
            ending = self.killed()
            if asyncio.iscoroutine(ending):
                await ending

    async def begin(self, after: int) -> int:
        """A step."""
        await self.dies(before=True)
        begun = await super().begin(after)
        await self.dies(before=False)
        return begun

    async def wrap(self, epoch: int, keys: Sequence[Bound]) -> Sequence[bytes]:
        """A step."""
        await self.dies(before=True)
        wrapped = await super().wrap(epoch, keys)
        await self.dies(before=False)
        return wrapped

    async def unwrap(self, epoch: int, keys: Sequence[Bound]) -> Sequence[bytes]:
        """A step."""
        await self.dies(before=True)
        plain = await super().unwrap(epoch, keys)
        await self.dies(before=False)
        return plain

    async def destroy(self, before: int) -> None:
        """A step."""
        await self.dies(before=True)
        await super().destroy(before)
        await self.dies(before=False)


STEPS = 1 + 3 * 3 + 1
"""Begin, three batches of unwrapping, wrapping and reading back, destroy."""


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("how", ["process", pytest.param("connection", marks=pytest.mark.long)])
async def test_a_renewal_that_was_killed_is_finished_by_the_next(
    keyring: Keyring, tmp_path: Path, how: str, before: bool
) -> None:
    """R34: at each step, whether the process ends or its connection: no key is lost, and the next one goes on."""
    keys = await keyring.open(CIRCLE)

    def process() -> None:
        raise Killed

    async def connection() -> None:
        await keyring.pool.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND objid = $1"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            renewing.RENEWING,
        )

    killed = {"process": process, "connection": connection}[how]
    for step in range(1, STEPS + 1):
        dying = Keyring(keyring.pool, Mortal(tmp_path, step, killed, before=before))
        with pytest.raises((Killed, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)):
            await dying.renew()

        anew = Keyring(keyring.pool, FileEpochs(tmp_path))
        assert await anew.open(CIRCLE) == keys
        epoch = await anew.renew()
        assert await anew.open(CIRCLE) == keys
        assert await anew.epochs.known() == [epoch]


async def test_what_was_interrupted_goes_on_with_its_epoch(keyring: Keyring, tmp_path: Path) -> None:
    """What was wrapped anew already is not done again."""
    with pytest.raises(Killed):
        await Keyring(keyring.pool, Mortal(tmp_path, 5, killed_now, before=True)).renew()
    assert await keyring.pool.fetchval("SELECT count(*) FROM data_keys WHERE epoch = 2") == 10

    assert await keyring.renew() == 2


async def test_an_erasure_since_then_has_an_epoch_of_its_own(keyring: Keyring, tmp_path: Path) -> None:
    """R34: the interrupted epoch may have wrapped the erased key, so it is not the last one."""
    with pytest.raises(Killed):
        await Keyring(keyring.pool, Mortal(tmp_path, 5, killed_now, before=True)).renew()
    await keyring.erase(CIRCLE[:1])

    assert await keyring.renew() == 3
    assert (await keyring.erased(CIRCLE[:1]))[CIRCLE[0]].destroyed


def killed_now() -> None:
    """The process ends."""
    raise Killed


async def test_with_a_lost_key_nothing_is_destroyed(keyring: Keyring, tmp_path: Path) -> None:
    """A key that opens no more stays where it is and stops the renewal; once it is erased the renewal goes on."""
    await keyring.renew()
    await keyring.pool.execute("UPDATE data_keys SET epoch = 1 WHERE subject = $1", CIRCLE[0])

    with pytest.raises(EpochDestroyed, match="epoch 1"):
        await keyring.renew()
    assert await keyring.epochs.known() == [2, 3]

    await keyring.erase(CIRCLE[:1])
    await keyring.renew()
    assert len(await keyring.open(CIRCLE[1:])) == len(CIRCLE) - 1


class Mistaken(FileEpochs):
    """Key-encryption keys that wrap something else than they were given."""

    async def wrap(self, epoch: int, keys: Sequence[Bound]) -> Sequence[bytes]:
        """Zeros."""
        return await super().wrap(epoch, [(subject, bytes(32)) for subject, _ in keys])


class Lasting(FileEpochs):
    """Key-encryption keys that are not destroyed when they should be."""

    async def destroy(self, before: int) -> None:
        """Nothing."""


@pytest.mark.parametrize(
    ("kind", "why"), [(Mistaken, "opens as something else"), (Lasting, "still there")], ids=["wrapped", "destroyed"]
)
async def test_what_does_not_read_back_ends_the_renewal(
    keyring: Keyring, tmp_path: Path, kind: type[FileEpochs], why: str
) -> None:
    """What wraps keys may itself be at fault: each key is opened again before its row is changed; none is lost."""
    keys = await keyring.open(CIRCLE)

    with pytest.raises(RenewalFailed, match=why):
        await Keyring(keyring.pool, kind(tmp_path)).renew()

    assert await Keyring(keyring.pool, FileEpochs(tmp_path)).open(CIRCLE) == keys

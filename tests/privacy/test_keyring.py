"""The keyring on a real PostgreSQL: made once, opened by parts only, destroyed for good (R34)."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import httpx
import pytest
from cryptography.exceptions import InvalidTag
from starlette.applications import Starlette

from services.privacy.api import MOST_SUBJECTS, routes
from services.privacy.epochs import EpochDestroyed, FileEpochs
from services.privacy.keys import Erasure, Keyring
from tests.platform import Databases

TOKENS = {"plan": "token-of-plan"}
OF_PLAN = {"authorization": "Bearer token-of-plan"}


@pytest.fixture
async def keyring(database: Databases, tmp_path: Path) -> AsyncIterator[Keyring]:
    """An empty keyring."""
    async with asyncpg.create_pool(database("keyring"), min_size=1, max_size=2) as pool:
        yield Keyring(pool, FileEpochs(tmp_path))


async def test_a_key_is_made_once(keyring: Keyring) -> None:
    """Asking again gives the same key: who mints a subject may repeat itself."""
    first = await keyring.create(["els"])

    assert await keyring.create(["els", "els"]) == first
    assert await keyring.open(["els"]) == first


async def test_everybody_has_a_key_of_their_own(keyring: Keyring) -> None:
    """One key opens nothing of somebody else."""
    keys = await keyring.create(["els", "mike"])

    assert keys["els"][1] != keys["mike"][1]


async def test_an_unknown_subject_is_left_out(keyring: Keyring) -> None:
    """Unknown is neither a key nor erased: whoever asked waits, or says so."""
    assert await keyring.open(["nobody"]) == {}


async def test_erased_is_for_good(keyring: Keyring) -> None:
    """R34: after an erasure the subject reads as erased, and no late event makes a new key for it."""
    await keyring.create(["els"])

    await keyring.erase(["els"])
    await keyring.erase(["els"])

    assert await keyring.open(["els"]) == {"els": {}}
    assert await keyring.create(["els"]) == {"els": {}}


async def test_an_erasure_of_several_is_all_or_nothing(keyring: Keyring) -> None:
    """R34: a case is erased with everybody in it; if one cannot be, all keep their keys, and it is asked again."""
    keys = await keyring.create(["els", "mike"])

    with pytest.raises(asyncpg.PostgresError):
        await keyring.erase(["els", "mike", "\0"])

    assert await keyring.open(["els", "mike"]) == keys


async def test_what_is_left_of_somebody_is_read_back(keyring: Keyring) -> None:
    """R34: key, tombstone and epoch, as they rest; the key-encryption key of then is still there before a renewal."""
    await keyring.create(["els", "mike"])
    await keyring.erase(["els"])

    found = await keyring.erased(["els", "mike", "nobody"])

    assert found["els"].tombstone
    assert found["els"] == Erasure(absent=True, tombstone=found["els"].tombstone, epoch=1, destroyed=False)
    assert found["mike"] == Erasure(absent=False, tombstone=None, epoch=None, destroyed=False)
    assert found["nobody"] == Erasure(absent=True, tombstone=None, epoch=None, destroyed=False)


async def test_tombstones_are_laid_over_an_older_keyring(keyring: Keyring) -> None:
    """R34: what the ledger knows counts, also where the keyring still has the key, or never had one."""
    await keyring.create(["els", "mike"])

    await keyring.lay(["els", "nobody"])

    opened = await keyring.create(["els", "mike", "nobody"])
    assert (opened["els"], opened["nobody"]) == ({}, {})
    assert opened["mike"]
    assert (await keyring.erased(["els"]))["els"].absent


async def test_keys_rest_wrapped_and_bound_to_their_subject(keyring: Keyring) -> None:
    """What PostgreSQL holds opens nothing, and one row in the place of another does not open."""
    await keyring.create(["els", "mike"])
    await keyring.pool.execute(
        "UPDATE data_keys a SET wrapped = b.wrapped FROM data_keys b WHERE a.subject = 'els' AND b.subject = 'mike'"
    )

    with pytest.raises(InvalidTag):
        await keyring.open(["els"])


async def test_the_wrapping_key_is_a_file_and_is_never_overwritten(keyring: Keyring, tmp_path: Path) -> None:
    """It is not in PostgreSQL but a file of its own, for its owner only; a second start finds the same one."""
    keys = await keyring.create(["els"])
    again = FileEpochs(tmp_path)

    assert (tmp_path / "1.key").stat().st_mode & 0o077 == 0
    assert await Keyring(keyring.pool, again).open(["els"]) == keys
    assert await again.begin(after=0) == 2
    assert await again.known() == [1, 2]


async def test_a_missing_wrapping_key_is_no_erasure(keyring: Keyring, tmp_path: Path) -> None:
    """A folder that is not there stops the work: nothing reads as erased, and nothing is made beside what is lost."""
    await keyring.create(["els"])
    (tmp_path / "1.key").rename(tmp_path / "1.elsewhere")
    anew = Keyring(keyring.pool, FileEpochs(tmp_path))

    for ask in (anew.open, anew.create):
        with pytest.raises(EpochDestroyed, match="epoch 1"):
            await ask(["els"])
    with pytest.raises(EpochDestroyed):
        await anew.create(["mike"])


@pytest.fixture
async def http(keyring: Keyring) -> AsyncIterator[httpx.AsyncClient]:
    """The keyring's API."""
    async with client_of(keyring) as client:
        yield client


def client_of(keyring: Keyring) -> httpx.AsyncClient:
    """Somebody who asks a keyring over HTTP."""
    app = Starlette(routes=routes(keyring, TOKENS))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://keyring")


async def test_a_part_opens_what_it_made(http: httpx.AsyncClient) -> None:
    """With its token, a part makes and opens keys."""
    made = await http.post("/keys/create", headers=OF_PLAN, json={"subjects": ["els"]})
    opened = await http.post("/keys/open", headers=OF_PLAN, json={"subjects": ["els"]})

    assert made.json() == opened.json()
    assert set(opened.json()["keys"]) == {"els"}


@pytest.mark.parametrize("token", ["", "Bearer ", "Bearer token-of-nobody"])
async def test_without_a_token_of_a_part_nothing_opens(http: httpx.AsyncClient, token: str) -> None:
    """A stranger gets a problem, and no key."""
    answer = await http.post("/keys/open", headers={"authorization": token}, json={"subjects": ["els"]})

    assert answer.status_code == 401
    assert "keys" not in answer.json()


@pytest.mark.parametrize("subjects", ["els", None, ["x"] * (MOST_SUBJECTS + 1)])
async def test_a_bad_request_is_answered_as_one(http: httpx.AsyncClient, subjects: object) -> None:
    """It says what a good one is."""
    answer = await http.post("/keys/open", headers=OF_PLAN, json={"subjects": subjects})

    assert answer.status_code == 400


async def test_a_key_that_is_lost_says_ask_again(keyring: Keyring, http: httpx.AsyncClient, tmp_path: Path) -> None:
    """Whoever needs it waits until operators brought the key-encryption key back; it is no error of theirs."""
    await keyring.create(["els"])
    (tmp_path / "1.key").unlink()
    await keyring.epochs.known()

    answer = await http.post("/keys/open", headers=OF_PLAN, json={"subjects": ["els"]})

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["type"] == "urn:ekc:problem:key-encryption-key-missing"


@pytest.mark.parametrize("what", ["open", "create"])
async def test_while_its_database_is_away_it_says_ask_again(tmp_path: Path, what: str) -> None:
    """An outage is neither an unknown subject nor an error of the keyring: whoever asked waits."""
    nobody = "postgresql://keyring@127.0.0.1:1/keyring"
    async with asyncpg.create_pool(nobody, min_size=0) as pool, client_of(Keyring(pool, FileEpochs(tmp_path))) as http:
        answer = await http.post(f"/keys/{what}", headers=OF_PLAN, json={"subjects": ["els"]})

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:ekc:problem:database-unreachable"

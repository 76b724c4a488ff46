"""Key-encryption keys in the transit engine of the real OpenBao, with the policy of the README (R34)."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import httpx
import pytest
from cryptography.exceptions import InvalidTag

from services.chassis.decider import Pool
from services.privacy.epochs import EpochDestroyed, FileEpochs, MovingEpochs
from services.privacy.keys import Keyring
from services.privacy.transit import TransitEpochs, TransitUnreachable
from tests.platform import Databases
from tests.privacy.openbao import OpenBao, running

pytestmark = pytest.mark.long

KEY = b"k" * 32


@pytest.fixture(scope="module")
async def openbao(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OpenBao]:
    """A server for all tests here; each has a key of its own in it."""
    async with running(tmp_path_factory.mktemp("openbao")) as server:
        yield server


@pytest.fixture
async def transit(openbao: OpenBao) -> AsyncIterator[TransitEpochs]:
    """The key of the README, which nobody has made yet."""
    async with httpx.AsyncClient(base_url=openbao.address, trust_env=False) as client:
        yield TransitEpochs(client, openbao.token_file, mount="transit", key="ekc")
    await openbao.admin.post("/v1/transit/keys/ekc/config", json={"deletion_allowed": True})
    await openbao.admin.delete("/v1/transit/keys/ekc")


@pytest.fixture
async def pool(database: Databases) -> AsyncIterator[Pool]:
    """The database of an empty keyring."""
    async with asyncpg.create_pool(database("keyring"), min_size=1, max_size=2) as made:
        yield made


async def test_the_keyring_is_renewed(pool: Pool, transit: TransitEpochs) -> None:
    """R34: keys stay what they are; what an erased one was wrapped in opens nowhere, and that cannot be undone."""
    keyring = Keyring(pool, transit)
    keys = await keyring.create(["els", "mike"])
    copy = await pool.fetchrow("SELECT subject, epoch, wrapped FROM data_keys WHERE subject = 'els'")
    assert copy
    await keyring.erase(["els"])

    assert await keyring.renew() == 2

    assert await keyring.open(["els", "mike"]) == {"els": {}, "mike": keys["mike"]}
    assert (await keyring.erased(["els"]))["els"].destroyed
    with pytest.raises(EpochDestroyed):
        await transit.unwrap(copy["epoch"], [(copy["subject"], copy["wrapped"])])


async def test_a_destroyed_version_does_not_come_back(transit: TransitEpochs, openbao: OpenBao) -> None:
    """Not even for who may do everything at the server: it is trimmed, not only forbidden."""
    wrapped = await transit.wrap(await transit.begin(after=0), [("els", KEY)])
    await transit.begin(after=1)
    await transit.destroy(before=2)
    await transit.destroy(before=2)

    lowered = await openbao.admin.post("/v1/transit/keys/ekc/config", json={"min_decryption_version": 1})
    opened = await openbao.admin.post("/v1/transit/decrypt/ekc", json={"ciphertext": wrapped[0].decode()})

    assert (lowered.is_error, opened.is_error) == (True, True)
    assert list(await transit.known()) == [2]


async def test_a_wrapped_key_is_bound_to_its_subject(transit: TransitEpochs) -> None:
    """The row of one in the place of another does not open."""
    epoch = await transit.begin(after=0)
    wrapped = await transit.wrap(epoch, [("els", KEY)])

    assert await transit.unwrap(epoch, [("els", wrapped[0])]) == [KEY]
    with pytest.raises(InvalidTag):
        await transit.unwrap(epoch, [("mike", wrapped[0])])


async def test_more_keys_than_fit_into_one_request(transit: TransitEpochs) -> None:
    """As many as a part may ask for come in the order in which they were asked for."""
    many = [(f"participant-{number}", KEY[:28] + number.to_bytes(4)) for number in range(250)]
    epoch = await transit.begin(after=0)
    wrapped = await transit.wrap(epoch, many)

    opened = await transit.unwrap(epoch, [(subject, one) for (subject, _), one in zip(many, wrapped, strict=True)])

    assert opened == [plain for _, plain in many]


async def test_a_new_epoch_is_higher_than_all_before(transit: TransitEpochs) -> None:
    """Also where other keys, in files, have higher numbers."""
    assert await transit.begin(after=0) == 1
    assert await transit.begin(after=7) == 8


async def test_the_keys_move_from_files(pool: Pool, transit: TransitEpochs, tmp_path: Path) -> None:
    """What the files wrapped opens until the renewal, and after it without them."""
    files = FileEpochs(tmp_path)
    keys = await Keyring(pool, files).create(["els", "mike"])
    moving = Keyring(pool, MovingEpochs(files, transit))
    assert await moving.open(["els", "mike"]) == keys

    assert await moving.renew() == 2

    assert await files.known() == []
    assert await Keyring(pool, transit).open(["els", "mike"]) == keys


async def test_a_token_that_is_refused_is_an_outage(transit: TransitEpochs) -> None:
    """Nothing reads as erased for it: it is waited out, and a new token in the file is enough."""
    epoch = await transit.begin(after=0)
    good, transit.token_file = transit.token_file, transit.token_file.with_name("expired")
    transit.token_file.write_text("expired")

    for ask in (transit.known(), transit.wrap(epoch, [("els", KEY)])):
        with pytest.raises(TransitUnreachable, match="403"):
            await ask

    transit.token_file.write_text(good.read_text())
    assert await transit.wrap(epoch, [("els", KEY)])


async def test_a_server_that_is_away_is_an_outage(openbao: OpenBao) -> None:
    """It is waited for."""
    async with httpx.AsyncClient(base_url="http://127.0.0.1:1", trust_env=False) as nobody:
        with pytest.raises(TransitUnreachable, match="ConnectError"):
            await TransitEpochs(nobody, openbao.token_file, mount="transit", key="ekc").known()

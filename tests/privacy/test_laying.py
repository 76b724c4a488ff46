"""At the start of the privacy service: a restored keyring hears of every erasure before it answers (R34)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from pydantic import SecretStr

from contracts.envelope import Envelope
from contracts.privacy import SubjectErased
from contracts.topics import events
from deploy.local import Platform
from services.chassis import kafka
from services.chassis.app import started
from services.chassis.envelopes import HEADERS, write
from services.chassis.settings import Settings
from services.privacy.epochs import FileEpochs
from services.privacy.keys import Keyring
from services.privacy.laying import lay
from tests.platform import Databases


@pytest.fixture
def settings(servers: Platform, database: Databases) -> Settings:
    """What the privacy service is told; its ledger is empty, as in a database that was restored from long ago."""
    told = {name.removeprefix("EKC_").lower(): value for name, value in servers.environment("privacy").items()}
    return Settings.model_validate({**told, "database_url": SecretStr(database("privacy"))})


@pytest.fixture
async def keyring(database: Databases, tmp_path: Path) -> AsyncIterator[Keyring]:
    """A keyring that was restored from before all erasures."""
    async with asyncpg.create_pool(database("keyring"), min_size=1, max_size=2) as pool:
        yield Keyring(pool, FileEpochs(tmp_path))


async def publish_erasure(settings: Settings, subject: str) -> None:
    """It was told once, to everyone, and is kept for ever."""
    producer = kafka.producer(settings)
    await started(producer.start)
    said = Envelope.of(
        SubjectErased(epoch=1),
        id=f"{subject}-privacy-1",
        source=settings.source("privacy"),
        subject=subject,
        time=datetime.now(UTC),
        sequence="1",
        sequencetype="Integer",
    )
    await producer.send_and_wait(events("privacy"), write(said), key=subject.encode(), headers=[*HEADERS])
    await producer.stop()


async def test_what_only_the_topic_knows_is_laid_over_the_keyring(settings: Settings, keyring: Keyring) -> None:
    """Ledger and keyring are both of before the erasure; who was not erased keeps their key."""
    erased, other = str(uuid4()), str(uuid4())
    keys = await keyring.create([erased, other])
    await publish_erasure(settings, erased)

    await lay(settings, keyring)

    assert await keyring.open([erased, other]) == {erased: {}, other: keys[other]}


async def test_what_the_ledger_knows_is_laid_over_the_keyring(
    settings: Settings, keyring: Keyring, database: Databases
) -> None:
    """The ledger is of now, and has read the topic to its end; the keyring alone was restored."""
    erased = str(uuid4())
    await publish_erasure(settings, erased)
    await lay(settings, keyring)
    await database.tamper(keyring.pool, "TRUNCATE tombstones")
    assert await keyring.create([erased]) != {erased: {}}

    await lay(settings, keyring)

    assert await keyring.open([erased]) == {erased: {}}

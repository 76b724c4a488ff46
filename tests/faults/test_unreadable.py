"""Bad records among good ones, through Kafka: before the message path sees a record, two libraries have read it."""

import asyncio
from pathlib import Path

import asyncpg
from confluent_kafka import Producer

from deploy.local import Platform
from services.chassis.decider import Pool
from services.chassis.settings import Settings
from services.privacy import keys
from services.privacy.epochs import FileEpochs
from tests.bench import cases
from tests.chassis.path import Keyring, MessagePath
from tests.chassis.poison import COMMANDS, POISON, SECRET

GIVE_UP_SECONDS = 60


async def test_every_good_record_is_handled_and_every_bad_one_kept(platform: Platform, tmp_path: Path) -> None:
    """Null values, headers that are null or no UTF-8, rubbish: each between two good ones, in one partition."""
    client = cases.keyring(platform)
    await client.create(["known"])
    await client.close()
    source = Settings(part="desk", environment="development").source()
    good = await cases.registrations(platform, source, len(POISON) + 1)
    async with asyncpg.create_pool(platform.database_url("coordination"), min_size=1, max_size=1) as pool:
        writer = MessagePath(pool, Keyring(keys.Keyring(pool, FileEpochs(tmp_path))), cases.settings(platform, ""))
        before = len(await letters(pool))
        producer = Producer(platform.kafka_settings("desk"))
        for number, one in enumerate(good):
            producer.produce(COMMANDS, one.value, key=one.stream, partition=0)
            if number < len(POISON):
                _, poison = list(POISON.values())[number]
                bad = poison(writer, "no-case")
                producer.produce(COMMANDS, bad.value, partition=0, headers=[*bad.headers])
        producer.flush(30)

        async with asyncio.timeout(GIVE_UP_SECONDS):
            while await unhandled(pool, [one.stream for one in good]):  # noqa: ASYNC110 another process handles them
                await asyncio.sleep(0.1)

        assert (await letters(pool))[before:] == [reason for reason, _ in POISON.values()]
    assert SECRET not in platform.log("coordination").read_text()


async def letters(pool: Pool) -> list[str]:
    """The reasons of the dead letters of the first partition, in the order of the log."""
    rows = await pool.fetch(
        'SELECT reason FROM dead_letters WHERE topic = $1 AND partition = 0 ORDER BY "offset"', COMMANDS
    )
    return [row["reason"] for row in rows]


async def unhandled(pool: Pool, wanted: list[str]) -> int:
    """How many streams do not exist yet."""
    found: int = await pool.fetchval("SELECT count(*) FROM streams WHERE id = ANY($1) AND position > 0", wanted)
    return len(wanted) - found

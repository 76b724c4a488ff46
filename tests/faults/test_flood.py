"""One agency writes thousands of messages, valid ones and then others, or a bomb: nobody else waits, nothing is cut."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import asyncpg
import pytest
from aiokafka import AIOKafkaProducer
from pydantic_core import to_json

from contracts import topics
from deploy.local import Platform, probes
from services.chassis import unpacking
from services.desk.agencies.kafka import for_aiokafka
from services.desk.cli.client import Desk
from tests.bench.agency import ASKING, FLOODING, Agency, connected, flood
from tests.platform import session

VALID, INVALID = 1_000, 4_000
MOST, BATCH = 1_000, 500
"""Dead letters that may wait (contracts/agreement.py), and how many more the last batch can bring."""
SECONDS = 180
TOPIC = topics.inbound(FLOODING)
WAITING = "SELECT count(*) FROM dead_letters WHERE topic = $1 AND state = 'dead'"
FAILED = "SELECT count(*) FROM dead_letters WHERE topic = $1 AND reason = 'invalid'"


@pytest.fixture(scope="module")
def quiet() -> Iterator[Platform]:
    """What a referral needs, and the desk for operators, begun empty."""
    with session() as own:
        own.start("kafka", "postgres", "privacy", "referral", "desk")
        yield own


async def referral_is(platform: Platform, wanted: Callable[[probes.Answer], bool]) -> probes.Answer:
    """What the referral service says of itself when it has come so far.

    Raises:
        TimeoutError: it does not come so far.
    """
    async with asyncio.timeout(SECONDS):
        while not wanted(answer := await platform.ask("referral")):  # noqa: ASYNC110 it is asked over HTTP
            await asyncio.sleep(0.3)
    return answer


def flooded(desk: Desk) -> list[dict[str, Any]]:
    """The letters that tell operators of a flood, as far as the desk has heard."""
    return [one for one in desk.get("/dead-letters", state="parked")["letters"] if one["reason"] == "flood"]


@pytest.mark.long
@pytest.mark.servers
async def test_a_flood_closes_its_own_topic_and_no_other(quiet: Platform) -> None:
    """Promise 6: the referral of another agency is answered all the while; none of the flood is cut."""
    one, other = Agency.of(quiet, ASKING), Agency.of(quiet, FLOODING)
    changes: list[dict[str, Any]] = [{}] * VALID + [{"reasons": []}] * INVALID
    events = [to_json(other.event(**change)) for change in changes]
    database = await asyncpg.connect(quiet.database_url("referral"))
    desk = Desk.at(quiet.environment("desk")["EKC_DESK_URL"], quiet.desk_token("operator"))

    async with connected(quiet, one) as line, asyncio.timeout(2 * SECONDS):
        flooding = asyncio.create_task(asyncio.to_thread(flood, quiet, events, []))
        while not flooding.done():
            await line.received(1)
        answer = await referral_is(quiet, lambda said: said.get("closed") == 1)
        assert answer["ready"]
        assert answer["lag"] > 0
        assert MOST <= await database.fetchval(WAITING, TOPIC) < MOST + BATCH
        await line.received(1)

    async with asyncio.timeout(SECONDS):
        while not (signs := flooded(desk)):  # noqa: ASYNC110 it is asked over HTTP
            await asyncio.sleep(0.3)
    assert [one["topic"] for one in signs] == [TOPIC]
    while await database.fetchval(FAILED, TOPIC) < INVALID:
        before = await database.fetchval(FAILED, TOPIC)
        desk.discard(TOPIC)
        async with asyncio.timeout(SECONDS):
            while await database.fetchval(FAILED, TOPIC) == before:  # noqa: ASYNC110 another process writes it
                await asyncio.sleep(0.3)
    await referral_is(quiet, lambda said: said.get("lag") == 0)
    assert await database.fetchval(FAILED, TOPIC) == INVALID
    assert await database.fetchval("SELECT count(*) FROM streams WHERE kind = 'case'") >= VALID
    await database.close()
    desk.close()


@pytest.mark.long
@pytest.mark.servers
async def test_a_bomb_on_the_topic_is_no_more_than_a_dead_letter(quiet: Platform) -> None:
    """Kafka takes kilobytes of gzip with megabytes in them; the agency is answered, and its next referral received."""
    one = Agency.of(quiet, ASKING)
    packing = {"compression_type": "gzip", "max_request_size": 1 << 28, "max_batch_size": 1 << 28}
    bomber = AIOKafkaProducer(**for_aiokafka(quiet.kafka_settings(ASKING)), **packing)
    before = quiet.pid("referral")

    async with connected(quiet, one) as line, asyncio.timeout(SECONDS):
        await line.received(1)
        async with bomber:
            bomb = await bomber.send_and_wait(topics.inbound(ASKING), bytes(2 * unpacking.MOST_BYTES))
        await line.received(1)

    database = await asyncpg.connect(quiet.database_url("referral"))
    found = 'SELECT reason FROM dead_letters WHERE topic = $1 AND "offset" = $2'
    assert await database.fetchval(found, topics.inbound(ASKING), bomb.offset) == "unreadable"
    await database.close()
    assert quiet.pid("referral") == before

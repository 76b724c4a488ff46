"""A topic that is paused stays so, whatever is killed, and loses nothing; a drained platform has nothing in hand."""

import asyncio

import asyncpg
import pytest

from contracts.operations import EVERYTHING
from tests.ops.operator import TOPIC, Operator

MANY = 10
CASES = "SELECT count(*) FROM streams WHERE kind = 'case'"


async def cases(operator: Operator) -> int:
    """How many cases the referral service has opened."""
    database = await asyncpg.connect(operator.platform.database_url("referral"))
    try:
        found: int = await database.fetchval(CASES)
    finally:
        await database.close()
    return found


@pytest.mark.long
@pytest.mark.servers
async def test_a_paused_topic_outlives_a_kill_and_loses_nothing(operator: Operator) -> None:
    """What was sent meanwhile is handled once it is resumed, each referral once."""
    before = await cases(operator)
    await operator.reads("ops", "pause", TOPIC, "--yes")
    await operator.sends(MANY)
    operator.platform.kill("referral")
    said = await operator.until("referral", ready=True, paused=[TOPIC], lag=MANY)
    assert (await cases(operator), said["left"], said["stalled"]) == (before, 0, False)

    await operator.reads("ops", "resume", TOPIC)

    await operator.until("referral", lag=0)
    assert await cases(operator) == before + MANY


@pytest.mark.long
@pytest.mark.servers
async def test_a_drained_platform_has_nothing_in_hand_and_goes_on(operator: Operator) -> None:
    """Its parts take nothing in, the desk no command, until they are resumed."""
    before = await cases(operator)
    await operator.reads("ops", "drain", "desk", "referral", "privacy", "--yes")
    waits = (await operator.reads("ops", "outbox", "desk"))["parts"]
    refused = await operator.types(
        "refer", "--name", "Mike", "--region", "noord", "--reason", "illness", "--by", "self"
    )
    await operator.sends(1)
    await operator.until("referral", lag=1)

    assert waits == {"desk": {"outbox": [], "refused": []}}, "that somebody asks is no row that waits"
    assert (refused.exit_code, "drains it" in refused.output) == (1, True)
    assert await cases(operator) == before
    await operator.reads("ops", "resume", EVERYTHING, "--at", "desk", "--at", "referral", "--at", "privacy")
    await operator.until("referral", lag=0, paused=[])
    async with asyncio.timeout(30):
        while await cases(operator) == before:  # noqa: ASYNC110 another process opens it
            await asyncio.sleep(0.2)

"""What the desk shows is made anew while it goes on: what was wrong is right, nobody is told twice, nothing is lost."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from pydantic_core import from_json

from contracts.notices import NoticeSent
from contracts.topics import PARTITIONS, events
from services.desk.agencies.kafka import for_aiokafka
from tests.ops.operator import Operator

BESIDE = "SELECT count(*) FROM pg_namespace WHERE nspname = 'rebuilt'"
SPOILED = (
    "UPDATE cases SET region = 'zuid'",
    "DELETE FROM people",
    "DELETE FROM timeline WHERE number = (SELECT min(number) FROM timeline)",
)
EKC = "import sys; from services.desk.cli.main import main; sys.argv = ['ekc', *sys.argv[1:]]; main()"


def refer(name: str) -> tuple[str, ...]:
    """Somebody refers themselves."""
    words = ("refer", "--name", name, "--region", "noord-holland", "--reason", "illness", "--by", "self")
    return (*words, "--wait", "60")


async def refers(operator: Operator, *names: str) -> None:
    """People refer themselves."""
    for name in names:
        await operator.reads(*refer(name))


async def begins(operator: Operator, *words: str) -> Process:
    """`ekc` with these words, in a process of its own."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", EKC, *words, env={**os.environ, **operator.environment}, stdout=asyncio.subprocess.DEVNULL
    )


async def refer_meanwhile(operator: Operator, *names: str) -> list[int]:
    """The same while something else is done; the exit codes."""
    return [await (await begins(operator, *refer(name))).wait() for name in names]


async def quiet(operator: Operator) -> None:
    """Until the desk has heard and told everything."""
    for part in ("referral", "coordination", "plan", "privacy", "desk"):
        await operator.until(part, ready=True, lag=0, outbox=0)


async def told(operator: Operator) -> list[str]:
    """Every notice that the desk ever told, as it is on its topic."""
    reader = AIOKafkaConsumer(**for_aiokafka(operator.platform.kafka_settings()), enable_auto_commit=False)
    await reader.start()
    found = []
    try:
        partitions = [TopicPartition(events("desk"), number) for number in range(PARTITIONS)]
        reader.assign(partitions)
        await reader.seek_to_beginning()
        ends = await reader.end_offsets(partitions)
        while any([await reader.position(one) < ends[one] for one in partitions]):
            for records in (await reader.getmany(timeout_ms=500)).values():
                found += [from_json(one.value) for one in records]
    finally:
        await reader.stop()
    return [one["data"]["notice"] for one in found if one["type"] == NoticeSent.type]


@pytest.mark.long
@pytest.mark.servers
async def test_what_the_desk_shows_is_made_anew_while_it_goes_on(whole: Operator) -> None:
    """Broken off it changes nothing; killed in the middle neither; done it is as the events say, and tells nobody."""
    await refers(whole, "Ada", "Bob", "Cas")
    await quiet(whole)
    database = await asyncpg.connect(whole.platform.admin_url("desk"))
    for statement in SPOILED:
        await database.execute(statement)
    before = await told(whole)
    case = (await whole.reads("cases"))["cases"][0]["id"]
    shown = await whole.reads("ops", "replay-case", case, code=1)
    assert (f"cases {case}: another region" in shown["desk"], len(shown["desk"]) > 1) == (True, True)
    assert not any(part["differences"] for part in shown["parts"].values() if part["known"])

    unsure = await whole.types("ops", "rebuild", "desk")
    assert (unsure.exit_code, await database.fetchval(BESIDE)) == (2, 0), "nobody said that they are sure"

    process = await begins(whole, "ops", "rebuild", "desk", "--yes")
    while not await database.fetchval(BESIDE):  # noqa: ASYNC110 another process makes it
        await asyncio.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    await process.wait()
    assert await database.fetchval("SELECT count(*) FROM cases WHERE region = 'zuid'") == 3
    await refers(whole, "Dirk")

    coming = asyncio.create_task(refer_meanwhile(whole, "Els", "Fem", "Gijs"))
    found = await whole.reads("ops", "rebuild", "desk", "--yes")
    assert await coming == [0, 0, 0]
    await quiet(whole)

    wrong = {one["table"] for one in found["tables"] if one["different"]}
    assert wrong >= {"cases", "timeline", "people"}, "others may differ, for the desk goes on while they are compared"
    again = await whole.reads("ops", "rebuild", "desk", "--dry-run")
    assert [one["different"] for one in again["tables"]] == [0] * len(again["tables"])
    assert await database.fetchval("SELECT count(*) FROM cases WHERE region = 'noord-holland'") == 7
    assert await database.fetchval(BESIDE) == 0
    assert (await whole.reads("ops", "replay-case", case))["desk"] == []
    everything = await told(whole)
    assert len(everything) == len(set(everything)) > len(before)
    checks = (await whole.reads("ops", "check"))["checks"]
    assert [one["said"] for one in checks if one["name"] == "rights in desk"] == ["desk may what is granted."]
    await database.close()

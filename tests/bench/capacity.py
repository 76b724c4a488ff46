"""What a case takes: processor time, messages, disk, connections (docs/operations/capacity.md)."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import asyncpg
import psutil
from temporalio.client import Client

from contracts.topics import KEYS, TOPICS
from deploy.local import Platform, checks
from deploy.local.demo.quiet import PARTS, Quiet
from deploy.local.roles import DATABASES
from tests.faults.load import Load
from workflows.codec import data_converter

CASES = 100
KB = 1024
SIZE = """
SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'ekc-%'"

type Figures = dict[str, float]


async def figures(platform: Platform) -> Figures:
    """Let cases run from a self-referral to their end, and look at what that took of everything."""
    await quiet(platform)
    before = await looked(platform)
    async with Load(platform, CASES, twice=False) as load:
        load.begin(CASES)
        await load.finished()
        await quiet(platform)
        after = await looked(platform)
        each = {f"capacity.{name}_per_case": (after[name] - before[name]) / CASES for name in before}
        history = await histories(platform, [life.workflow for life in load.lives])
    return {
        **each,
        "capacity.history_kb_per_case": history / CASES / KB,
        "capacity.connections": await count(platform.admin_url(), CONNECTIONS),
    }


async def quiet(platform: Platform) -> None:
    """Wait until all is handled."""
    looking = Quiet(platform, list)
    await looking.wait(seconds=600)
    await looking.close()


async def looked(platform: Platform) -> Figures:
    """What was used so far."""
    seconds = {f"{name}_ms": 1000 * used(platform, name) for name in (*PARTS, "worker")}
    kept = {f"{name}_kb": await count(platform.admin_url(name), SIZE) / KB for name in DATABASES}
    return {**seconds, **kept, **await asyncio.to_thread(logged, platform)}


def used(platform: Platform, name: str) -> float:
    """The processor time of a process, in seconds."""
    times = psutil.Process(platform.pid(name)).cpu_times()
    return float(times.user + times.system)


def logged(platform: Platform) -> Figures:
    """Records and bytes on the topics of the project; one replica of each partition."""
    records = sum(len(list(checks.records(platform, topic.name))) for topic in TOPICS if topic.name != KEYS)
    files = Path(platform.layout.data).glob("kafka/**/ekc.*/*.log")
    return {"messages": records, "kafka_kb": sum(file.stat().st_size for file in files) / KB}


async def count(url: str, query: str) -> float:
    """One number."""
    connection = await asyncpg.connect(url)
    try:
        return float(await connection.fetchval(query))
    finally:
        await connection.close()


async def histories(platform: Platform, workflows: Sequence[str]) -> float:
    """The bytes that Temporal keeps of these processes."""
    key = Path(platform.environment("worker")["EKC_TEMPORAL_CODEC_KEY_FILE"])
    client = await Client.connect(platform.temporal_address(), data_converter=data_converter(key))
    described = [await client.get_workflow_handle(workflow).describe() for workflow in workflows]
    return float(sum(one.raw_description.workflow_execution_info.history_size_bytes for one in described))

"""When all is quiet: nothing in Kafka that is not handled, nothing in an outbox, no workflow at work, nobody to erase.

Only then may a story's time be skipped, so that it has one outcome however slow the machine is.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import asyncpg
import httpx
from confluent_kafka import IsolationLevel, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec
from temporalio.client import WorkflowHandle

from deploy.local.platform import Platform

PARTS = ("privacy", "referral", "coordination", "plan", "desk", "bridge")
"""Whoever has a lag and an outbox."""
TO_ERASE = "SELECT count(*) FROM erasures WHERE step <> 'confirmed'"
AGAIN_SECONDS = 0.05
"""Whoever has something to do is asked again so soon."""


class NotQuiet(Exception):
    """Something keeps moving, or stands still with work left; the text says what."""


class Quiet:
    """Looks at the whole platform."""

    def __init__(self, platform: Platform, workflows: Callable[[], Sequence[WorkflowHandle[Any, Any]]]) -> None:
        self.environments = platform.environments
        self.workflows = workflows
        self.admin = AdminClient(platform.kafka_settings())
        self.http = httpx.AsyncClient(timeout=10, trust_env=False)
        self.ledger = asyncpg.create_pool(platform.database_url("privacy"), min_size=0, max_size=1)
        self.places = [
            TopicPartition(name, number)
            for name, topic in self.admin.list_topics(timeout=10).topics.items()
            if name.startswith("ekc.")
            for number in topic.partitions
        ]
        self.busy: dict[str, str] = {}

    async def wait(self, seconds: float = 60) -> None:
        """Wait until everybody was seen with nothing to do, and nobody wrote meanwhile.

        Raises:
            NotQuiet: it takes too long.
        """
        try:
            async with asyncio.timeout(seconds):
                before, now = -1, await asyncio.to_thread(self.written)
                while before != now:
                    await self.look()
                    before, now = now, await asyncio.to_thread(self.written)
        except TimeoutError:
            busy = ", ".join(self.busy.values()) or "messages keep coming"
            raise NotQuiet(f"Not quiet after {seconds:.0f} s: {busy}.") from None

    async def look(self) -> None:
        """Wait for each to have nothing to do. Parts come first: what they tell a workflow is no message in Kafka."""
        await asyncio.gather(*(self.idle(name, partial(self.part_busy, name)) for name in PARTS))
        await self.idle("eraser", self.erasing)
        await asyncio.gather(*(self.idle(one.id, partial(workflow_busy, one)) for one in self.workflows()))

    async def idle(self, name: str, look: Callable[[], Awaitable[str]]) -> None:
        """Look until there is nothing to do."""
        while busy := await look():
            self.busy[name] = busy
            await asyncio.sleep(AGAIN_SECONDS)
        self.busy.pop(name, None)

    async def part_busy(self, name: str) -> str:
        """What a part has still to handle or to publish."""
        try:
            state = (await self.http.get(f"{self.environments.http(name)}/readyz")).json()
        except httpx.TransportError:
            return f"{name}: it does not answer"
        waiting = {what: state.get(what) for what in ("lag", "outbox", "held") if state.get(what)}
        return "" if state.get("ready") and not waiting else f"{name}: {waiting or state}"

    async def erasing(self) -> str:
        """Whether somebody is still to be erased: the eraser looks every second, and nothing waits for it in Kafka."""
        try:
            left = await (await self.ledger).fetchval(TO_ERASE)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return "privacy: its database does not answer"
        return f"privacy: {left} erasures" if left else ""

    def written(self) -> int:
        """How many records all topics of the project hold: the same twice means that nobody wrote between."""
        latest: dict[TopicPartition, OffsetSpec] = {place: OffsetSpec.latest() for place in self.places}
        ends: Any = self.admin.list_offsets(latest, isolation_level=IsolationLevel.READ_UNCOMMITTED)
        return sum(end.result().offset for end in ends.values())

    async def close(self) -> None:
        """Close the connections."""
        await self.http.aclose()
        with suppress(asyncpg.InterfaceError):  # nobody looked into it
            await self.ledger.close()


async def workflow_busy(handle: WorkflowHandle[Any, Any]) -> str:
    """Whether a workflow has a task or an activity under way."""
    description = (await handle.describe()).raw_description
    at_work = description.HasField("pending_workflow_task") or description.pending_activities
    return f"{handle.id} is at work" if at_work else ""

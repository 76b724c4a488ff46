"""When all is quiet: nothing in Kafka that is not handled, nothing in an outbox, no workflow at work.

Only then may a story's time be skipped, so that it has one outcome however slow the machine is.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import httpx
from confluent_kafka import IsolationLevel, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec
from temporalio.client import WorkflowHandle

from deploy.local.platform import Platform

PARTS = ("privacy", "referral", "coordination", "plan", "desk", "bridge")
"""Whoever has a lag and an outbox."""


class NotQuiet(Exception):
    """Something keeps moving, or stands still with work left; the text says what."""


class Quiet:
    """Looks at the whole platform."""

    def __init__(self, platform: Platform, workflows: Callable[[], Sequence[WorkflowHandle[Any, Any]]]) -> None:
        self.environments = platform.environments
        self.workflows = workflows
        self.admin = AdminClient(platform.kafka_settings())
        self.http = httpx.AsyncClient(timeout=10, trust_env=False)

    async def wait(self, seconds: float = 60, pause: float = 0.02) -> None:
        """Wait until nothing moved between two looks that both saw nothing to do, with a pause between them.

        Raises:
            NotQuiet: it takes too long.
        """
        give_up = time.monotonic() + seconds
        before: int | None = None
        busy = ""
        while time.monotonic() < give_up:
            busy = await self.busy()
            written = None if busy else await asyncio.to_thread(self.written)
            if written is not None and written == before:
                return
            before = written
            await asyncio.sleep(pause)
        raise NotQuiet(f"Not quiet after {seconds:.0f} s: {busy or 'messages keep coming'}.")

    async def busy(self) -> str:
        """Who has something to do, in words; empty if nobody."""
        looks: list[Awaitable[str]] = [self.part_busy(name) for name in PARTS]
        looks += [workflow_busy(handle) for handle in self.workflows()]
        return ", ".join(filter(None, await asyncio.gather(*looks)))

    async def part_busy(self, name: str) -> str:
        """What a part has still to handle or to publish."""
        state = (await self.http.get(f"{self.environments.http(name)}/readyz")).json()
        waiting = {what: state.get(what) for what in ("lag", "outbox", "held") if state.get(what)}
        return "" if state.get("ready") and not waiting else f"{name}: {waiting or state}"

    def written(self) -> int:
        """How many records all topics of the project hold: the same twice means that nobody wrote between."""
        topics = self.admin.list_topics(timeout=10).topics
        latest: dict[TopicPartition, OffsetSpec] = {
            TopicPartition(name, number): OffsetSpec.latest()
            for name, topic in topics.items()
            if name.startswith("ekc.")
            for number in topic.partitions
        }
        ends: Any = self.admin.list_offsets(latest, isolation_level=IsolationLevel.READ_UNCOMMITTED)
        return sum(end.result().offset for end in ends.values())

    async def close(self) -> None:
        """Close the connections."""
        await self.http.aclose()


async def workflow_busy(handle: WorkflowHandle[Any, Any]) -> str:
    """Whether a workflow has a task or an activity under way."""
    description = (await handle.describe()).raw_description
    at_work = description.HasField("pending_workflow_task") or description.pending_activities
    return f"{handle.id} is at work" if at_work else ""

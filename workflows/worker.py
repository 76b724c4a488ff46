"""Run the processes of all cases: `python -m workflows.worker`."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from aiokafka import AIOKafkaProducer
from temporalio.client import Client
from temporalio.worker import Worker

from services.chassis import kafka, runtime
from services.chassis.app import started
from services.chassis.certificates import expiring
from services.chassis.describing import described_routes
from services.chassis.http import health_app, server
from services.chassis.settings import Settings
from workflows import builds, connection, schedule, telling
from workflows.asking import Asking
from workflows.codec import data_converter
from workflows.figures import OF_TEMPORAL
from workflows.settings import TASK_QUEUE, WorkflowSettings
from workflows.stories import NoStories
from workflows.temporal import ConferenceCase

LAST_TASKS = timedelta(seconds=5)
"""How long what is asked for may take once the worker is to stop; the whole stop stays below ten seconds."""


class WorkerApp:
    """The worker with its connections and health. `async with WorkerApp(...) as app` starts it; tests use it too."""

    def __init__(self, settings: WorkflowSettings) -> None:
        self.settings = settings
        self.client: Client | None = None
        self.tasks: list[asyncio.Task[Any]] = []

    async def __aenter__(self) -> "WorkerApp":
        """Connect and start; returns when the worker polls. Health answers from the beginning."""
        settings = self.settings
        routes = described_routes(settings, self.describe)
        self.http = server(health_app(self.readiness, routes, self.figures), settings)
        self.tasks = [asyncio.create_task(self.http.serve(), name="http")]
        self.producer = kafka.producer(settings)
        await started(self.producer.start)
        client = await connection.waited_for(settings)
        self.worker = new_worker(client, self.producer, settings)
        self.tasks.append(asyncio.create_task(self.worker.run(), name="worker"))
        await schedule.ensure(client)
        self.client = client
        self.tasks.append(asyncio.create_task(OF_TEMPORAL.run(), name="figures"))
        self.tasks.append(asyncio.create_task(self.renew(client), name="certificates"))
        runtime.tune_garbage_collector()
        return self

    async def renew(self, client: Client) -> None:
        """Go on with each client that shows renewed certificates; what was asked for is answered to the one before."""
        async for renewed in connection.renewals(self.settings, client):
            self.worker.client = self.client = renewed

    async def readiness(self) -> Mapping[str, Any]:
        """Whether Temporal answers this worker."""
        if self.client is None:
            return {"ready": False, "why": "not connected yet"}
        serving = await self.client.service_client.check_health(timeout=timedelta(seconds=2))
        return {"ready": serving and self.worker.is_running, "task_queue": TASK_QUEUE}

    async def figures(self) -> Mapping[str, Any]:
        """What it tells of itself beside: it has no topic and no outbox."""
        return {"certificates": expiring(self.settings)}

    async def describe(self) -> Mapping[str, Any]:
        """What operators are told beside the settings."""
        if self.client is None:
            return {}
        now = {"asked_temporal": await telling.asked(self.client)}
        return {"temporal": await telling.of(self.client), "now": now}

    async def __aexit__(self, *_: object) -> None:
        """Take no more tasks, finish those in hand, close."""
        if self.client is not None:
            await self.worker.shutdown()
        self.http.should_exit = True
        for beside in self.tasks[2:]:
            beside.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.producer.stop()


def new_worker(client: Client, producer: AIOKafkaProducer, settings: WorkflowSettings) -> Worker:
    """The worker: the process of a case and the turn of the day, and what they ask for."""
    asking = Asking(producer, settings.source("workflows"))
    return Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=[ConferenceCase, schedule.TurnOfDay],
        activities=[asking.ask, asking.turn_day],
        interceptors=[] if settings.in_development else [NoStories()],
        max_cached_workflows=settings.cached_workflows,
        graceful_shutdown_timeout=LAST_TASKS,
        deployment_config=builds.deployment(settings),
    )


async def serve(_: Settings, stop: asyncio.Event) -> None:
    """Work until told to stop. Keys that are none are told before anybody is waited for."""
    settings = WorkflowSettings.told()
    data_converter(settings.temporal_codec_key_file)
    async with runtime.living(WorkerApp(settings), stop) as app:
        if app:
            await runtime.first_to_end(stop, *app.tasks)


if __name__ == "__main__":
    runtime.run(serve, messages=False)

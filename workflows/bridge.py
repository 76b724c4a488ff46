"""Run the bridge from milestones to processes: `python -m workflows.bridge`."""

import asyncio

from temporalio.client import Client

from services.chassis import runtime
from services.chassis.app import App
from services.chassis.settings import Settings
from workflows import connection
from workflows.delivering import ToTemporal
from workflows.figures import OF_TEMPORAL
from workflows.held import Held
from workflows.recreating import Recreating
from workflows.routing import SERVICE
from workflows.settings import WorkflowSettings


def bridge(settings: WorkflowSettings, client: Client) -> App:
    """The bridge, not started yet. It starts without Temporal: what it takes in waits in its outbox."""
    return App(SERVICE, settings, destination=lambda kafka: ToTemporal(kafka, client, stories=settings.in_development))


async def serve(_: Settings, stop: asyncio.Event) -> None:
    """Pass milestones on until told to stop."""
    settings = WorkflowSettings.told()
    client = await connection.client(settings, lazy=True)
    async with runtime.living(bridge(settings, client), stop) as app:
        if app:
            held = asyncio.create_task(Held(app.pool, settings).run(), name="held")
            recreating = Recreating(app.pool, client, app.consumer.opening, settings)
            beside = [
                asyncio.create_task(recreating.run(), name="recreating"),
                asyncio.create_task(OF_TEMPORAL.run(), name="figures"),
            ]
            await runtime.first_to_end(stop, *app.tasks, held, *beside)
            for task in (held, *beside):
                task.cancel()


if __name__ == "__main__":
    runtime.run(serve)

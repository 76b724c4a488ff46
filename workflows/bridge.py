"""Run the bridge from milestones to processes: `python -m workflows.bridge`."""

import asyncio

from services.chassis import runtime
from services.chassis.app import App
from services.chassis.settings import Settings
from workflows import connection
from workflows.delivering import ToTemporal
from workflows.figures import OF_TEMPORAL
from workflows.held import Held
from workflows.routing import SERVICE
from workflows.settings import WorkflowSettings


async def bridge(settings: WorkflowSettings) -> App:
    """The bridge, not started yet. It starts without Temporal: what it takes in waits in its outbox."""
    client = await connection.client(settings, lazy=True)
    return App(SERVICE, settings, destination=lambda kafka: ToTemporal(kafka, client, stories=settings.in_development))


async def serve(_: Settings, stop: asyncio.Event) -> None:
    """Pass milestones on until told to stop."""
    settings = WorkflowSettings.told()
    async with runtime.living(await bridge(settings), stop) as app:
        if app:
            held = asyncio.create_task(Held(app.pool, settings).run(), name="held")
            figures = asyncio.create_task(OF_TEMPORAL.run(), name="figures")
            await runtime.first_to_end(stop, *app.tasks, held, figures)
            held.cancel()
            figures.cancel()


if __name__ == "__main__":
    runtime.run(serve)

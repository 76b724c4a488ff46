"""Run the bridge from milestones to processes: `python -m workflows.bridge`."""

import asyncio

from temporalio.client import Client

from services.chassis import runtime
from services.chassis.app import App
from services.chassis.relay import Destination
from services.chassis.settings import Settings
from workflows import connection
from workflows.delivering import ToTemporal
from workflows.figures import OF_TEMPORAL
from workflows.held import Held
from workflows.recreating import Recreating
from workflows.routing import SERVICE
from workflows.settings import WorkflowSettings


class Bridge(App):
    """It starts without Temporal: what it takes in waits in its outbox."""

    def __init__(self, settings: WorkflowSettings, client: Client) -> None:
        super().__init__(SERVICE, settings, destination=self.to_temporal)
        self.client = client
        self.stories = settings.in_development

    def to_temporal(self, kafka: Destination) -> Destination:
        """Milestones go to processes, the rest to Kafka."""
        self.telling = ToTemporal(kafka, self.client, stories=self.stories)
        return self.telling


async def renew(settings: WorkflowSettings, bridge: Bridge, recreating: Recreating) -> None:
    """Both go on with each client that shows renewed certificates."""
    async for client in connection.renewals(settings, bridge.client):
        bridge.telling.client = recreating.client = client


async def serve(_: Settings, stop: asyncio.Event) -> None:
    """Pass milestones on until told to stop."""
    settings = WorkflowSettings.told()
    bridge = Bridge(settings, await connection.client(settings, lazy=True))
    async with runtime.living(bridge, stop) as app:
        if app:
            held = asyncio.create_task(Held(app.pool, settings).run(), name="held")
            recreating = Recreating(app.pool, bridge.client, app.consumer.opening, settings)
            beside = [
                asyncio.create_task(recreating.run(), name="recreating"),
                asyncio.create_task(OF_TEMPORAL.run(), name="figures"),
                asyncio.create_task(renew(settings, bridge, recreating), name="certificates"),
            ]
            await runtime.first_to_end(stop, *app.tasks, held, *beside)
            for task in (held, *beside):
                task.cancel()


if __name__ == "__main__":
    runtime.run(serve)

"""The bridge on a real PostgreSQL and a real Temporal: events of services in, processes told."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any
from uuid import uuid4

from pydantic_core import from_json
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHandle

from contracts.base import Event, Message
from contracts.operations import CommandRefused
from services.chassis.relay import Delivered, Relay
from tests.chassis.path import MessagePath
from workflows.delivering import ToTemporal
from workflows.held import Held
from workflows.settings import workflow_id


@dataclass
class Published:
    """Where rows go that are not for Temporal."""

    rows: list[Any] = field(default_factory=list)

    async def deliver(self, rows: Sequence[Any]) -> Delivered:
        """See `services.chassis.relay.Destination`."""
        self.rows += [from_json(row["value"]) for row in rows]
        return Delivered([row["id"] for row in rows], {})


class Bridge:
    """What a test does with the bridge."""

    def __init__(self, path: MessagePath, client: Client, *, stories: bool = True) -> None:
        self.path = path
        self.client = client
        self.published = Published()
        self.destination = ToTemporal(self.published, client, stories=stories)
        self.relay = Relay(path.pool, self.destination)
        self.held = Held(path.pool, path.settings)
        self.sequences: dict[tuple[str, str], Any] = {}

    async def hears(self, case: str, *events: Event, at: datetime | None = None, **attributes: Any) -> None:
        """Events of their services about a case, in one batch."""
        await self.path.handle(*(self.event(case, event, at, **attributes) for event in events))

    def event(self, case: str, event: Event, at: datetime | None = None, **attributes: Any) -> Any:
        """The next event of its service about a case; its personal fields were sealed elsewhere."""
        sequence = next(self.sequences.setdefault((case, event.service), count(1)))
        data = event.model_dump(mode="json", exclude_none=True)
        told = {"sequence": str(sequence), "id": f"{case}-{sequence}", **({"time": at} if at else {}), **attributes}
        return self.path.event(f"ekc.{event.service}.events", type(event), case, data, **told)

    def refusal(self, case: str, asked: type[Message], *, by_process: bool) -> Any:
        """A rule of the coordination service said no."""
        problem = {"type": "urn:ekc:problem:no", "title": "no", "detail": "No."}
        data = {"problem": problem, "asked": asked.type, "by_process": by_process}
        return self.path.event("ekc.coordination.events", CommandRefused, case, data, id=f"refusal-{uuid4()}")

    async def tells(self) -> int:
        """Deliver what waits; how many rows went out."""
        async with self.path.pool.acquire() as connection:
            return await self.relay.drain(connection)

    async def looks_after_held(self) -> None:
        """Look after the cases whose milestones wait."""
        async with self.path.pool.acquire() as connection, connection.transaction():
            await self.held.look(connection)

    def process(self, case: str, life: int = 1) -> WorkflowHandle[Any, Any]:
        """The workflow of a life of a case."""
        return self.client.get_workflow_handle(workflow_id(case, life))

    async def why(self, case: str, life: int = 1) -> dict[str, Any]:
        """What the process says."""
        answer: dict[str, Any] = await self.process(case, life).query("why")
        return answer

    async def signals(self, case: str) -> int:
        """How many signals the process got."""
        history = await self.process(case).fetch_history()
        return sum(one.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED for one in history.events)

    async def rows(self, case: str) -> list[bytes]:
        """What waits in the outbox for a case."""
        found = await self.path.pool.fetch("SELECT value FROM outbox WHERE key = $1 ORDER BY id", case)
        return [row["value"] for row in found]

"""What operators have parts do: written down for the access log first, then asked of each part (R33)."""

from collections.abc import Iterable
from uuid import uuid4

from pydantic_core import to_json

from contracts.access import OperatorActed
from contracts.base import Actor, Command
from contracts.topics import commands
from services.chassis.batch import now
from services.chassis.decider import Connection
from services.desk.desk import Desk

STREAM = "operations"
"""Of what is about no case."""
PUBLISH = "INSERT INTO outbox (topic, key, value) VALUES ($1, $2, $3)"


async def write_down(
    desk: Desk, connection: Connection, caller: Actor, acted: OperatorActed, stream: str = STREAM
) -> None:
    """Who does what, in the transaction in which it is asked for."""
    cause = desk.disclosure.request(caller)
    await desk.recorder.record(connection, {stream: [acted]}, cause=cause, by=caller, at=now())


async def ask(
    desk: Desk, connection: Connection, caller: Actor, parts: Iterable[str], stream: str, command: Command
) -> None:
    """Put the request to parts into the outbox."""
    for part in parts:
        await connection.execute(PUBLISH, commands(part), stream, request(desk, caller, stream, command))


def request(desk: Desk, caller: Actor, stream: str, command: Command) -> bytes:
    """The request to a part. Each is a request of its own: the same may be asked for again."""
    return to_json(
        {
            "specversion": "1.0",
            "id": f"operator-{uuid4()}",
            "source": desk.settings.source(),
            "type": command.type,
            "subject": stream,
            "time": now(),
            "datacontenttype": "application/json",
            "dataschema": command.dataschema,
            "actorid": caller.id,
            "actorrole": caller.role,
            "data": command.model_dump(mode="json", exclude_none=True),
        }
    )

"""States that another release stored in another layout, rebuilt from the log (promise 5)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import structlog

from contracts.base import Event
from services.chassis.decider import Connection, Decider, Service
from services.chassis.envelopes import Arrival
from services.chassis.opening import Opening
from services.chassis.sealing import Keys, SubjectKey
from services.chassis.store import Stream

LOGGED = "SELECT envelope FROM event_log WHERE stream = $1 ORDER BY position"

log = structlog.get_logger(module="folding")


async def fold_again(
    connection: Connection,
    service: Service,
    opening: Opening,
    streams: Iterable[Stream],
    queues: Mapping[str, Sequence[Arrival]],
) -> Keys:
    """Rebuild the states whose layout is not that of today, of streams about which something is to be decided.

    Where an event cannot be read, what waits for the stream fails with that reason. Gives the keys that it took.

    Raises:
        KeyringUnreachable, asyncpg errors: it is to be tried again.
    """
    keys: dict[str, SubjectKey] = {}
    for stream in streams:
        asked = queues[stream.id]
        decider = next(filter(None, (service.decider(stream.kind, one.kind) for one in asked)), None)
        if decider is None or stream.stored is None or stream.schema == decider.schema:
            continue
        rows = await connection.fetch(LOGGED, stream.id)
        events = [opening.logged(row[0]) for row in rows]
        keys |= await opening.open(events)
        unreadable = next((event.failure for event in events if event.failure), None)
        if unreadable:
            for arrival in asked:
                arrival.failure = arrival.failure or unreadable
            continue
        stream.state = folded(decider, events)
        log.info("state folded again", stream=stream.id, events=len(events), schema=decider.schema)
    return keys


def folded(decider: Decider[Any], events: Iterable[Arrival]) -> Any:
    """What events come to."""
    state = decider.initial()
    for event in events:
        if isinstance(event.message, Event):
            state = decider.evolve(state, event.message)
    return state

"""Write down an event that the desk itself brings about: in the log, for Kafka, and in the read model."""

from collections.abc import Sequence
from datetime import datetime

from contracts.base import Actor, Event
from contracts.deciding import Given
from contracts.envelope import Envelope
from contracts.topics import commands
from services.chassis import store
from services.chassis.decider import Connection
from services.chassis.deciding import Decisions
from services.chassis.envelopes import Arrival
from services.chassis.keyring import Keyring
from services.chassis.sealing import subjects
from services.desk.deliveries import CASES
from services.desk.happenings import Happening
from services.desk.projection import take_in


class Recorder:
    """Appends the desk's own events to a stream, as if a message had caused them."""

    def __init__(self, decisions: Decisions, keyring: Keyring) -> None:
        self.decisions = decisions
        self.keyring = keyring

    async def record(
        self,
        connection: Connection,
        stream_id: str,
        events: Sequence[Event],
        *,
        cause: Envelope,
        by: Actor,
        at: datetime,
    ) -> list[Happening]:
        """Append in the caller's transaction. The stream's own time stays: a story has a calendar of its own.

        Raises:
            KeyringUnreachable: the keys cannot be had now.
            NeedKeys: a subject has no key.
        """
        stream = (await store.lock(connection, [stream_id]))[stream_id]
        last_at = stream.last_at
        arrival = caused_by(cause, stream_id, at)
        given = Given(stream=stream_id, message=cause.id, at=at, by=by)
        wanted = {one for event in events for one in subjects(type(event), event.model_dump(mode="json"), stream_id)}
        keys = await self.keyring.open(wanted) if wanted else {}
        envelopes = self.decisions.envelopes(stream, arrival, given, events, keys)
        writes = store.Writes()
        self.decisions.record(CASES, stream, arrival, at, envelopes, writes, foreign=False)
        stream.last_at = last_at or at
        await store.save(connection, [stream], writes)
        happened = [
            Happening(stream_id, event, Envelope.model_construct(**attributes), attributes["data"])
            for event, (attributes, _) in zip(events, envelopes, strict=True)
        ]
        await take_in(connection, happened)
        return happened


def caused_by(cause: Envelope, stream: str, at: datetime) -> Arrival:
    """What the events answer to."""
    return Arrival(
        topic=commands("desk"),
        partition=0,
        offset=0,
        accepted=at,
        value=b"",
        envelope=cause,
        stream=stream,
        producer="desk",
        id=cause.id,
        correlation=cause.correlationid or cause.id,
    )

"""Write down events that the desk itself brings about: in the log, for Kafka, and in the read model."""

from collections.abc import Mapping, Sequence
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
from services.chassis.sealing import Keys, subjects
from services.desk.commands.deliveries import CASES
from services.desk.read_model.happenings import Happening
from services.desk.read_model.projection import take_in


class Recorder:
    """Appends the desk's own events to their streams, as if a message had caused them."""

    def __init__(self, decisions: Decisions, keyring: Keyring) -> None:
        self.decisions = decisions
        self.keyring = keyring

    async def record(
        self,
        connection: Connection,
        said: Mapping[str, Sequence[Event]],
        *,
        cause: Envelope,
        by: Actor,
        at: datetime,
        known: Keys | None = None,
    ) -> None:
        """Append in the caller's transaction. The streams' own time stays: a story has a calendar of its own.

        Of whom the keys are `known` already, nobody is asked for them again.

        Raises:
            KeyringUnreachable: the keys cannot be had now.
            NeedKeys: a subject has no key.
        """
        streams = await store.lock(connection, said)
        wanted = {
            subject
            for stream, events in said.items()
            for event in events
            for subject in subjects(type(event), event.model_dump(mode="json"), stream)
        }
        keys = known or {}
        if not wanted <= keys.keys():
            keys = {**keys, **await self.keyring.open(wanted)}
        writes = store.Writes()
        happened = []
        for name, stream in streams.items():
            last_at = stream.last_at
            given = Given(stream=name, message=cause.id, at=at, by=by)
            arrival = caused_by(cause, name, at)
            envelopes = self.decisions.envelopes(stream, arrival, given, said[name], keys)
            self.decisions.record(CASES, stream, arrival, at, envelopes, writes, foreign=False)
            stream.last_at = last_at or at
            happened += [
                Happening(name, event, Envelope.model_construct(**attributes), attributes["data"])
                for event, (attributes, _) in zip(said[name], envelopes, strict=True)
            ]
        await store.save(connection, streams.values(), writes)
        await take_in(connection, happened)


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

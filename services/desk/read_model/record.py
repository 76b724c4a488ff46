"""Write down events that the desk itself brings about: in the log, for Kafka, and in the read model."""

from collections.abc import Iterable, Mapping, Sequence
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

STORIES = "SELECT id, latest FROM cases WHERE story AND id = ANY($1::text[])"


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
        in_story: bool = False,
    ) -> None:
        """Append in the caller's transaction. The streams' own time stays: a story has a calendar of its own.

        Of whom the keys are `known` already, nobody is asked for them again. With `in_story` it happens in the calendar
        of the story of a stream, where that has one: whoever hears of it is not to be in another year from then on.

        Raises:
            KeyringUnreachable: the keys cannot be had now.
            NeedKeys: a subject has no key.
        """
        streams = await store.lock(connection, said)
        for name, number in await connection.fetch(store.GIVEN, list(streams)):
            streams[name].sequence = max(streams[name].sequence, number)
        wanted = {
            subject
            for stream, events in said.items()
            for event in events
            for subject in subjects(type(event), event.model_dump(mode="json"), stream)
        }
        keys = known or {}
        if not wanted <= keys.keys():
            keys = {**keys, **await self.keyring.open(wanted)}
        calendars = await self.calendars(connection, said) if in_story else {}
        writes = store.Writes()
        happened = []
        for name, stream in streams.items():
            last_at = stream.last_at
            when = calendars.get(name, at)
            why = cause.model_copy(update={"storytime": when}) if name in calendars else cause
            given = Given(stream=name, message=cause.id, at=when, by=by)
            arrival = caused_by(why, name, when)
            envelopes = self.decisions.envelopes(stream, arrival, given, said[name], keys)
            self.decisions.record(CASES, stream, arrival, when, envelopes, writes, foreign=False)
            stream.last_at = last_at or at
            happened += [
                Happening(name, event, Envelope.model_construct(**attributes), attributes["data"])
                for event, (attributes, _) in zip(said[name], envelopes, strict=True)
            ]
        await store.save(connection, streams.values(), writes)
        await take_in(connection, happened)

    async def calendars(self, connection: Connection, streams: Iterable[str]) -> dict[str, datetime]:
        """What time it is in the stories among them (development only)."""
        if self.decisions.settings.environment != "development":
            return {}
        return {row["id"]: row["latest"] for row in await connection.fetch(STORIES, list(streams))}


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

"""What operators ask of a part beside its rules: a stream stands still or goes on, a topic is read no further or on."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from contracts.base import Message
from contracts.operations import (
    EVERYTHING,
    PARKED_BY_OPERATOR,
    DiscardDeadLetters,
    DiscardGroup,
    ParkStream,
    PauseTopic,
    ReleaseStream,
    ReplayDeadLetter,
    ResumeTopic,
)
from contracts.roles import ROLES
from contracts.topics import commands
from services.chassis import store
from services.chassis.admission import go_on, park
from services.chassis.bad_message import BadMessage
from services.chassis.decider import Connection
from services.chassis.envelopes import Arrival
from services.chassis.store import Stream

if TYPE_CHECKING:
    from services.chassis.batch import Batch

OF_STREAMS: frozenset[type[Message]] = frozenset({ReplayDeadLetter, ParkStream, ReleaseStream})
DISCARDING: frozenset[type[Message]] = frozenset({DiscardDeadLetters, DiscardGroup})
OF_TOPICS: frozenset[type[Message]] = frozenset({PauseTopic, ResumeTopic})
DETAIL = "An operator lets it stand still; what comes for it waits in order."
PAUSE = "INSERT INTO paused (topic) VALUES ($1) ON CONFLICT DO NOTHING"
RESUME = "DELETE FROM paused WHERE topic = $1"
_PARKED = UUID("8c0a9d7e-1f35-5d0b-9f6e-3c52a7be4d10")


def check(arrival: Arrival) -> None:
    """Note on a message for which its sender has not the role that it may not be done."""
    if arrival.kind and arrival.envelope.actorrole not in ROLES["operations"][arrival.kind]:
        arrival.failure = BadMessage("not-allowed", "This is for operators.")


async def of_no_stream(batch: "Batch", arrivals: Sequence[Arrival]) -> None:
    """Do what is asked about letters and topics, once: said again it could undo what was asked since."""
    for item in arrivals:
        if item.failure or not item.fresh:
            continue
        if item.kind in DISCARDING:
            await batch.letters.discard(batch.connection, batch, item)
        elif item.kind in OF_TOPICS:
            await of_topic(batch.connection, batch.service.name, item)


async def of_topic(connection: Connection, owner: str, arrival: Arrival) -> None:
    """Write down that a topic is read no further, or read on."""
    check(arrival)
    topic = str((arrival.envelope.data or {}).get("topic"))
    if arrival.failure is None and topic == commands(owner):
        arrival.failure = BadMessage("not-pausable", "On this topic comes the word to read on: it stays open.")
    if arrival.failure:
        return
    if arrival.kind is ResumeTopic and topic == EVERYTHING:
        await connection.execute("DELETE FROM paused")
    else:
        await connection.execute(PAUSE if arrival.kind is PauseTopic else RESUME, topic)


async def of_stream(batch: "Batch", stream: Stream, arrival: Arrival) -> None:
    """Let a stream stand still, or go on. One that stands still already, or that nobody parked, stays as it is."""
    if arrival.kind is ReplayDeadLetter:
        replay(batch, stream, arrival)
        return
    check(arrival)
    if arrival.failure is None and arrival.kind is ParkStream and not stream.position and not stream.marks:
        arrival.failure = BadMessage("unknown-subject", "subject: nothing is known of it here.")
    if arrival.failure:
        await batch.dead(arrival)
    elif arrival.kind is ParkStream and stream.parked is None:
        stand_still(batch, stream, arrival)
    elif arrival.kind is ReleaseStream and stream.parked is not None:
        await release(batch, stream)


def replay(batch: "Batch", stream: Stream, arrival: Arrival) -> None:
    """A parked stream goes on with the event that it stands behind."""
    letter = arrival.letter or ""
    batch.writes.replays.append(letter)
    if go_on(stream, letter):
        batch.replaying[letter] = arrival.replays


def stand_still(batch: "Batch", stream: Stream, arrival: Arrival) -> None:
    """A letter of its own stands for it, so that operators and the case's people see why it does."""
    letter, since = str(uuid5(_PARKED, f"{batch.letters.owner}/{arrival.id}")), datetime.now(UTC)
    park(stream, letter)
    batch.outcome.note(arrival, "parked")
    place = (letter, arrival.topic, arrival.partition, arrival.offset, stream.id, None, None)
    batch.writes.letters.append((*place, PARKED_BY_OPERATOR, DETAIL, "parked", since, "", None))
    at = (arrival.topic, arrival.partition, arrival.offset)
    batch.letters.say(batch, letter, at, stream.id, PARKED_BY_OPERATOR, DETAIL, "parked")


async def release(batch: "Batch", stream: Stream) -> None:
    """Go on with all that waited. A stream behind a message that failed is released by replaying that."""
    letter = stream.parked or ""
    place = await parked_at(batch, letter)
    if place is None:
        return
    go_on(stream, letter)
    batch.writes.handled.append(letter)
    batch.letters.let_go(batch, letter, place, stream.id, "released", "An operator lets it go on.")


async def parked_at(batch: "Batch", letter: str) -> tuple[str, int, int] | None:
    """Where an operator asked for it, be it in this very batch; nothing, if a message that failed parked the stream."""
    for name, topic, partition, offset, _, _, _, reason, *_ in batch.writes.letters:
        if name == letter:
            return (topic, partition, offset) if reason == PARKED_BY_OPERATOR else None
    row = await batch.connection.fetchrow(store.LETTER, letter)
    if row is None or row["reason"] != PARKED_BY_OPERATOR:
        return None
    return row["topic"], row["partition"], row["offset"]

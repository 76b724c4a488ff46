"""After a restore: what a service had decided and published before stands, and is taken over message by message.

A restored service reads again what it had read since its backup. What its topic says that it decided about a message it
decides again, word for word, without asking a rule; what the topic does not know it decides now, behind all of that.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import takewhile
from typing import Any

from pydantic_core import from_json

from contracts.base import Event, Refusal
from contracts.deciding import Refused
from contracts.envelope import Envelope, parse_basis
from contracts.operations import CommandRefused
from services.chassis import store
from services.chassis.admission import Verdict
from services.chassis.batch import Batch
from services.chassis.dead_letters import DeadLetters
from services.chassis.decider import Connection, Decider, Service
from services.chassis.deciding import Before, Decisions, Written
from services.chassis.envelopes import Arrival
from services.chassis.opening import Opening
from services.chassis.operating import OF_STREAMS
from services.chassis.sealing import KeyMissing
from services.chassis.store import Stream

AGAIN = """
SELECT stream, value FROM to_adopt WHERE stream = ANY($1::text[]) AND sequence IS NOT NULL ORDER BY stream, sequence
"""
REFUSALS = "SELECT cause, value FROM to_adopt WHERE stream = ANY($1::text[]) AND refusal"
SAID = """
DELETE FROM to_adopt t USING unnest($1::text[], $2::text[]) AS n (topic, id) WHERE (t.topic, t.id) = (n.topic, n.id)
RETURNING t.topic, t.id
"""
LEFT = """
SELECT DISTINCT stream FROM to_adopt WHERE sequence IS NOT NULL AND stream > $1 ORDER BY stream LIMIT $2
"""
FORGET = """
DELETE FROM to_adopt t WHERE sequence IS NULL
AND NOT EXISTS (SELECT FROM to_adopt l WHERE l.stream = t.stream AND l.sequence IS NOT NULL)
"""
STUCK = "SELECT count(DISTINCT stream) FROM to_adopt WHERE sequence IS NOT NULL"
ANY_LEFT = "SELECT EXISTS (SELECT FROM to_adopt)"
STREAMS = 200
"""How many streams one transaction takes the rest over for."""


class RefusedBefore(Refused):
    """A rule said no, and its answer was read."""

    def __init__(self, problem: Refusal) -> None:
        reason = problem.type.rpartition(":")[2]
        super().__init__(reason, problem.detail, rule=problem.rule or "", missing=problem.missing)


class AdoptingBatch(Batch):
    """A batch of a restored service. What is published already it writes into the log, and publishes no more."""

    def __init__(
        self,
        service: Service,
        decisions: Decisions,
        opening: Opening,
        letters: DeadLetters,
        *,
        alone: bool = False,
    ) -> None:
        super().__init__(service, decisions, opening, letters)
        self.alone = alone
        """Whether the messages that caused it do not come again."""
        self.before: Mapping[str, list[Arrival]] = {}
        """What each stream had decided that its log does not have, in order."""
        self.refused: Mapping[str, CommandRefused] = {}
        """What was refused before, by the id of the message."""

    async def queues(
        self, connection: Connection, streams: dict[str, Stream], arrivals: Sequence[Arrival]
    ) -> dict[str, list[Arrival]]:
        """See `Batch`. Also finds what was decided before."""
        await self.find(connection, streams)
        return await super().queues(connection, streams, arrivals)

    async def find(self, connection: Connection, streams: Iterable[str]) -> None:
        """What these streams had decided."""
        rows = await connection.fetch(AGAIN, list(streams))
        own = [self.opening.logged(row["value"]) for row in rows]
        self.keys |= await self.opening.open(own)
        found: dict[str, list[Arrival]] = {}
        for one in own:
            found.setdefault(one.stream, []).append(one)
        self.before = found
        rows = await connection.fetch(REFUSALS, list(streams))
        self.refused = {row["cause"]: answer(row["value"]) for row in rows}

    def admit(self, stream: Stream, arrival: Arrival) -> Verdict:
        """See `Batch`. What was decided before comes first, in the order in which it was decided.

        What operators ask of the stream itself never waits: it decides nothing, and others wait for it.
        """
        verdict = super().admit(stream, arrival)
        if verdict is Verdict.SKIP or verdict.waits or arrival.kind in OF_STREAMS or self.is_next(stream, arrival):
            return verdict
        return Verdict.LATER

    def is_next(self, stream: Stream, arrival: Arrival) -> bool:
        """Whether it was this message's turn, or it had been handled by then without anything coming of it."""
        before = self.before.get(stream.id)
        if not before or arrival.id in self.refused:
            return True
        seen = {
            name: mark for (name, about), mark in parse_basis(before[0].envelope.basis).items() if about == stream.id
        }
        if before[0].envelope.causationid != arrival.id:
            return arrival.sequence is not None and arrival.sequence <= seen.get(arrival.producer, 0)
        marks = self.decisions.seen(stream, arrival)
        return all(int(marks.get(name, 0)) >= mark for name, mark in seen.items())

    async def decide(self, decider: Decider[Any], stream: Stream, arrival: Arrival) -> None:
        """See `Batch`.

        Raises:
            Refused: it was refused before.
            BadMessage: what was decided about it cannot be read; all that comes behind it waits.
        """
        if arrival.id in self.refused:
            raise RefusedBefore(self.refused[arrival.id].problem)
        before = self.before.get(stream.id)
        if not before:
            await super().decide(decider, stream, arrival)
            return
        told = list(takewhile(lambda one: one.envelope.causationid == arrival.id, before))
        self.adopt(decider, stream, arrival, told)
        del before[: len(told)]

    async def work_off(self, stream: Stream, queue: list[Arrival]) -> None:
        """See `Batch`. Where the messages that caused it do not come again, what is left is taken over alone."""
        left = self.before.get(stream.id, []) if self.alone else []
        queue = [one for one in queue if one.topic]  # the name of the stream is nothing that could wait for anything
        while left and left[0].failure is None:
            own = left[0]
            cause = next((one for one in queue if one.fresh and one.id == own.envelope.causationid), None)
            try:
                if cause is None:
                    self.adopt(self.decider_of(stream, own), stream, own, [own], alone=True)
                    left.pop(0)
                elif not await self.pass_by(stream, cause, queue):
                    break
            except KeyMissing:  # of somebody in the state
                break
        await super().work_off(stream, queue)

    async def pass_by(self, stream: Stream, cause: Arrival, queue: list[Arrival]) -> bool:
        """Handle a message that waits, for what was decided about it stands: later it would be decided anew.

        Says no if its stream stands still behind this very one.
        """
        if self.waits_for_replay(stream, cause) or not await self.settle(stream, cause, Verdict.PASS):
            return False
        queue.remove(cause)
        self.release(stream, cause)
        return True

    def decider_of(self, stream: Stream, own: Arrival) -> Decider[Any]:
        """Whose event it is: of a stream that has not begun, that of its kind."""
        kinds = (stream.kind, own.kind.stream if own.kind else None)
        known = [decider for kind in kinds for decider in self.service.deciders if decider.kind == kind]
        return [*known, *self.service.deciders][0]

    def adopt(
        self, decider: Decider[Any], stream: Stream, arrival: Arrival, told: Sequence[Arrival], *, alone: bool = False
    ) -> None:
        """Let stand what was decided before.

        Raises:
            BadMessage: it cannot be read.
        """
        for one in told:
            if one.failure:
                raise one.failure
        events = [one.message for one in told if isinstance(one.message, Event)]
        before = Before(events, [written(one.value) for one in told], alone)
        self.outcome.counts["adopted"] += len(events)
        began = time.time_ns()
        self.take(arrival, self.decisions.decide(decider, stream, arrival, self.keys, self.writes, before), began)

    async def save(self, connection: Connection, streams: Iterable[Stream]) -> None:
        """See `Batch`. What is on its topic is not said again."""
        names = [(topic, from_json(value)["id"]) for topic, _, value in self.writes.outbox]
        rows = await connection.fetch(SAID, *store.columns(names, 2))
        said = {(row["topic"], row["id"]) for row in rows}
        kept = zip(self.writes.outbox, names, strict=True)
        self.writes.outbox = [row for row, name in kept if name not in said]
        await super().save(connection, streams)


def written(value: bytes) -> Written:
    """What was published, as the service had written it."""
    return Envelope.model_validate_json(value).model_dump(exclude_none=True), value


def answer(value: bytes) -> CommandRefused:
    """What was answered to a command."""
    return CommandRefused.model_validate(from_json(value)["data"])


def waiting(stream: str) -> Arrival:
    """Nothing but the name of a stream: what waits for it is looked at again."""
    now = datetime.now(UTC)
    envelope = Envelope.model_construct(id="", source="", type="", time=now)
    return Arrival("", 0, 0, now, b"", envelope, stream=stream, replay=True)

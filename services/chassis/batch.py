"""One batch in one transaction: admit, decide in order per stream, write."""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import structlog

from contracts.agency import Place
from contracts.base import Fact
from contracts.deciding import Refused
from contracts.operations import ReplayDeadLetter
from services.chassis import erased, operating, resting, store
from services.chassis.admission import MOST_HELD, Verdict, admit, note_handled, park
from services.chassis.bad_message import BadMessage
from services.chassis.dead_letters import DeadLetters
from services.chassis.decider import Connection, Decided, Decider, Service
from services.chassis.deciding import NOT_THEIRS, Decisions, NeedKeys
from services.chassis.envelopes import Arrival
from services.chassis.folding import fold_again
from services.chassis.keyring import KeyringUnreachable
from services.chassis.opening import Opening
from services.chassis.outcome import Outcome
from services.chassis.sealing import KeyMissing, Keys, SubjectKey
from services.chassis.store import Stream, Writes

log = structlog.get_logger(module="batch")
ID = (Place(attribute="id", detail="in use"),)


class Batch:
    """The work of one transaction. Nothing of it is kept when the transaction fails."""

    def __init__(self, service: Service, decisions: Decisions, opening: Opening, letters: DeadLetters) -> None:
        self.service = service
        self.decisions = decisions
        self.opening = opening
        self.letters = letters
        self.listens_to = frozenset(service.listens_to)
        self.writes = Writes()
        self.keys: dict[str, SubjectKey] = {}
        self.replaying: dict[str, int] = {}
        """Letters of parked events whose streams go on, and how often each was replayed."""
        self.projected = 0
        """How many of the decisions are in the read models."""
        self.outcome = Outcome()

    async def run(self, connection: Connection, arrivals: Sequence[Arrival], keys: Keys) -> None:
        """Handle the arrivals and write what came of them.

        Raises:
            KeyringUnreachable, asyncpg errors: the transaction is to be tried again, or halved.
        """
        self.keys = dict(keys)
        self.connection = connection
        if any(item.kind is ReplayDeadLetter for item in arrivals):
            arrivals = await self.letters.expand(connection, self.opening, arrivals)
            self.keys |= await self.opening.open(arrivals)
        await self.mark_fresh(connection, arrivals)
        await operating.of_no_stream(self, arrivals)
        bad = [arrival for arrival in arrivals if arrival.failure and not arrival.ordered]
        good = [arrival for arrival in arrivals if not arrival.failure or arrival.ordered]
        streams = await store.lock(connection, (arrival.stream for arrival in good if arrival.stream))
        queues = await self.queues(connection, streams, good)
        self.keys |= await fold_again(connection, self.service, self.opening, streams.values(), queues)
        if wanted := resting.wanted(self.service, streams.values()) - self.keys.keys():
            self.keys |= await self.opening.keyring.open(wanted)
        for stream_id, queue in queues.items():
            await self.work_off(streams[stream_id], queue)
        for arrival in bad:
            if arrival.fresh:
                await self.dead(arrival)
        resting.put_to_rest(self.service, streams.values(), self.keys)
        await self.save(connection, streams.values())
        await self.project()

    async def save(self, connection: Connection, streams: Iterable[Stream]) -> None:
        """Write what was collected."""
        await store.save(connection, streams, self.writes)

    async def mark_fresh(self, connection: Connection, arrivals: Sequence[Arrival]) -> None:
        """Enter what has no sequence into the inbox: of those only new ones are handled. A replay is new by decree.

        The same id with another content is no repetition: it goes to the dead letters.
        """
        plain = [one for one in arrivals if not one.ordered and one.readable and not one.replay]
        digests: dict[store.Key, bytes] = {}
        for one in plain:
            digests.setdefault((one.envelope.source, one.id), self.decisions.digest(one))
        new, seen = await store.unseen(connection, digests)
        for one in plain:
            key = (one.envelope.source, one.id)
            one.fresh = key in new
            new.discard(key)
            if not one.fresh and not one.failure and self.decisions.digest(one) != seen.get(key, digests[key]):
                one.fresh, one.failure = True, BadMessage("duplicate-id", "id: another message has it already.", ID)

    async def project(self) -> None:
        """Bring the read models up to date with what was decided."""
        decided = self.outcome.decided
        new, self.projected = decided[self.projected :], len(decided)
        if new:
            await self.service.project(self.connection, new)

    async def enriched(self, arrival: Arrival) -> Arrival:
        """Let the service look up what a decision needs: also what this batch decided before it is to be found."""
        look_up = self.service.enrich.get(arrival.kind) if arrival.kind else None
        if look_up is None or arrival.message is None or arrival.failure:
            return arrival
        await self.project()
        (message,) = await look_up(self.connection, [(arrival.stream, arrival.message)])
        return replace(arrival, message=message)

    async def queues(
        self, connection: Connection, streams: dict[str, Stream], arrivals: Sequence[Arrival]
    ) -> dict[str, list[Arrival]]:
        """The messages of each stream in order: first those that waited, then the new ones."""
        queues: dict[str, list[Arrival]] = defaultdict(list)
        waiting = sorted(stream.id for stream in streams.values() if stream.held)
        if waiting:
            held = [self.opening.held(row) for row in await connection.fetch(store.HELD, waiting)]
            self.keys = {**self.keys, **await self.opening.open(held)}
            for arrival in held:
                queues[arrival.stream].append(arrival)
        for arrival in arrivals:
            queues[arrival.stream].append(arrival)
        return queues

    async def work_off(self, stream: Stream, queue: list[Arrival]) -> None:
        """Handle what may be handled, again and again while that lets waiting ones go on; hold the rest."""
        progress = True
        while progress and queue:
            progress, rest = False, []
            for arrival in queue:
                verdict = self.admit(stream, arrival)
                if arrival.kind in operating.OF_STREAMS and verdict is Verdict.HANDLE:
                    await operating.of_stream(self, stream, arrival)
                    progress = True
                    continue
                if verdict.waits or self.waits_for_replay(stream, arrival):
                    rest.append(arrival)
                    continue
                progress = True
                if await self.settle(stream, arrival, verdict):
                    self.release(stream, arrival)
                else:
                    rest.append(arrival)
            queue = rest
        for arrival in queue:
            await self.hold(stream, arrival, self.admit(stream, arrival))

    def admit(self, stream: Stream, arrival: Arrival) -> Verdict:
        """Whether a message may be handled now."""
        return admit(stream, arrival, self.service.name, self.listens_to)

    async def settle(self, stream: Stream, arrival: Arrival, verdict: Verdict) -> bool:
        """Handle one admitted message. Says no if it failed and parks its stream."""
        if verdict is Verdict.SKIP:
            self.outcome.note(arrival, "duplicates")
            self.confirm(arrival)
            return True
        decider = self.service.decider(stream.kind, arrival.kind)
        if decider is None and arrival.failure is None:
            note_handled(stream, arrival, verdict)
            return True
        arrival = await self.enriched(arrival)
        try:
            if arrival.failure:
                raise arrival.failure
            if decider and decider.knows_nothing(arrival.kind, stream.position):
                raise BadMessage("unknown-subject", "subject: nothing is known of it here.")
            if decider:
                await self.decide(decider, stream, arrival)
        except Refused as refused:
            if arrival.ordered:
                return await self.park(stream, arrival, BadMessage(refused.reason, "A rule refused a fact."))
            self.refuse(stream, arrival, refused)
        except KeyringUnreachable:
            raise
        except BadMessage as bad:
            return await self.fail(stream, arrival, bad)
        except Exception as error:
            log.error("decision failed", stream=stream.id, type=arrival.envelope.type, error=error)
            failed = BadMessage("failed", f"The decision failed with {type(error).__name__}.")
            return await self.fail(stream, arrival, failed)
        note_handled(stream, arrival, verdict)
        self.confirm(arrival)
        self.outcome.note_handled(arrival)
        return True

    def waits_for_replay(self, stream: Stream, arrival: Arrival) -> bool:
        """Whether the stream stands behind this very event: also one that is urgent waits for its replay."""
        return stream.parked is not None and stream.parked == self.letters.name(arrival)

    def confirm(self, arrival: Arrival) -> None:
        """What was replayed had its effect: now, or meanwhile as another copy of it."""
        if arrival.replay or (arrival.held is not None and self.letters.name(arrival) in self.replaying):
            self.letters.note_handled(self, arrival)

    async def decide(self, decider: Decider[Any], stream: Stream, arrival: Arrival) -> None:
        """Decide, fetching keys that turn out to be needed."""
        if erased.comes_late(self.service, arrival, self.keys):
            self.outcome.note(arrival, "late")
            erased.pass_over(stream, arrival)
            return
        began = time.time_ns()
        try:
            decided = self.decisions.decide(decider, stream, arrival, self.keys, self.writes)
        except NeedKeys as need:
            self.keys = {**self.keys, **await self.opening.keyring.open(need.wanted)}
            if not all(subject in self.keys for subject in need.wanted):
                raise BadMessage("no-key", "A subject of the decision has no key.") from None
            decided = self.decisions.decide(decider, stream, arrival, self.keys, self.writes)
        except KeyMissing as missing:
            raise BadMessage("no-key", f"{missing}: its subject has no key.") from None
        self.take(arrival, decided, began)

    def take(self, arrival: Arrival, decided: Decided, began: int) -> None:
        """Let a decision stand, and what is to be published beside its events."""
        self.outcome.note_decided(arrival, decided, began)
        for outgoing in self.service.publish(decided):
            self.writes.outbox.append(self.outcome.row(arrival, outgoing))

    def refuse(self, stream: Stream, arrival: Arrival, refused: Refused) -> None:
        """Answer a refused message. A fact is never refused by a rule, only when its sender may not send it (R39)."""
        if isinstance(arrival.message, Fact) and refused.reason not in NOT_THEIRS:
            log.error("a rule refused a fact", stream=stream.id, type=arrival.envelope.type, reason=refused.reason)
        self.outcome.note(arrival, "refused")
        self.outcome.refusals[refused.reason] += 1
        at = max(filter(None, (arrival.envelope.storytime or arrival.envelope.time, stream.last_at)))
        self.writes.outbox.append(self.decisions.refusal(arrival, stream.id, refused, at))
        if arrival.inbound:
            self.letters.answer(self, arrival, BadMessage(refused.reason, refused.text), at)

    async def fail(self, stream: Stream, arrival: Arrival, bad: BadMessage) -> bool:
        """A failing event parks its stream; anything else goes to the dead letters and parks nothing."""
        arrival.failure = bad
        if arrival.ordered:
            return await self.park(stream, arrival, bad)
        await self.dead(arrival)
        return True

    async def dead(self, arrival: Arrival) -> None:
        """Put a message into the dead letters, and tell its sender."""
        self.outcome.note(arrival, "dead")
        await self.letters.add(self, arrival, "dead")

    async def park(self, stream: Stream, arrival: Arrival, bad: BadMessage) -> bool:
        """Stop the stream at this event: its followers wait until somebody replays it."""
        letter = self.letters.name(arrival)
        arrival.failure, arrival.replays = bad, self.replaying.get(letter, arrival.replays)
        park(stream, letter)
        self.outcome.note(arrival, "parked")
        await self.letters.add(self, arrival, "parked")
        arrival.failure = None
        return False

    async def hold(self, stream: Stream, arrival: Arrival, verdict: Verdict) -> None:
        """Keep a message until it may be handled. When too many wait, commands go to the dead letters; events never."""
        if arrival.held is not None:
            return
        if stream.held >= MOST_HELD and not arrival.ordered:
            arrival.failure = BadMessage("too-many-waiting", "Too many messages wait for this stream already.")
            await self.dead(arrival)
            return
        stream.held += 1
        stream.dirty = True
        self.outcome.note(arrival, "held")
        place = (arrival.topic, arrival.partition, arrival.offset, arrival.accepted)
        self.writes.hold.append((stream.id, verdict.value, *place, self.opening.at_rest(arrival)))

    def release(self, stream: Stream, arrival: Arrival) -> None:
        """Forget that a message waited."""
        if arrival.held is not None:
            stream.held -= 1
            stream.dirty = True
            self.writes.release.append(arrival.held)


def now() -> datetime:
    """The wall clock, for what operators read; decisions have their own time."""
    return datetime.now(UTC)

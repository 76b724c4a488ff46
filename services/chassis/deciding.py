"""One decision: load the state, decide, evolve, and put the events into sealed envelopes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any, cast

from pydantic_core import to_json

from contracts.base import Actor, Command, DueNow, Event, Fact, Message, Refusal
from contracts.deciding import Given, Refused, WorkingDays
from contracts.envelope import format_basis
from contracts.operations import CommandRefused
from contracts.policy import InForce
from contracts.topics import events as events_topic
from services.chassis.decider import Decided, Decider, Service
from services.chassis.envelopes import Arrival
from services.chassis.resting import unsealed
from services.chassis.sealing import Keys, places, seal_places
from services.chassis.settings import Settings
from services.chassis.store import Stream, Writes

REGIONAL = frozenset({"regional-manager", "region-lead"})
"""Who acts for a region."""
NOT_THEIRS = frozenset({"not-allowed", "not-your-region", "not-your-case", "erased"})
"""Why even a fact is refused: whoever tells it may not (R39), or nobody is left of whom it could be told (R34)."""


type Written = tuple[dict[str, Any], bytes]
"""The attributes of a CloudEvent with its sealed data, and its bytes."""


class NeedKeys(Exception):
    """The decision seals fields of subjects whose keys are not at hand yet."""

    def __init__(self, wanted: set[str]) -> None:
        super().__init__("keys")
        self.wanted = wanted


@dataclass(frozen=True)
class Before:
    """What a service had decided about a message before its database was restored."""

    events: Sequence[Event]
    envelopes: Sequence[Written]
    alone: bool = False
    """Whether the message is not there any more, and the event stands in its place."""


def actor(arrival: Arrival) -> Actor:
    """Who asks: stamped by the desk on commands, known by the topic for the process, agencies and services."""
    envelope = arrival.envelope
    if arrival.topic.endswith(".commands") and envelope.actorid and envelope.actorrole:
        return known_actor(envelope.actorid, envelope.actorrole, envelope.actorregion)
    role = "service"
    if arrival.topic.endswith(".due"):
        role = "process"
    elif arrival.topic.startswith("ekc.in."):
        role = "agency"
    return known_actor(arrival.producer or role, role, None)


@lru_cache(maxsize=1_000)
def known_actor(name: str, role: str, region: str | None) -> Actor:
    """An actor; the same few people ask again and again."""
    return Actor(id=name, role=cast("Any", role), region=region)


@dataclass(frozen=True)
class Decisions:
    """What every decision of a service needs beside stream and message."""

    service: Service
    settings: Settings
    policies: Mapping[str, InForce]
    calendar: WorkingDays
    digest_key: bytes = field(init=False)

    def __post_init__(self) -> None:
        """Take the key of the digests from the settings."""
        object.__setattr__(self, "digest_key", bytes.fromhex(self.settings.mint_key.get_secret_value())[:64])

    def given(self, stream: Stream, arrival: Arrival) -> Given:
        """What the rules may use; now is when the message was accepted, never before the stream's last event."""
        envelope = arrival.envelope
        at: datetime = envelope.storytime or (
            arrival.accepted if arrival.topic.startswith("ekc.in.") else envelope.time
        )
        return Given(
            stream=stream.id,
            message=arrival.id,
            at=max(at, stream.last_at) if stream.last_at else at,
            by=actor(arrival),
            policies=self.policies,
            calendar=self.calendar,
        )

    def decide(
        self,
        decider: Decider[Any],
        stream: Stream,
        arrival: Arrival,
        keys: Keys,
        writes: Writes,
        before: Before | None = None,
    ) -> Decided:
        """Decide about one message; the stream and the writes change only if all went well.

        What was decided about it `before` stands, and no rule is asked again.

        Raises:
            Refused: a rule says no.
            NeedKeys: keys are needed first.
            KeyMissing: of somebody in the state there is neither key nor tombstone.
        """
        message = cast("Message", arrival.message)
        given = self.given(stream, arrival)
        state = stream.state if stream.state is not None else unsealed(decider, stream.stored, keys)
        if before is None:
            self.check_role(message, given.by)
            self.check_region(decider, state, message, given.by)
        foreign = isinstance(message, Event) and not (before and before.alone)
        if isinstance(message, Event) and foreign:
            state = decider.evolve(state, message)
        events = before.events if before else decider.decide(state, message, given)
        for event in events:
            state = decider.evolve(state, event)
        envelopes = before.envelopes if before else self.envelopes(stream, arrival, given, events, keys)
        self.record(decider, stream, arrival, given.at, envelopes if events else [], writes, foreign=foreign)
        if (due := decider.due(state)) != stream.due:
            stream.due, stream.dirty, stream.decided = due, True, True
            stream.kind, stream.schema = decider.kind, decider.schema
        stream.state = state
        return Decided(
            stream=stream.id,
            at=given.at,
            by=given.by,
            message=message,
            cause=arrival.envelope,
            facts=tuple(events),
            attributes=tuple(attributes for attributes, _ in envelopes),
            state=state,
            raw=arrival.value,
            correlation=arrival.correlation,
            offset=arrival.offset,
            trace=arrival.trace,
        )

    def digest(self, arrival: Arrival) -> bytes:
        """What a message says, as a keyed digest: sealed anew, or encrypted anew, it is the same."""
        if arrival.message is None:
            return b""
        said = f"{arrival.stream}\n{type(arrival.message).__name__}\n{arrival.message.model_dump_json()}"
        return blake2b(said.encode(), key=self.digest_key, digest_size=16).digest()

    def check_role(self, message: Message, by: Actor) -> None:
        """Commands and facts are for the roles in the service's table; what is due only the process asks."""
        if isinstance(message, DueNow):
            return
        if isinstance(message, Command | Fact) and by.role not in self.allowed(message):
            raise Refused("not-allowed", f"The role {by.role} may not do this.", rule="roles")

    def check_region(self, decider: Decider[Any], state: Any, message: Message, by: Actor) -> None:
        """Staff with a region act in the cases of their region; who has none, in all."""
        if by.role not in REGIONAL or not by.region or not isinstance(message, Command | Fact):
            return
        regions = decider.regions(state)
        if regions and by.region not in regions:
            raise Refused("not-your-region", "This case is in the hands of another region.", rule="R4")

    def allowed(self, message: Message) -> frozenset[str]:
        """The roles that may send a message; refinements of a message count as it."""
        for kind in type(message).__mro__:
            if kind in self.service.roles:
                return self.service.roles[kind]
        return frozenset()

    def envelopes(
        self, stream: Stream, arrival: Arrival, given: Given, events: Sequence[Event], keys: Keys
    ) -> list[Written]:
        """The events as CloudEvents with sealed personal fields, and their bytes."""
        written = []
        cause = arrival.envelope
        basis = format_basis(
            {(producer, stream.id): mark for producer, mark in self.seen(stream, arrival).items() if producer[0] != "!"}
        )
        contents = [event.model_dump(mode="json", exclude_none=True) for event in events]
        personal = [places(type(event), data, stream.id) for event, data in zip(events, contents, strict=True)]
        missing = {subject for found in personal for _, _, subject in found if subject not in keys}
        if missing:
            raise NeedKeys(missing)
        number = stream.sequence
        for event, data, found in zip(events, contents, personal, strict=True):
            number += 1
            seal_places(type(event), found, keys)
            attributes: dict[str, Any] = {
                "specversion": "1.0",
                "id": f"{stream.id}-{self.service.name}-{number}",
                "source": self.settings.source(),
                "type": event.type,
                "subject": stream.id,
                "time": given.at,
                "datacontenttype": "application/json",
                "dataschema": event.dataschema,
                "correlationid": arrival.correlation,
                "causationid": given.message,
                "sequence": str(number),
                "sequencetype": "Integer",
                "actorid": given.by.id,
                "actorrole": given.by.role,
                "data": data,
            }
            if given.by.region:
                attributes["actorregion"] = given.by.region
            if basis:
                attributes["basis"] = basis
            if given.shaped_by:
                attributes["policy"] = " ".join(sorted(given.shaped_by))
            if cause.storytime:
                attributes["storytime"] = given.at
            if arrival.trace:
                attributes["traceparent"] = arrival.trace.header
            written.append((attributes, to_json(attributes)))
        return written

    def seen(self, stream: Stream, arrival: Arrival) -> dict[str, Any]:
        """The marks that this decision has seen, the message itself among them."""
        if arrival.sequence is None:
            return stream.marks
        return {**stream.marks, arrival.producer: arrival.sequence}

    def record(
        self,
        decider: Decider[Any],
        stream: Stream,
        arrival: Arrival,
        at: datetime,
        envelopes: Sequence[Written],
        writes: Writes,
        *,
        foreign: bool,
    ) -> None:
        """Append to the log (facts of others without a sequence, own events with one) and to the outbox."""
        if foreign and decider.keeps_facts:
            stream.position += 1
            writes.log.append((stream.id, stream.position, None, arrival.value))
        topic = events_topic(self.service.name)
        for attributes, value in envelopes:
            number = int(attributes["sequence"])
            stream.position += 1
            stream.sequence = max(stream.sequence, number)
            writes.log.append((stream.id, stream.position, number, value))
            writes.outbox.append((topic, stream.id, value))
        if foreign or envelopes:
            stream.kind, stream.schema, stream.last_at = decider.kind, decider.schema, at
            stream.dirty = stream.decided = True

    def refusal(self, arrival: Arrival, stream: str, refused: Refused, at: datetime) -> tuple[str, str, bytes]:
        """The answer to a refused message, as an outbox row: a problem (RFC 9457), without a sequence."""
        answer = CommandRefused(
            problem=Refusal(
                type=f"urn:ekc:problem:{refused.reason}",
                title=refused.reason.replace("-", " "),
                detail=refused.text,
                rule=refused.rule or None,
                missing=refused.missing,
            ),
            asked=arrival.kind.type if arrival.kind else arrival.envelope.type,
            by_process=arrival.topic.endswith(".due"),
        )
        value = to_json(
            {
                "specversion": "1.0",
                "id": f"refusal-{arrival.id}",
                "source": self.settings.source(),
                "type": CommandRefused.type,
                "subject": stream,
                "time": at,
                "datacontenttype": "application/json",
                "dataschema": CommandRefused.dataschema,
                "correlationid": arrival.correlation,
                "causationid": arrival.id,
                **({"traceparent": arrival.trace.header} if arrival.trace else {}),
                "data": answer.model_dump(mode="json", exclude_none=True),
            }
        )
        return (events_topic(self.service.name), stream, value)

"""One service in memory: its very deciders, behind the marks, the inbox and the parking that run in production.

It does what `services/chassis/batch.py` does in a transaction, without one: state, marks, log and what is published
change together, or not at all.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, cast

from pydantic import SecretStr

from contracts.base import Command, DueNow, Event, Fact, Message, Refusal
from contracts.deciding import Given, Refused, WorkingDays
from contracts.envelope import Envelope, format_basis
from contracts.operations import CommandRefused, CommandRejected, ReplayDeadLetter
from contracts.policy import InForce
from services.chassis.admission import Verdict, admit, note_handled, park
from services.chassis.decider import Decided, Decider, Service
from services.chassis.deciding import Decisions
from services.chassis.envelopes import Arrival
from services.chassis.erased import pass_over
from services.chassis.resting import load, store_state
from services.chassis.settings import Settings
from services.chassis.store import Stream
from tests.world.parking import Letters

type Enrich = Callable[[str, Message], Message]
"""What a decision looks up beside its state: (stream, message) -> the message with what was found."""

type Said = tuple[Message, Envelope]
"""What a part publishes."""


@dataclass(slots=True)
class Step:
    """One message handled by one part: what follows from it, or why it was refused."""

    part: str
    stream: str
    arrival: Arrival
    given: Given
    events: Sequence[Event] = ()
    refused: Refused | None = None
    failed: Exception | None = None


class Part:
    """A service. `tell` hears of each step, `publish` of each event and answer that leaves."""

    def __init__(
        self,
        service: Service,
        policies: Mapping[str, InForce],
        calendar: WorkingDays,
        tell: Callable[[Step], None],
        publish: Callable[[str, Sequence[Said]], None],
        enrich: Mapping[type[Message], Enrich],
    ) -> None:
        settings = Settings.model_construct(part=service.name, mint_key=SecretStr("00" * 32))
        self.decisions = Decisions(service, settings, policies, calendar)
        self.service, self.name = service, service.name
        self.listens_to = frozenset(service.listens_to)
        self.tell, self.publish, self.enrich = tell, publish, enrich
        self.streams: dict[str, Stream] = {}
        self.logs: dict[str, list[Event]] = defaultdict(list)
        self.inbox: set[tuple[str, str]] = set()
        self.held: dict[str, list[Arrival]] = {}
        self.outgoing: Callable[[Decided], None] | None = None
        self.admitted: Callable[[str, Arrival], None] = lambda _part, _arrival: None
        self.letters = Letters(service.name, lambda _arrival, _told: None)
        self.spoils: Callable[[str, Arrival], bool] = lambda _letter, _arrival: False
        self.is_erased: Callable[[str], bool] = lambda _stream: False

    def stream(self, name: str) -> Stream:
        """What is stored of a stream."""
        if name not in self.streams:
            self.streams[name] = Stream(name, None, 0, 0, 0, {}, None, None, 0, None, None)
        return self.streams[name]

    def receive(self, name: str, arrivals: Sequence[Arrival]) -> None:
        """One batch of one stream: first what waited, then what is new; again while that lets waiting ones go on."""
        if any(one.kind is ReplayDeadLetter for one in arrivals):
            arrivals = self.letters.expand(arrivals)
        for one in arrivals:
            if one.envelope.sequence is None and not one.replay:
                key = (one.envelope.source, one.id)
                one.fresh = key not in self.inbox
                self.inbox.add(key)
        stream = self.stream(name)
        queue, progress = [*self.held.pop(name, ()), *arrivals], True
        while progress and queue:
            progress, rest = False, []
            for one in queue:
                verdict = admit(stream, one, self.name, self.listens_to)
                behind = stream.parked is not None and stream.parked == self.letters.name(one)
                if verdict.waits or behind or not self.settle(stream, one, verdict):
                    rest.append(one)
                else:
                    progress = True
            queue = rest
        if queue:
            self.held[name] = queue

    def settle(self, stream: Stream, one: Arrival, verdict: Verdict) -> bool:
        """Handle one admitted message. Says no if it failed and parks its stream."""
        if verdict is Verdict.SKIP:
            self.letters.confirm(one)
            return True
        if isinstance(one.message, ReplayDeadLetter):
            self.letters.replay(stream, one.message)
            return True
        decider = self.service.decider(stream.kind, one.kind)
        step = Step(self.name, stream.id, one, self.decisions.given(stream, one))
        if decider and self.spoils(self.name, one):
            return self.fail(stream, step, "failed")
        if decider and decider.knows_nothing(one.kind, stream.position):
            return self.fail(stream, step, "unknown-subject")
        self.admitted(self.name, one)
        if decider and one.message is not None:
            self.handle(decider, stream, step)
        note_handled(stream, one, verdict)
        self.letters.confirm(one)
        return True

    def fail(self, stream: Stream, step: Step, why: str) -> bool:
        """A failing event parks its stream; anything else is a dead letter, and its sender is answered."""
        one = step.arrival
        if one.ordered:
            park(stream, self.letters.name(one))
        elif not one.replay and not one.inbound:
            self.answer(step, CommandRejected(problem=problem(why, "It could not be handled.")))
        self.letters.add(one, why)
        return not one.ordered

    def handle(self, decider: Decider[Any], stream: Stream, step: Step) -> None:
        """Decide about one message, or say no. What fails otherwise is a mistake of the rules."""
        try:
            self.decide(decider, stream, step)
        except Refused as refused:
            if step.arrival.ordered:
                step.failed = refused
            else:
                step.refused = refused
                self.answer(step, refusal(step.arrival, refused))
        except Exception as error:
            step.failed = error
        self.tell(step)

    def decide(self, decider: Decider[Any], stream: Stream, step: Step) -> None:
        """Decide, evolve, write down and publish; see `services.chassis.deciding.Decisions.decide`."""
        one, given, message = step.arrival, step.given, cast("Any", step.arrival.message)
        if type(message) in self.enrich:
            message = self.enrich[type(message)](stream.id, message)
        self.decisions.check_role(message, given.by)
        state = stream.state if stream.state is not None else load(decider, stream.stored)
        self.decisions.check_region(decider, state, message, given.by)
        asks = isinstance(message, Command | Fact | DueNow)
        if asks and self.is_erased(stream.id) and (one.inbound or self.service.sees(type(message))):
            pass_over(stream, one)
            return
        foreign = isinstance(message, Event)
        if foreign:
            state = decider.evolve(state, message)
        events = tuple(decider.decide(state, message, given))
        for event in events:
            state = decider.evolve(state, event)
        attributes = self.envelopes(stream, one, given, events) if events else ()
        if foreign and decider.keeps_facts:
            stream.position += 1
            self.logs[stream.id].append(message)
        self.logs[stream.id] += events
        stream.position += len(events)
        stream.sequence += len(events)
        if foreign or events:
            stream.kind, stream.schema, stream.last_at = decider.kind, decider.schema, given.at
        stream.state, stream.due = state, decider.due(state)
        step.events = events
        if events:
            said = [(event, envelope(written)) for event, written in zip(events, attributes, strict=True)]
            self.publish(stream.id, said)
        if self.outgoing:
            self.outgoing(
                Decided(
                    stream=stream.id,
                    at=given.at,
                    by=given.by,
                    message=message,
                    cause=one.envelope,
                    facts=events,
                    attributes=attributes,
                    state=state,
                    raw=b"",
                    correlation=one.correlation,
                    offset=0,
                )
            )

    def envelopes(
        self, stream: Stream, one: Arrival, given: Given, events: Sequence[Event]
    ) -> tuple[dict[str, Any], ...]:
        """The envelopes of the events, with the marks that the decision had seen."""
        marks = {(name, stream.id): mark for name, mark in self.decisions.seen(stream, one).items() if name[0] != "!"}
        same = {
            "source": self.decisions.settings.source(),
            "subject": stream.id,
            "time": given.at,
            "correlationid": one.correlation,
            "causationid": given.message,
            "basis": format_basis(marks),
            "actorid": given.by.id,
            "actorrole": given.by.role,
        }
        return tuple(
            {**same, "id": f"{stream.id}-{self.name}-{number}", "type": event.type, "sequence": str(number)}
            for number, event in enumerate(events, stream.sequence + 1)
        )

    def answer(self, step: Step, answer: CommandRefused | CommandRejected) -> None:
        """A no: it takes no sequence."""
        one = step.arrival
        written = {
            "id": f"{answer.type.split('.')[-2]}-{one.id}",
            "source": self.decisions.settings.source(),
            "type": answer.type,
            "subject": step.stream,
            "time": step.given.at,
            "causationid": one.id,
        }
        self.publish(step.stream, [(answer, envelope(written))])

    def sweep(self, name: str) -> date | None:
        """The next day on which something of a stream falls due."""
        return self.streams[name].due if name in self.streams else None

    def crash(self, name: str) -> str | None:
        """Lose what is in memory and go on from what is stored; what of it is not as it was."""
        stream = self.streams.get(name)
        decider = next((one for one in self.service.deciders if stream and one.kind == stream.kind), None)
        if stream is None or decider is None or stream.state is None:
            return None
        stored, stream.stored = stream.state, store_state(stream.state)
        stream.state = load(decider, stream.stored)
        if stream.state != stored:
            return "the state as stored is another one"
        if not decider.keeps_facts:
            return None
        folded = decider.initial()
        for event in self.logs[name]:
            folded = decider.evolve(folded, event)
        return None if folded == stored else "the state as folded from the log is another one"


UNSAID = Envelope.model_construct(id="", source="", type="", time=datetime.now(UTC)).__dict__
SAID = set(Envelope.model_fields)


def envelope(attributes: dict[str, Any]) -> Envelope:
    """An envelope as it is read, without reading it: `model_construct` takes ten times as long, and there are many."""
    made = Envelope.__new__(Envelope)
    object.__setattr__(made, "__dict__", UNSAID | attributes)
    object.__setattr__(made, "__pydantic_fields_set__", SAID)
    object.__setattr__(made, "__pydantic_extra__", None)
    object.__setattr__(made, "__pydantic_private__", None)
    return made


def problem(reason: str, text: str, rule: str = "", missing: tuple[str, ...] = ()) -> Refusal:
    """A problem (RFC 9457)."""
    return Refusal(type=f"urn:ekc:problem:{reason}", title=reason, detail=text, rule=rule or None, missing=missing)


def refusal(one: Arrival, refused: Refused) -> CommandRefused:
    """The answer to what a rule refused."""
    return CommandRefused(
        problem=problem(refused.reason, refused.text, refused.rule, refused.missing),
        asked=one.envelope.type,
        by_process=one.topic.endswith(".due"),
    )


def arrival(topic: str, producer: str, message: Message, envelope: Envelope, accepted: datetime) -> Arrival:
    """A message as it arrives."""
    return Arrival(
        topic=topic,
        partition=0,
        offset=0,
        accepted=accepted,
        value=b"",
        envelope=envelope,
        kind=type(message),
        stream=envelope.subject or "",
        producer=producer,
        message=message,
        id=envelope.id,
        correlation=envelope.correlationid or envelope.id,
        inbound=topic.startswith("ekc.in."),
    )

"""What is told of a batch once it stands: a line of the log for each decision, the figures, and sampled traces."""

import time
from collections import defaultdict
from datetime import UTC, datetime
from typing import NamedTuple

from contracts.topics import outbound
from services.chassis import due, metrics, tracing
from services.chassis.decider import Decided, Outgoing
from services.chassis.envelopes import Arrival, write
from services.chassis.log import logger, many
from services.chassis.spans import KAFKA, POSTGRESQL, SPANS, Kind, Said, Span, messaging
from services.chassis.tracing import Trace

log = logger("batch")

MOST = 128
"""Messages of one batch that are traced: an agency says itself which of its messages are sampled."""


class Done(NamedTuple):
    """What became of a sampled message."""

    arrival: Arrival
    trace: Trace
    what: str


class Outcome:
    """What became of the messages of one batch. Nothing of it is told when the transaction fails."""

    def __init__(self) -> None:
        self.began = self.transaction = time.time_ns()
        """When it was begun to open the messages, and then the transaction."""
        self.counts: dict[str, int] = defaultdict(int)
        self.refusals: dict[str, int] = defaultdict(int)
        """How often a rule said no, by reason."""
        self.decided: list[Decided] = []
        self.steps: list[tuple[datetime, Trace | None]] = []
        """When what the process asked for here was due."""
        self.sampled: list[Done] = []
        self.spans: list[Span] = []
        """What was done for them in between."""

    def note(self, arrival: Arrival, what: str) -> None:
        """What became of a message."""
        self.counts[what] += 1
        self.note_sampled(arrival, what)

    def note_decided(self, arrival: Arrival, decided: Decided, began: int) -> None:
        """A message was decided about since a moment."""
        self.decided.append(decided)
        self.counts["events"] += len(decided.facts)
        if trace := self.note_sampled(arrival, "decided"):
            said = {"ekc.message": metrics.named(type(decided.message))}
            self.spans.append(Span("decide", Kind.INTERNAL, trace.child(), began, time.time_ns(), said))

    def note_sampled(self, arrival: Arrival, what: str) -> Trace | None:
        """The trace of a message, if it is exported."""
        if arrival.trace is None or not arrival.trace.sampled or not SPANS.on or len(self.sampled) == MOST:
            return None
        self.sampled.append(Done(arrival, arrival.trace, what))
        return arrival.trace

    def note_handled(self, arrival: Arrival) -> None:
        """A message had its effect, or a rule said no to it."""
        if moment := due.moment(arrival):
            self.steps.append((moment, arrival.trace))

    def row(self, arrival: Arrival, outgoing: Outgoing) -> tuple[str, str, bytes]:
        """What a decision publishes beside its events, as a row of the outbox.

        An agency hears of the trace of its own message. Of what others did for a case it hears in a trace of its own,
        to which ours has a link: two agencies must not see by a trace that they have to do with the same case.
        """
        topic, key, envelope = outgoing.topic, outgoing.key, outgoing.envelope
        trace = arrival.trace
        if trace and topic.startswith("ekc.out."):
            if not (arrival.inbound and topic == outbound(arrival.producer)):
                trace = self.handed_over(trace, topic) if SPANS.on and trace.sampled else None
            envelope = envelope.model_copy(update={"traceparent": trace.header if trace else None})
        return topic, key, write(envelope)

    def handed_over(self, trace: Trace, topic: str) -> Trace:
        """A trace that begins with a message to somebody outside."""
        fresh, now = tracing.begun(), time.time_ns()
        said = {**messaging(topic), "messaging.operation.type": "create"}
        self.spans.append(Span(f"create {topic}", Kind.PRODUCER, trace.child(), now, now, said, [fresh]))
        return fresh

    def tell(self, messages: int) -> None:
        """Of a batch of so many messages."""
        many("batch", "decided", [line(one) for one in self.decided])
        metrics.handled(messages, self.counts)
        metrics.decided((type(one.message) for one in self.decided), self.refusals)
        now = datetime.now(UTC)
        for moment, trace in self.steps:
            metrics.delayed(moment, now, trace)
        if self.sampled:
            self.export(messages)
        log.info("handled", messages=messages, **self.counts)

    def export(self, messages: int) -> None:
        """A span for the batch, and for each sampled message one with the transaction in it."""
        ended, batch = time.time_ns(), tracing.begun()
        for arrival, trace, what in self.sampled:
            said = {**place(arrival), "ekc.outcome": what}
            SPANS.add(Span(f"process {arrival.topic}", Kind.CONSUMER, trace, self.began, ended, said, [batch]))
            said = {"db.system.name": POSTGRESQL}
            SPANS.add(Span("transaction", Kind.CLIENT, trace.child(), self.transaction, ended, said))
        for span in self.spans:
            SPANS.add(span)
        links = [trace for _, trace, _ in self.sampled]
        said = {"messaging.system": KAFKA, "messaging.batch.message_count": messages}
        SPANS.add(Span("process batch", Kind.CONSUMER, batch, self.began, ended, said, links))


def line(one: Decided) -> dict[str, object]:
    """What the log says of a decision: about which stream, caused by what, in which trace."""
    known = {"stream": one.stream, "type": one.cause.type, "events": len(one.facts), "correlation": one.correlation}
    return {**known, **one.trace.logged} if one.trace else known


def place(arrival: Arrival) -> Said:
    """Where a message came from."""
    return {
        **messaging(arrival.topic),
        "messaging.operation.type": "process",
        "messaging.destination.partition.id": str(arrival.partition),
        "messaging.kafka.offset": arrival.offset,
    }

"""How a service says what it decides: deciders, who may ask for what, and what is written beside the decisions."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

import asyncpg
import msgspec

from contracts.base import Actor, Command, Event, Fact, Message
from contracts.deciding import Given
from contracts.envelope import Envelope
from services.chassis.tracing import Trace

type Pool = asyncpg.Pool[asyncpg.Record]
type Connection = asyncpg.pool.PoolConnectionProxy[asyncpg.Record] | asyncpg.Connection[asyncpg.Record]


def nothing_due(_state: object) -> date | None:
    """Nothing of such a state ever falls due."""
    return None


def of_no_region(_state: object) -> frozenset[str]:
    """Such a state belongs to no region."""
    return frozenset()


@dataclass(frozen=True)
class Decider[S]:
    """The rules about one kind of stream.

    A command, a fact or something due is decided: `decide(state, message, given)` gives the events that it causes or
    raises `Refused`; then `evolve(state, event)` folds each of them in. An *event* of another service (or about another
    kind of stream) is a fact already: it is evolved first, then decided, so that the service can react to it. Both are
    pure. The state is a `State` (`contracts/states.py`), stored as JSON without a name or a text.
    """

    kind: str
    """The kind of stream: `case`, `coordinator`."""
    schema: int
    """The number of the state's layout. A stored state with another number is folded again from the log."""
    initial: Callable[[], S]
    decide: Callable[[S, Message, Given], Sequence[Event]]
    evolve: Callable[[S, Event], S]
    handles: frozenset[type[Message]]
    """The messages that it decides about. Of others only the mark moves."""
    due: Callable[[S], date | None] = nothing_due
    """The next day on which something of this state falls due; swept when the day turns."""
    regions: Callable[[S], frozenset[str]] = of_no_region
    """The regions whose staff may ask something of this state (R4); where there are none, all may."""
    personal: tuple[tuple[str, str], ...] = ()
    """What of the state rests sealed: a field that maps ids of subjects to parts, and the field of the part that is
    sealed with that subject's key."""
    begins: frozenset[type[Message]] = frozenset()
    """The facts with which a stream begins: any other one about a stream of which nothing is known is a mistake."""
    keeps_facts: bool = True
    """Whether facts of others go into the log too, so that the state can be folded again. Not where the read model is
    all that comes of them."""

    def knows_nothing(self, kind: type[Message] | None, position: int) -> bool:
        """Whether a fact is about a stream that it does not begin, and that has not begun."""
        return position == 0 and kind is not None and issubclass(kind, Fact) and kind not in self.begins


class Decided(msgspec.Struct, frozen=True):
    """One decision: the message, and the events that it caused with their envelopes (personal fields sealed)."""

    stream: str
    at: datetime
    by: Actor
    message: Message
    cause: Envelope
    facts: tuple[Event, ...]
    """What it caused."""
    attributes: tuple[dict[str, Any], ...]
    """The CloudEvents of what it caused, personal fields sealed."""
    state: Any
    """The state of the stream after it."""
    correlation: str
    offset: int
    """Where the message was on its topic: by it an agency knows which one is meant."""
    raw: bytes
    """The message's envelope exactly as it arrived, its personal fields sealed."""
    trace: Trace | None = None
    """What was done about it, for whatever comes of it."""

    @property
    def traceparent(self) -> str | None:
        """The trace as others are told it."""
        return self.trace.header if self.trace else None

    @property
    def events(self) -> Iterator[tuple[Event, Envelope]]:
        """What it caused, each with its envelope."""
        for event, attributes in zip(self.facts, self.attributes, strict=True):
            yield event, Envelope.model_construct(**attributes)


@dataclass(frozen=True)
class Outgoing:
    """Something published beside the service's own events: a status for an agency, a dead letter's announcement."""

    topic: str
    key: str
    envelope: Envelope


async def no_projection(_connection: Connection, _decided: Sequence[Decided]) -> None:
    """A service without read models writes nothing beside its log."""


def nothing_else(_decided: Decided) -> Iterable[Outgoing]:
    """A service that publishes its own events only."""
    return ()


type Enricher = Callable[[Connection, Sequence[tuple[str, Message]]], Awaitable[Sequence[Message]]]
"""Look up what a decision needs from read models: (stream, message) pairs in, the refined messages out, in order."""


@dataclass(frozen=True)
class Service:
    """The composition of one service: the only place that knows which parts exist (`app.py`)."""

    name: str
    deciders: tuple[Decider[Any], ...]
    listens_to: tuple[str, ...] = ()
    """The services whose events it consumes, itself among them if it reacts to its own."""
    roles: Mapping[type[Message], frozenset[str]] = field(default_factory=dict)
    """Who may send which command or fact, by role (`contracts/roles.py`). What is not listed nobody may."""
    enrich: Mapping[type[Message], Enricher] = field(default_factory=dict)
    project: Callable[[Connection, Sequence[Decided]], Awaitable[None]] = no_projection
    """Writes read models and due rows, in the transaction of the batch."""
    publish: Callable[[Decided], Iterable[Outgoing]] = nothing_else
    unseals: bool = True
    """Whether its rules see personal fields of others. Where not, these read as erased, and no key of a subject is
    asked for."""

    @cached_property
    def answers(self) -> Mapping[type[Message], tuple[Decider[Any], ...]]:
        """Who decides about each message; of a day that turned, several do."""
        kinds = {kind for decider in self.deciders for kind in decider.handles}
        return {kind: tuple(one for one in self.deciders if kind in one.handles) for kind in kinds}

    def sees(self, kind: type[Message]) -> bool:
        """Whether its rules see the personal fields of a message: of what is asked of itself every service does."""
        return self.unseals or (issubclass(kind, Command | Fact) and kind.service == self.name)

    def decider(self, stream: str | None, message: type[Message] | None) -> Decider[Any] | None:
        """Who decides about a message, if anybody: where several could, the one of that kind of stream."""
        several = self.answers.get(message) if message else None
        return next((one for one in several if one.kind == stream), several[0]) if several else None

"""The trace that a message belongs to (W3C Trace Context): taken over from its sender, or begun here.

Nobody has to send a `traceparent`. Of what people and agencies ask for without one, and of what a timer makes due, as
many begin a trace as `EKC_TRACES_RATIO` says, with random ids. What is sampled is exported (`spans.py`); an event that
comes without a trace has none, so that nothing is told by half.
"""

import random
import re
from contextvars import ContextVar
from dataclasses import dataclass

from services.chassis.spans import SPANS

TRACE = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})")
"""A `traceparent`; anything else that a stranger wrote there goes no further."""
WRITTEN = b'"traceparent":"'
"""How it stands in a CloudEvent of ours; within a text the quotes have a backslash."""
LENGTH = 55
SAMPLED = "-01"


@dataclass(frozen=True, slots=True)
class Trace:
    """A place in a trace: what is done now, and what it is done for."""

    id: str
    span: str
    sampled: bool
    parent: str = ""
    """The span that caused it; none where the trace begins."""

    @property
    def header(self) -> str:
        """As a `traceparent`."""
        return f"00-{self.id}-{self.span}{SAMPLED if self.sampled else '-00'}"

    @property
    def logged(self) -> dict[str, str]:
        """As a line of the log says it."""
        return {"trace_id": self.id, "span_id": self.span}

    def child(self) -> "Trace":
        """Something that is done for it."""
        return Trace(self.id, new_span(), self.sampled, self.span)


CURRENT: ContextVar[Trace | None] = ContextVar("trace", default=None)
"""The trace of the request that is answered."""


def told(traceparent: str | None) -> Trace | None:
    """What somebody said, if it can be read."""
    found = TRACE.fullmatch(traceparent) if traceparent else None
    return Trace(found[1], found[2], bool(int(found[3], 16) & 1)) if found else None


def drawn() -> Trace | None:
    """A trace that begins here, if it is one of so many that are sampled."""
    return begun() if SPANS.on and random.random() < SPANS.ratio else None


def begun() -> Trace:
    """A sampled trace that begins here."""
    return Trace(f"{random.getrandbits(128) or 1:032x}", new_span(), sampled=True)


def new_span() -> str:
    """Random ids are all that a trace consists of: they say nothing, so that nobody has to guess them badly."""
    return f"{random.getrandbits(64) or 1:016x}"


def own(traceparent: str | None, *, begins: bool = True) -> Trace | None:
    """The trace of what is done about a message or a request that came with this, or without: then one can begin."""
    sent = told(traceparent)
    if sent is None:
        return drawn() if begins else None
    return sent.child() if sent.sampled and SPANS.on else sent


def sampled(traceparent: str | None) -> Trace | None:
    """What somebody said, if it is to be exported."""
    found = told(traceparent) if SPANS.on else None
    return found if found and found.sampled else None


def written(value: bytes) -> Trace | None:
    """The trace of a CloudEvent as it was written here, if it is to be exported."""
    at = value.find(WRITTEN) if SPANS.on else -1
    return sampled(value[at + len(WRITTEN) :][:LENGTH].decode(errors="replace")) if at >= 0 else None


def headers() -> dict[str, str]:
    """What another part is told with a request, and a message about its cause: as header or attribute."""
    current = CURRENT.get()
    return {"traceparent": current.header} if current else {}

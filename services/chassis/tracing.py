"""The trace that a message belongs to (W3C Trace Context): taken over from its sender, or begun here.

Nobody has to send a `traceparent`: where none came, and traces are exported, a part begins one, with random ids.
Whether it is sampled its sender has said, or `EKC_TRACES_RATIO` says; what is sampled is exported (`spans.py`).
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


def begun(*, sampled: bool | None = None) -> Trace:
    """A trace that begins here."""
    drawn = random.random() < SPANS.ratio if sampled is None else sampled
    return Trace(f"{random.getrandbits(128) or 1:032x}", new_span(), drawn)


def new_span() -> str:
    """Random ids are all that a trace consists of: they say nothing, so that nobody has to guess them badly."""
    return f"{random.getrandbits(64) or 1:016x}"


def own(traceparent: str | None) -> Trace | None:
    """The trace of what is done about a message or a request that came with this, or without."""
    sent = told(traceparent)
    if not SPANS.on:
        return sent
    if sent is None:
        return begun()
    return sent.child() if sent.sampled else sent


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

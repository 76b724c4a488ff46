"""Whether a message may be handled now: marks show duplicates and gaps, `basis` shows a cause that is still to come."""

from enum import StrEnum

from contracts.envelope import parse_basis
from services.chassis.envelopes import Arrival
from services.chassis.store import Stream

MOST_HELD = 1_000
"""Messages that may wait for one stream; more go to the dead letters."""


class Verdict(StrEnum):
    """What to do with a message now."""

    HANDLE = "handle"
    SKIP = "skip"
    """Handled before."""
    PASS = "pass"  # noqa: S105 - a verdict
    """Urgent: handle it out of order, and remember that (withdrawal, death, erasure)."""
    GAP = "gap"
    """An earlier event of the same producer is still to come."""
    BASIS = "basis"
    """An event that its decision had seen is still to come."""
    PARKED = "parked"
    """The stream stands still behind a message that failed."""
    LATER = "later"
    """A restored stream first takes over what it had decided before (`adopting.py`)."""

    @property
    def waits(self) -> bool:
        """Whether the message is held."""
        return self in (Verdict.GAP, Verdict.BASIS, Verdict.PARKED, Verdict.LATER)


def admit(stream: Stream, arrival: Arrival, own: str, listens_to: frozenset[str]) -> Verdict:
    """Judge one message by what the stream has seen."""
    urgent = bool(arrival.kind and arrival.kind.passes_parked)
    sequence = arrival.sequence
    if sequence is None:
        if not arrival.fresh:
            return Verdict.SKIP
        waits = None if urgent else causes(stream, arrival, own, listens_to)
        return waits or Verdict.HANDLE
    mark = int(stream.marks.get(arrival.producer, 0))
    if sequence <= mark or sequence in passed(stream, arrival.producer):
        return Verdict.SKIP
    waits = in_order(stream, arrival, mark, own, listens_to)
    if waits is None:
        return Verdict.HANDLE
    return Verdict.PASS if urgent else waits


def in_order(stream: Stream, arrival: Arrival, mark: int, own: str, listens_to: frozenset[str]) -> Verdict | None:
    """Why the event has to wait, or nothing."""
    if not stream.parked and arrival.sequence and arrival.sequence > mark + 1:
        return Verdict.GAP
    return causes(stream, arrival, own, listens_to)


def causes(stream: Stream, arrival: Arrival, own: str, listens_to: frozenset[str]) -> Verdict | None:
    """Why a message has to wait for what its sender had seen, or nothing. An agency has seen nothing of ours."""
    if stream.parked:
        return Verdict.PARKED
    basis = None if arrival.inbound else arrival.envelope.basis
    for (producer, about), seen in parse_basis(basis).items():
        if about != stream.id or (producer not in listens_to and producer != own):
            continue
        if seen > (stream.sequence if producer == own else int(stream.marks.get(producer, 0))):
            return Verdict.BASIS
    return None


def passed(stream: Stream, producer: str) -> list[int]:
    """The sequences of urgent events that were handled ahead of their order."""
    return list(stream.marks.get(f"!{producer}", ()))


def park(stream: Stream, letter: str) -> None:
    """Stop a stream at an event that failed, by its letter: its followers wait until somebody replays it."""
    stream.parked, stream.dirty = letter, True


def go_on(stream: Stream, letter: str) -> bool:
    """Let a stream go on with the event that it stands behind; says no if it does not stand behind that one."""
    if stream.parked != letter:
        return False
    stream.parked, stream.dirty = None, True
    return True


def note_handled(stream: Stream, arrival: Arrival, verdict: Verdict) -> None:
    """Move the mark of the producer, over urgent ones that were handled before."""
    producer, sequence = arrival.producer, arrival.sequence
    if sequence is None:
        return
    ahead = passed(stream, producer)
    stream.dirty = True
    if verdict is Verdict.PASS and sequence > int(stream.marks.get(producer, 0)) + 1:
        stream.marks[f"!{producer}"] = sorted([*ahead, sequence])
        return
    while sequence + 1 in ahead:
        sequence += 1
        ahead.remove(sequence)
    stream.marks[producer] = sequence
    if ahead:
        stream.marks[f"!{producer}"] = ahead
    else:
        stream.marks.pop(f"!{producer}", None)

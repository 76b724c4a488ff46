"""Looks through places at rest, and says what was found, what was searched and what could not be."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from services.desk.proof.kafka_segments import Unreadable
from services.desk.proof.places import Stream, streams
from services.desk.proof.search import Needles


@dataclass(frozen=True, order=True)
class Finding:
    """Something lies where it must not be; never what it is."""

    place: str
    how: str
    form: str
    sought: str
    times: int
    worthless: str = ""
    """Why it does no harm there."""


@dataclass(frozen=True, order=True)
class Unread:
    """A place that could not be searched, so it may hold anything."""

    place: str
    why: str


@dataclass
class Searched:
    """What came of a search."""

    findings: list[Finding] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    streams: Counter[str] = field(default_factory=Counter)
    """How many files, and what they hold, by how they were read."""
    bytes: Counter[str] = field(default_factory=Counter)
    """The same in bytes."""

    @property
    def harmful(self) -> list[Finding]:
        """What was found that is not worthless."""
        return [one for one in self.findings if not one.worthless]


def search(roots: Iterable[Path], needles: Needles) -> Searched:
    """Look through folders and files."""
    worthless = {one.name: one.worthless for one in needles.sought}
    found = Searched()
    for root in roots:
        for stream in streams(root):
            try:
                hits = needles.within(counted(stream, found))
            except (Unreadable, OSError) as error:
                why = str(error) if isinstance(error, Unreadable) else type(error).__name__
                found.unread += {Unread(stream.place, why)}.difference(found.unread)
                continue
            found.findings += [
                Finding(stream.place, stream.how, hit.form, hit.sought, times, worthless[hit.sought])
                for hit, times in sorted(hits.items())
            ]
    return found


def counted(stream: Stream, found: Searched) -> Iterator[bytes]:
    """The pieces of a stream, counted."""
    found.streams[stream.how] += 1
    for piece in stream.pieces:
        found.bytes[stream.how] += len(piece)
        yield piece

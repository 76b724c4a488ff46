"""Follows a broken chain by its links instead of its numbers: so it shows what happened to which row. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from services.privacy.access_log.chain import Link, digest

FURTHER = 1_000
"""So many places beyond the last row a row is looked for that stands in another one than it was written down in."""


class What(StrEnum):
    """What was done to a row."""

    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    MOVED = "moved"
    """It stands in another place than it was written down in."""
    REWRITTEN = "rewritten"
    """The chain is right in itself, and is not the one that was signed: one of these rows is another."""


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was written down: the row, or the rows from one to another."""

    what: What
    number: int
    until: int
    was: int | None = None
    """Where what was moved belongs; of several, the first."""


def follow(rest: Sequence[Link], place: int, previous: bytes, head: int) -> list[Finding]:
    """What happened to rows, of which the first belongs in a place, behind a hash; `head`: how many there should be."""
    return merged(Following(rest, place, previous, head).findings())


class Following:
    """One walk along a chain."""

    def __init__(self, rest: Sequence[Link], place: int, previous: bytes, head: int) -> None:
        self.left = {link.number: link for link in rest}
        self.behind: dict[bytes, list[Link]] = defaultdict(list)
        for link in rest:
            self.behind[link.previous].append(link)
        self.furthest = max((place + len(rest), *self.left)) + FURTHER
        self.place = place
        self.previous = previous
        self.head = head

    def findings(self) -> Iterator[Finding]:
        """Place by place, until no row is left."""
        while self.left:
            link = self.own()
            if link is not None:
                if link.number != self.place:
                    yield Finding(What.MOVED, link.number, link.number, self.place)
                self.go_on(link, link.hash)
            else:
                yield self.not_right()

    def own(self) -> Link | None:
        """The row that was written down in this place, wherever it stands now."""
        return next((link for link in self.there(self.previous) if written_in(link, self.place)), None)

    def there(self, previous: bytes) -> Iterable[Link]:
        """The rows behind a hash that were not looked at yet."""
        return (link for link in self.behind[previous] if link.number in self.left)

    def not_right(self) -> Finding:
        """What happened to the row of this place: it is not there as it was."""
        first = min(self.left)
        link = self.left.get(self.place)
        if first < self.place or first > self.head:
            del self.left[first]
            return Finding(What.INSERTED, first, first)
        if link is None:
            return self.gap(first, self.left[first].previous)
        belongs = next((place for place in range(1, self.furthest) if written_in(link, place)), None)
        if belongs is not None and belongs > self.place:
            return self.gap(belongs, link.previous)
        if belongs is not None:
            del self.left[self.place]
            return Finding(What.INSERTED, self.place, self.place)
        finding = Finding(What.CHANGED, self.place, self.place)
        follower = self.left.get(self.place + 1)
        linked = any(one is not link for one in self.there(link.hash))
        self.go_on(link, link.hash if linked or follower is None else follower.previous)
        return finding

    def gap(self, until: int, previous: bytes) -> Finding:
        """The rows up to a place are not there any more."""
        finding = Finding(What.REMOVED, self.place, until - 1)
        self.place, self.previous = until, previous
        return finding

    def go_on(self, link: Link, previous: bytes) -> None:
        """To the next place."""
        del self.left[link.number]
        self.place, self.previous = self.place + 1, previous


def written_in(link: Link, place: int) -> bool:
    """Whether a row was written down in this place."""
    return link.hash == digest(link.previous, link.region, place, link.row)


def merged(found: Iterable[Finding]) -> list[Finding]:
    """Neighbours to which the same happened as one finding."""
    rows: list[Finding] = []
    for one in found:
        last = rows[-1] if rows else None
        if last and last.what is one.what and one.number == last.until + 1 and shift(last) == shift(one):
            rows[-1] = replace(last, until=one.until)
        else:
            rows.append(one)
    return rows


def shift(one: Finding) -> int:
    """By how many places a row was moved."""
    return one.number - one.was if one.was is not None else 0

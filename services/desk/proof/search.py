"""Many values looked for at once, in every form, in streams of bytes of any length."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ahocorasick_rs import BytesAhoCorasick, Implementation

from services.desk.proof import forms


@dataclass(frozen=True)
class Sought:
    """Something that must lie nowhere; `name` is how the report calls it, for it never says what it is."""

    name: str
    value: str | bytes
    worthless: str = ""
    """Why it does no harm where it lies: what would open it is destroyed."""

    def forms(self) -> Iterator[tuple[str, bytes]]:
        """Every form in which it can lie around."""
        return forms.of_text(self.value) if isinstance(self.value, str) else forms.of_bytes(self.value)


@dataclass(frozen=True, order=True)
class Hit:
    """What was found, and in which form."""

    sought: str
    form: str


class Needles:
    """What is looked for.

    The automaton is Aho and Corasick's: time to search grows with the text, hardly with what is looked for.
    """

    def __init__(self, sought: Sequence[Sought]) -> None:
        self.sought = tuple(sought)
        known: dict[bytes, Hit] = {}
        for one in sought:
            for name, form in one.forms():
                known.setdefault(form, Hit(one.name, name))
        self.hits = list(known.values())
        self.longest = max(map(len, known), default=1)
        self.automaton = BytesAhoCorasick(list(known), implementation=Implementation.DFA)

    def within(self, pieces: Iterable[bytes]) -> Counter[Hit]:
        """How often a stream holds what; its pieces follow each other, and what lies across their border is found."""
        found: Counter[Hit] = Counter()
        before = b""
        for piece in pieces:
            window = before + piece if before else piece
            for which, _, end in self.automaton.find_matches_as_indexes(window, overlapping=True):
                if end > len(before):
                    found[self.hits[which]] += 1
            before = window[-self.longest + 1 :] if self.longest > 1 else b""
        return found

"""Names of people in free text: found as they are written, marked for a human to decide about. Pure.

Rather one word too many than one too few: a surname can be a colour. What is marked is looked at.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

WORD = re.compile(r"[^\W\d_]+")
BETWEEN = re.compile(r"(?:[\s.,'’-]|\b(?:van|von|de|den|der|het|ten|ter|la|le|el|al|bin|ben)\b)*", re.IGNORECASE)
"""What may stand between two words of one name."""
PARTICLES = frozenset(
    {"aan", "al", "ben", "bin", "de", "den", "der", "el", "het", "in", "la", "le", "op", "ten", "ter"}
    | {"uit", "van", "via", "von"}
)
"""Words of names that are words of every text."""
LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d"})
"""Letters that Unicode does not take apart."""
LEFT, RIGHT = "[[", "]]"
"""A mark: whoever reviews takes it away, or puts it around more."""
MARK = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)

type Span = tuple[int, int]


def folded(word: str) -> str:
    """A word without its accents, in small letters."""
    plain = unicodedata.normalize("NFKD", word.casefold().translate(LETTERS))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words_of(name: str) -> set[str]:
    """The words of a name by which somebody can be meant."""
    found = {folded(word) for word in WORD.findall(name)}
    return {word for word in found if len(word) > 1} - PARTICLES


def spans(text: str, names: Iterable[str], but: Iterable[str] = ()) -> list[Span]:
    """Where in a text somebody of these names is meant, as far as words can tell; `but` are other people's names."""
    wanted = {word for name in names for word in words_of(name)} - {word for name in but for word in words_of(name)}
    found = [match.span() for match in WORD.finditer(text) if is_one(folded(match[0]), wanted)]
    return list(joined(text, found))


def is_one(word: str, wanted: set[str]) -> bool:
    """Whether a word is one of them, also as `Mikes`."""
    return word in wanted or word.removesuffix("s") in wanted


def joined(text: str, found: Iterable[Span]) -> Iterator[Span]:
    """Spans in order; those that are one name, or overlap, as one."""
    here: Span | None = None
    for start, end in sorted(found):
        if here and (start <= here[1] or BETWEEN.fullmatch(text, here[1], start)):
            here = (here[0], max(end, here[1]))
            continue
        if here:
            yield here
        here = (start, end)
    if here:
        yield here


def marked(text: str, others: Iterable[str], own: Iterable[str] = ()) -> str:
    """A text with a mark around each name of others, and around whatever else of them stands in it word for word."""
    said = [one for one in others if len(one) > 1]
    literal = (match.span() for one in said for match in re.finditer(re.escape(one), text, re.IGNORECASE))
    for start, end in reversed(list(joined(text, [*spans(text, said, own), *literal]))):
        text = f"{text[:start]}{LEFT}{text[start:end]}{RIGHT}{text[end:]}"
    return text

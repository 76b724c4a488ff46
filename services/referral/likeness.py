"""What two referrals about the same people have in common although they are spelled differently (R3).

A word of likeness is made of a normalised name with a birth date, a postcode or a region. It is personal: it leaves the
service only as a keyed blind index (`lookups.py`), and never in an event.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from contracts.people import PersonConcerned
from contracts.referral import Likeness

PARTICLES = frozenset(
    [
        "van",
        "von",
        "vd",
        "v",
        "d",
        "de",
        "den",
        "der",
        "des",
        "het",
        "t",
        "te",
        "ten",
        "ter",
        "op",
        "in",
        "aan",
        "uit",
        "bij",
        "la",
        "le",
        "du",
        "di",
        "da",
        "dos",
        "del",
        "el",
        "al",
        "bin",
        "ben",
        "ibn",
    ]
)
"""Tussenvoegsels, and what stands in their place in names from elsewhere: spelled, joined or left out at will."""
TITLES = frozenset(
    [
        "mw",
        "mevr",
        "mevrouw",
        "dhr",
        "heer",
        "meneer",
        "mr",
        "mrs",
        "ms",
        "mej",
        "drs",
        "dr",
        "ir",
        "ing",
        "prof",
        "fam",
        "familie",
    ]
)
LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe"})
"""Letters that Unicode does not take apart."""
SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"(.)\1+", r"\1"),
        (r"^y", "j"),
        (r"^[aeiou]+y?", "a"),
        (r"sch$|sh|sj|sch", "s"),
        (r"ch|kh|gh", "g"),
        (r"ph|v", "f"),
        (r"th|dt|d$", "t"),
        (r"ck|q|c(?=[^eiy]|$)", "k"),
        (r"[cz]", "s"),
        (r"x", "ks"),
        (r"dj|tj", "j"),
        (r"(?<=[a-z]{4})(ens?|e)$", ""),
        (r"(?<=.)[aeiouyhw]+", ""),
    )
)
"""One after the other: doubled letters are one, spelling variants sound alike, vowels are written most differently."""
ALIKE = str.maketrans("cqvyz", "kkfjs")
"""Initials that one name can be written with."""
JOINED = re.compile(r"^(vander|vanden|vande|vd)(?=[a-z]{3})")
"""As Flemish names are written."""


@dataclass(frozen=True)
class Name:
    """A name as it can be compared."""

    given: str | None
    """How the first name sounds; nothing if it is not known."""
    initial: str | None
    surnames: frozenset[str]
    """How each part of the surname sounds: who married can have two."""


def name_of(text: str) -> Name:
    """Take a name apart: `Hoekstra, M.`, `mw. A. van der Berg-Jansen`, `Mike Hoekstra`."""
    last, comma, first = text.partition(",")
    words = [word for word in spelled(f"{first} {last}" if comma else text) if word.strip("-") not in TITLES]
    begins = (place for place, word in enumerate(words) if word in PARTICLES or (place and "-" in word))
    before = next(begins, max(len(words) - 1, 1))
    own = words[:before]
    family = [part for word in words[before:] for part in word.split("-") if part not in PARTICLES]
    first_name = own[0] if own and family else None
    full = first_name is not None and len(first_name) > 1
    return Name(
        given=sound(first_name) if first_name and full else None,
        initial=first_name[0].translate(ALIKE) if first_name else None,
        surnames=frozenset(sound(JOINED.sub("", part)) for part in family or own[-1:] or words[-1:]),
    )


def spelled(text: str) -> list[str]:
    """The words of a name in plain letters."""
    folded = unicodedata.normalize("NFKD", text.lower().translate(LETTERS))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", plain.replace("ij", "y").replace("'", " "))


def sound(word: str) -> str:
    """How a word sounds, roughly: `Janssen` as `Jansen` and `Janse`, `Youssef` as `Joesoef`."""
    for pattern, said in SOUNDS:
        word = pattern.sub(said, word)
    return word


@dataclass(frozen=True)
class Words:
    """The words of likeness of one person: what is kept, and what is looked for."""

    kept: frozenset[tuple[Likeness, str]]
    sought: frozenset[tuple[Likeness, str]]


def words_of(person: PersonConcerned, region: str) -> Words:
    """By birth date and name, postcode and name, or both without a name; by name alone only within a region, and only
    where one of the two has no birth date: a common name is no likeness.
    """
    if not isinstance(person.name, str):
        return Words(frozenset(), frozenset())
    name, born, home = name_of(person.name), text(person.birth_date), postcode(person.postcode)
    sure = frozenset(certain(name, born, home))
    return Words(
        kept=sure | {(Likeness.NAME, f"{region} {said} {born is not None}") for said in named(name, kept=True)},
        sought=sure
        | {
            (Likeness.NAME, f"{region} {said} {dated}")
            for said, dated in product(named(name, kept=False), (False,) if born else (False, True))
        },
    )


def certain(name: Name, born: str | None, home: str | None) -> Iterator[tuple[Likeness, str]]:
    """What two people are alike by, whatever else is known of them."""
    for surname in name.surnames:
        if born:
            yield Likeness.BORN_AND_NAME, f"{born} {surname}"
        if home:
            yield Likeness.HOME_AND_NAME, f"{home} {surname}"
    if born and home:
        yield Likeness.BORN_AND_HOME, f"{born} {home}"


def named(name: Name, *, kept: bool) -> Iterator[str]:
    """A first name is compared with a first name, and with an initial where no more is known of one of the two."""
    for surname in name.surnames:
        if name.given:
            yield f"{surname} {name.given}"
        if name.initial and (kept or name.given is None):
            yield f"{surname} {name.initial}."
        if name.initial and kept is (name.given is None):
            yield f"{surname} {name.initial}. only"


def text(value: Any) -> str | None:
    """A date as text; an erased one is none."""
    return value.isoformat() if hasattr(value, "isoformat") else None


def postcode(value: Any) -> str | None:
    """`9999 xx` as `9999XX`; an erased one is none."""
    return re.sub(r"\W", "", value).upper() or None if isinstance(value, str) else None

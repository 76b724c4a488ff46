"""The languages that notices are written in (R44).

What there is to say is in `templates/en.yaml`, with its English words. A gettext catalogue has the words of every other
language, where a speaker can review them without code.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from gettext import c2py
from pathlib import Path
from string import Formatter
from typing import Any

import yaml
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

DESK = Path(__file__).parents[1]
"""The folder that holds `templates` and `catalogues`."""
SOURCE = "en"
FALLBACK = "nl"
"""For a language without a catalogue, and for a notice that one has no words for; whoever brings it explains (R40)."""
LOCALES = {"en": "en_GB"}
NOT_REVIEWED = "not reviewed by a speaker"
REVIEW = re.compile(r"^# Review: (.+)$", re.MULTILINE)
ENGLISH_PLURAL = "n != 1"


@dataclass(frozen=True)
class Plural:
    """A text in the forms that its language has, by how many there are of what it counts."""

    count: str
    forms: tuple[str, ...]
    choose: Callable[[int], int]

    def of(self, number: int) -> str:
        """The form for so many."""
        return self.forms[self.choose(number)]


@dataclass(frozen=True)
class Words:
    """All words of one language, and whether somebody who speaks it has looked at them."""

    language: str
    tree: Mapping[str, Any]
    """As `templates/en.yaml`, in this language; `None` where there are no words, or doubtful ones."""
    review: str

    @property
    def locale(self) -> Locale:
        """How it writes dates and lists."""
        return Locale.parse(LOCALES.get(self.language, self.language))

    @cached_property
    def has_what_is_shared(self) -> bool:
        """Whether it has words for all that notices share, whatever they are about."""
        return all(whole(node) for name, node in self.tree.items() if name != "kinds")

    @property
    def right_to_left(self) -> bool:
        """Whether it is read from right to left."""
        return self.locale.text_direction == "rtl"


def whole(node: Any) -> bool:
    """Whether nothing in a part of a tree is without words."""
    return all(map(whole, node.values())) if isinstance(node, Mapping) else node is not None


def language_for(tag: str) -> str:
    """The language that a notice to somebody is written in."""
    language = tag.split("-", maxsplit=1)[0].lower()
    return language if language in written() else FALLBACK


@cache
def written() -> frozenset[str]:
    """The languages that there are words of."""
    return frozenset({SOURCE, *(file.stem for file in (DESK / "catalogues").glob("*.po"))})


@cache
def words(language: str) -> Words:
    """All words of one language; read once."""
    if language == SOURCE:
        chosen = c2py(ENGLISH_PLURAL)
        english = mapped(source(), lambda _, text: spoken(text, chosen))
        return Words(SOURCE, english, source()["review"])
    found = catalogue(language)
    chosen = c2py(found.plural_expr)
    said = {one.context: one for one in found if one.id and not one.fuzzy}

    def translated(path: str, text: Any) -> Any:
        one = said.get(path)
        strings = forms_of(one.string) if one and one.id == gettext_id(text) else ()
        if not strings or not all(strings):
            return None
        return Plural(text["count"], strings, chosen) if isinstance(text, Mapping) else strings[0]

    return Words(language, mapped(source(), translated), review(found))


@cache
def source() -> dict[str, Any]:
    """What there is to say, in English."""
    loaded: dict[str, Any] = yaml.safe_load((DESK / "templates" / f"{SOURCE}.yaml").read_text())
    return loaded


def catalogue(language: str) -> Catalog:
    """The catalogue of a language, as it was written; it stops the start where it is broken."""
    with (DESK / "catalogues" / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def review(found: Catalog) -> str:
    """What a catalogue says of its own review."""
    said = REVIEW.search(found.header_comment)
    return said.group(1) if said else NOT_REVIEWED


def mapped(node: Any, what: Callable[[str, Any], Any], path: str = "") -> Any:
    """A tree of the same shape, with something else in the place of each text."""
    if isinstance(node, Mapping) and "one" not in node:
        return {key: mapped(inner, what, f"{path}.{key}" if path else str(key)) for key, inner in node.items()}
    return node if isinstance(node, list) or path == "review" else what(path, node)


def texts() -> Iterator[tuple[str, Any]]:
    """Every text that there is to translate, with its place in the tree, which is its context in a catalogue."""
    found: list[tuple[str, Any]] = []
    mapped(source(), lambda path, text: found.append((path, text)))
    yield from found


def gettext_id(text: Any) -> str | tuple[str, str]:
    """A text as gettext identifies it."""
    return (text["one"], text["other"]) if isinstance(text, Mapping) else str(text)


def spoken(text: Any, choose: Callable[[int], int]) -> Any:
    """An English text."""
    return Plural(text["count"], (text["one"], text["other"]), choose) if isinstance(text, Mapping) else text


def forms_of(text: Any) -> tuple[str, ...]:
    """Every form that a text can take."""
    match text:
        case Plural():
            return text.forms
        case tuple() | list():
            return tuple(text)
        case None:
            return ()
    return (str(text),)


def placeholders(text: Any) -> frozenset[str]:
    """What a text is to be filled with."""
    return frozenset(name for form in forms_of(text) for _, name, _, _ in Formatter().parse(form) if name)

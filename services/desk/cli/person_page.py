"""The copy of what is kept about somebody as a page that needs nothing but itself, and prints well. Pure.

Before somebody reviewed it names of others are marked in it, and its head says that it is not to be handed over. After
that what is marked is not in it at all: a bar of one length stands in its place.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from services.desk.cli.person_words import BAR, of_language
from services.desk.markup import document, tag
from services.desk.rights.names import MARK

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
.draft { background: #fff3cd; border: 2px solid #e69f00; padding: .5rem 1rem; font-weight: bold }
mark { background: #ffd54f } table { border-collapse: collapse; width: 100%; margin: .3rem 0 1.2rem }
th, td { padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #ddd; text-align: left; vertical-align: top }
th { font-weight: normal; color: #555; width: 14rem; overflow-wrap: anywhere } td { white-space: pre-wrap }
h3 { font-size: 1rem; margin: 1.2rem 0 .2rem } section { break-inside: avoid } li { margin: .3rem 0 }
@media print { body { margin: 0; max-width: none; font-size: 11pt } }
"""
NOTHING_FETCHED = "default-src 'none'; style-src 'unsafe-inline'"

type Said = Callable[[str], str]


def page(copy: Mapping[str, Any], language: str) -> str:
    """The page."""
    said = of_language(language)
    reviewed = bool(copy["reviewed_by"])
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=NOTHING_FETCHED),
        tag("title", said("title")),
        tag("style", STYLE),
    )
    body = tag(
        "body",
        tag("h1", said("title")),
        *([] if reviewed else [tag("p", said("draft"), class_="draft")]),
        tag("p", f"{said('case')} {copy['case']}. {said(copy['role'])}. {said('made')} {moment(copy['made'])}."),
        *([tag("p", said("erased"), class_="draft")] if copy["erased"] else []),
        tag("p", said("about")),
        *chapter(said, "kept", (entry(one, said, reviewed) for one in copy["kept"] if not one["told"])),
        *chapter(said, "told", (entry(one, said, reviewed) for one in copy["kept"] if one["told"])),
        *chapter(said, "kinds", (kind(one, said) for one in copy["kinds"])),
        *chapter(said, "bases", [listed(copy["legal_bases"])] if copy["legal_bases"] else []),
        *chapter(said, "recipients", [listed(map(recipient, copy["recipients"]))] if copy["recipients"] else []),
        *chapter(said, "read", [listed(map(reading, copy["read"]))] if copy["read"] else []),
        *chapter(said, "not-in-it", [tag("p", said("withheld"))]),
        *chapter(said, "rights", [listed(said(f"right-{number}") for number in range(1, 7))]),
    )
    return document(head, body, lang=said("lang"))


def chapter(said: Said, name: str, inside: Iterable[Element]) -> Iterator[Element]:
    """A chapter under its head; of an empty one it is said that there is nothing."""
    yield tag("h2", said(name))
    found = list(inside)
    yield from found or [tag("p", said("nothing"))]


def entry(one: Mapping[str, Any], said: Said, reviewed: bool) -> Element:
    """One thing that happened."""
    before = set(one["superseded"])
    rows = [
        tag("tr", tag("th", place + (f" ({said('superseded')})" if place in before else "")), tag("td", *text))
        for place, value in one["data"].items()
        if (text := list(text_of(value, said, reviewed)))
    ]
    heading = tag("h3", f"{moment(one['at'])} - {one['what']}")
    return tag("section", heading, *([tag("table", tag("tbody", *rows))] if rows else []))


def kind(one: Mapping[str, Any], said: Said) -> Element:
    """What is said of a kind of data."""
    rows = (tag("tr", tag("th", said(name)), tag("td", one[name])) for name in ("purpose", "basis", "retention"))
    special = f" ({said('special')})" if one["special"] else ""
    return tag("section", tag("h3", one["kind"] + special), tag("table", tag("tbody", *rows)))


def text_of(value: Any, said: Said, reviewed: bool) -> Iterator[Element | str]:
    """A value in words; what is marked as a mark, or as a bar once it was reviewed."""
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    if isinstance(value, bool):
        value = said("yes" if value else "no")
    text, end = str(value), 0
    for found in MARK.finditer(text):
        yield text[end : found.start()]
        yield BAR if reviewed else tag("mark", found[1])
        end = found.end()
    yield text[end:]


def listed(lines: Iterable[str]) -> Element:
    """A list."""
    return tag("ul", *(tag("li", line) for line in lines))


def recipient(one: Mapping[str, Any]) -> str:
    """Who was or may be given what."""
    return f"{moment(one['at'])}: {one['who']}: {', '.join(one['what']) or '-'}"


def reading(one: Mapping[str, Any]) -> str:
    """Who looked at which kinds of data."""
    return f"{moment(one['at'])}: {one['role']}: {', '.join(one['kinds'])}"


def moment(written: str) -> str:
    """A moment without its seconds."""
    return written[:16].replace("T", " ")

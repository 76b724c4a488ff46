"""A plan as its readers' own document, in their language, with their parts only (R43, R24): pure."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.notices import NoticeKind
from services.desk.notices import document
from services.desk.notices.audience import Reader
from services.desk.notices.said import Document, Matter, Reply
from services.desk.notices.wording import Wording

PLAN = Document(
    version=2,
    agreed_on=date(2026, 3, 7),
    agreed_by=("Joke", "Sara"),
    present=("Joke", "Sara", "Bram"),
    replies=(
        Reply("Hoe gaan de kinderen weer naar school?", "Oma loopt mee."),
        Reply("Waar wonen wij straks?", why_not="Dat weten wij nog niet."),
    ),
    bottom_lines=(Reply("Nooit alleen met hem.", "Oom Bas is er dan ook."),),
    actions=(
        Matter("Meerijden naar het ziekenhuis.", who="Joke", recurrence="FREQ=WEEKLY;INTERVAL=3;BYDAY=WE",
               dates=(date(2026, 3, 11), date(2026, 4, 1), date(2026, 4, 22))),
        Matter("Bellen met school.", who="Sara", by=date(2026, 5, 1), monitor="Bram"),
        Matter("De was doen.", who="Ot", recurrence="FREQ=WEEKLY", pending=True),
        Matter("Koken.", who="Aart", by=date(2026, 5, 1), returned=True),
    ),
    requests=("Begeleiding bij de schuld", "Een taalcoach"),
    monitor="Sara",
    dissent="Bram had liever een andere school gezien.",
    reviews=(date(2026, 6, 7), date(2027, 3, 7)),
    fallback=date(2027, 5, 1),
)  # fmt: skip


def text(language: str = "nl", plan: Document = PLAN) -> str:
    """The document."""
    return document.write(plan, Wording(language, NoticeKind.PLAN))


@pytest.mark.parametrize("words", [
    "versie 2, afgesproken op 7 maart 2026",
    "Hoe gaan de kinderen weer naar school?\nOma loopt mee.",
    "Hierop geeft het plan geen antwoord: Dat weten wij nog niet.",
    "Minimumeis: Nooit alleen met hem.\nOom Bas is er dan ook.",
    "- Joke: Meerijden naar het ziekenhuis (elke 3 weken: 11 maart 2026, 1 april 2026, 22 april 2026 en zo verder)",
    "- Sara: Bellen met school (uiterlijk 1 mei 2026); Bram let erop",
    "- Ot: De was doen (elke week), als daar nog ja op gezegd wordt",
    "- Aart: Koken (uiterlijk 1 mei 2026), nu weer van de kring",
    "Hulp waar de kring om vraagt:\n- Begeleiding bij de schuld\n- Een taalcoach",
    "Bram had liever een andere school gezien.",
    "Afgesproken door Joke en Sara.",
    "Erbij waren Joke, Sara en Bram.",
    "Sara houdt in de gaten hoe het gaat.",
    "De kring kijkt samen terug op 7 juni 2026 en 7 maart 2027.",
    "vraagt iemand op 1 mei 2027 hoe het gaat",
])  # fmt: skip
def test_the_document_says_all_that_was_agreed(words: str) -> None:
    """R23, R43: answers or why not, who does what and when, requests, who agreed, dissent, who watches, reviews."""
    assert words in text()


def test_a_circle_that_speaks_another_language_reads_the_same() -> None:
    """R43: the frame is in the reader's language, what people said as they said it."""
    english = text("en")

    for words in ("Who does what:", "every 3 weeks: 11 March 2026", "Agreed by Joke and Sara.", "Oma loopt mee."):
        assert words in english


def test_what_people_said_keeps_its_own_direction_once() -> None:
    """R44: in a language that is read from the right; nothing is marked twice."""
    arabic = text("ar")

    for said in ("Oma loopt mee.", "Dat weten wij nog niet.", "Een taalcoach", "Joke", "Sara", "Bram", "Meerijden"):
        assert f"\u2068{said}" in arabic
    assert "\u2068\u2068" not in arabic
    assert arabic.count("\u2068") == arabic.count("\u2069")


def test_what_there_is_not_is_not_spoken_of() -> None:
    """R43: no empty headings; that everybody agreed needs no second list."""
    bare = text(plan=Document(version=1, agreed_on=date(2026, 3, 7), agreed_by=("Joke",), present=("Joke",)))

    assert bare == "Plan van de kring, versie 1, afgesproken op 7 maart 2026\n\nAfgesproken door Joke."


def test_a_plan_that_is_too_long_for_a_notice_says_so_and_is_whole_elsewhere() -> None:
    """R43: cut between lines, never within what somebody said."""
    many = tuple(Matter(f"Afspraak {number} " + "x" * 80, who="Joke") for number in range(200))
    long = replace(PLAN, actions=many)
    wording = Wording("nl", NoticeKind.PLAN)

    fitted = document.fitted(long, wording)

    assert len(fitted) < document.LONGEST + 200
    assert fitted.endswith("dat de coördinator brengt.")
    assert all(line in document.write(long, wording) for line in fitted.splitlines()[:-1])
    assert document.fitted(PLAN, wording) == text()


@pytest.mark.parametrize(
    ("reader", "circle", "named", "answer", "other"),
    [
        (Reader("els"), True, True, True, True),
        (Reader("jan"), True, False, True, True),
        (Reader(), True, False, True, True),
        (Reader(whole=True), True, True, True, True),
        (Reader("els", lines=frozenset({"line-1"})), False, False, True, False),
    ],
    ids=["named", "of the circle", "staff", "coordinator", "setter"],
)
def test_who_reads_what(reader: Reader, circle: bool, named: bool, answer: bool, other: bool) -> None:
    """R43, R24: the circle by default; named persons; the setter only what answers their own bottom line."""
    assert reader.reads("action", "drive", {}) is circle
    assert reader.reads("action", "line-1", {}) is circle
    assert reader.reads("action", "drive", {"readers": ["els", "mike"]}) is named
    assert reader.reads("answer", "line-1", {}) is answer
    assert reader.reads("answer", "line-2", {}) is other

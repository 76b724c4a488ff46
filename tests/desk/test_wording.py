"""Notices in people's own language and form of address (R44): pure."""

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import reduce

import pytest

from contracts.notices import NoticeKind
from contracts.sentences import NextStep, sentence
from services.desk.notices.languages import language_for, words, written
from services.desk.notices.said import Matter, Said
from services.desk.notices.wording import Wording, addressed

WRITTEN = ("nl", "en", "tr", "ar", "pl")
VARIANTS = (
    "",
    "person-concerned",
    "information-giver",
    "coordinator",
    "representative",
    "person-left",
    "returned",
    "not-told",
    "pending",
    "fallback",
    "overdue",
    "birthday",
    "alone",
    "lifted",
    "undecided",
    "consent",
    "consent-over",
    "safety",
    "safety-over",
    "asked",
    "accepted",
    "refused",
    "lapsed",
    "ended",
    "assists",
    "corrected",
)
SAID = Said(
    case="case-1",
    asked_by="coordinator",
    name="Els",
    about=("Mike", "Joy"),
    coordinator="Fatma",
    when=datetime(2025, 3, 3, 9, 30, tzinfo=UTC),
    place="buurthuis De Klok",
    by=datetime(2025, 3, 10, 22, 59, 59, tzinfo=UTC),
    detail="declined:no-capacity",
    matters=(Matter("Niet bij deze man wonen."),),
)


def all_wordings(language: str) -> list[Wording]:
    """Every notice that can be written in a language."""
    return [Wording(language, kind, variant) for kind in NoticeKind for variant in VARIANTS]


@pytest.mark.parametrize("language", WRITTEN)
def test_every_notice_can_be_written(language: str) -> None:
    """No kind of notice is without words, and no placeholder or form of address is left in them."""
    for wording in all_wordings(language):
        text = wording.write(SAID)
        assert not set("{}[]|") & set(text), text
        assert len(text) < 4000


@pytest.mark.parametrize("language", WRITTEN)
@pytest.mark.parametrize("kind", [NoticeKind.INVITATION, NoticeKind.REMINDER, NoticeKind.CONSENT_ASKED])
def test_whoever_is_asked_hears_how_to_say_no_who_sees_what_and_where_to_complain(
    language: str, kind: NoticeKind
) -> None:
    """R44: in every invitation, also of an information giver, a representative, and in a reminder."""
    for variant in VARIANTS:
        text = Wording(language, kind, variant).write(SAID)
        for part in ("no", "sees", "complain"):
            assert addressed(words(language).tree["parts"][part], SAID) in text


@pytest.mark.parametrize("language", WRITTEN)
def test_an_invitation_says_who_asks_what_for_where_and_when(language: str) -> None:
    """R44: by name, in Dutch time."""
    text = Wording(language, NoticeKind.INVITATION).write(SAID)

    for word in ("Els", "Fatma", "Mike", "Joy", "buurthuis De Klok", "2025", "10"):
        assert word in text


@pytest.mark.parametrize("language", WRITTEN)
def test_a_hidden_place_is_in_no_notice(language: str) -> None:
    """R37: when it is, and that the coordinator tells where."""
    for kind in (NoticeKind.INVITATION, NoticeKind.REMINDER, NoticeKind.CONFERENCE_MOVED):
        text = Wording(language, kind).write(replace(SAID, hidden=True))

        assert "buurthuis De Klok" not in text
        assert "2025" in text
        assert "hidden" not in text


def test_a_date_that_is_not_chosen_yet_is_said_to_be_the_circles() -> None:
    """R17: the circle chooses date and place."""
    text = Wording("en", NoticeKind.INVITATION).write(Said(case="case-1", about=("Mike",)))

    assert "The circle itself chooses date and place" in text
    assert "None" not in text


def test_that_it_is_off_is_told_without_the_reason() -> None:
    """R31: nothing in it differs whatever happened, and nobody is named as its cause."""
    for language in WRITTEN:
        wording = Wording(language, NoticeKind.CALLED_OFF)
        assert wording.needs == frozenset()


def test_a_coordinator_reads_which_of_their_cases_has_ended() -> None:
    """R31, R44: they can have several; that there was no conference is not said, for there may have been one."""
    for language in WRITTEN:
        wording = Wording(language, NoticeKind.CALLED_OFF, "coordinator")
        assert wording.needs == {"case"}
        assert "Eigen Kracht-conferentie " not in wording.write(SAID)


def test_a_status_says_what_it_means_as_agencies_read_it() -> None:
    """R30, R44: what follows and by when, whom to call; where a language has no words for it, it is left out whole."""
    step = NextStep(by=date(2025, 3, 6), call="000 000 00 00")
    said = replace(SAID, detail="received", next_step=step)

    for language in ("nl", "en"):
        assert sentence("received", step, language) in Wording(language, NoticeKind.STATUS).write(said)
    turkish = Wording("tr", NoticeKind.STATUS)
    assert turkish.write(said) == turkish.write(replace(said, next_step=None))


def test_a_status_names_nobody() -> None:
    """R30: a referrer hears the status only: not whom it is about, nor who has the case."""
    for language in WRITTEN:
        assert Wording(language, NoticeKind.STATUS).needs <= {"detail"}


def test_an_offer_names_nobody() -> None:
    """R12, R13: who is asked to be coordinator learns of the family when they have said yes."""
    for language in WRITTEN:
        assert not {"about", "matters"} & Wording(language, NoticeKind.OFFER).needs


def test_a_young_person_is_addressed_as_one() -> None:
    """R44: in their form of address."""
    formal = Wording("nl", NoticeKind.INVITATION).write(SAID)
    informal = Wording("nl", NoticeKind.INVITATION).write(
        Said(case="case-1", name="Joy", about=("Mike",), informal=True)
    )

    assert " u " in formal
    assert " u " not in informal


@pytest.mark.parametrize(
    ("tag", "language"), [("nl", "nl"), ("nl-BE", "nl"), ("en", "en"), ("ar-SY", "ar"), ("TR", "tr"), ("ti", "nl")]
)
def test_a_language_without_a_catalogue_falls_back_to_dutch(tag: str, language: str) -> None:
    """R44: any language may be asked for; five are written."""
    assert written() == set(WRITTEN)
    assert language_for(tag) == language


@pytest.mark.parametrize(
    ("language", "formal", "informal"),
    [
        ("nl", "nodigt u uit", "nodigt je uit"),
        ("tr", "sizi", "seni"),
        ("pl", "Pana/Panią", "Cię"),
        ("ar", "لكم", "لك "),
        ("en", "invites you", "invites you"),
    ],
)
def test_a_notice_keeps_to_one_form_of_address(language: str, formal: str, informal: str) -> None:
    """R44: the one that its reader chose, all through."""
    texts = [Wording(language, NoticeKind.INVITATION).write(replace(SAID, informal=is_)) for is_ in (False, True)]

    assert (formal in texts[0], informal in texts[1]) == (True, True)
    if formal != informal:
        assert (formal in texts[1], informal in texts[0]) == (False, False)


@pytest.mark.parametrize(
    ("language", "moment"),
    [
        ("nl", "maandag 3 maart 2025 om 10:30 uur"),
        ("en", "Monday, 3 March 2025 at 10:30"),
        ("tr", "3 Mart 2025 Pazartesi, saat 10:30"),
        ("pl", "poniedziałek, 3 marca 2025, godz. 10:30"),
        ("ar", "الاثنين، 3 مارس 2025، الساعة 10:30 ص"),
    ],
)
def test_a_date_is_said_as_the_language_says_it(language: str, moment: str) -> None:
    """R44: in Dutch time."""
    assert moment in Wording(language, NoticeKind.INVITATION).write(SAID)


@pytest.mark.parametrize(
    ("language", "number", "words_of_it"),
    [
        ("nl", 1, "elke week"),
        ("nl", 3, "elke 3 weken"),
        ("tr", 1, "her hafta"),
        ("tr", 3, "3 haftada bir"),
        ("pl", 1, "co tydzień"),
        ("pl", 3, "co 3 tygodnie"),
        ("pl", 5, "co 5 tygodni"),
        ("pl", 22, "co 22 tygodnie"),
        ("ar", 1, "كل أسبوع"),
        ("ar", 2, "كل أسبوعين"),
        ("ar", 3, "كل 3 أسابيع"),
        ("ar", 11, "كل 11 أسبوعًا"),
    ],
)
def test_how_many_there_are_changes_the_word(language: str, number: int, words_of_it: str) -> None:
    """R44: plural as the language has it."""
    weekly = Matter("Koken", recurrence=f"FREQ=WEEKLY;INTERVAL={number}")

    assert f"({words_of_it})" in Wording(language, NoticeKind.ACTION_REMINDER).write(replace(SAID, matters=(weekly,)))


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (Matter("Koken", recurrence="FREQ=WEEKLY"), "Koken (elke week). Het is"),
        (Matter("Koken"), "Koken. Het is"),
        (Matter("Wil je koken?"), "Wil je koken? Het is"),
    ],
)
def test_a_sentence_ends_before_the_next_begins(what: Matter, said: str) -> None:
    """R44: also where people wrote no full stop."""
    assert said in Wording("nl", NoticeKind.ACTION_ASKED).write(replace(SAID, matters=(what,)))


def test_one_decides_and_several_decide() -> None:
    """R38, R44: a case can be about several people."""
    asked = Wording("nl", NoticeKind.CONSENT_ASKED, "representative")

    assert "Mike beslist daarnaast zelf" in asked.write(replace(SAID, about=("Mike",)))
    assert "Mike en Joy beslissen daarnaast zelf" in asked.write(SAID)


def test_arabic_is_read_from_the_right_whatever_a_line_begins_with() -> None:
    """R44: each line says so; a name or a place keeps its own direction and breaks nothing around it."""
    text = Wording("ar", NoticeKind.ACTION_REMINDER).write(replace(SAID, matters=(Matter("Koken"), Matter("Bellen"))))

    assert all(line.startswith("\u200f") for line in text.splitlines() if line)
    for word in ("Els", "Fatma", "Koken", "Bellen"):
        assert f"\u2068{word}\u2069" in text
    assert not {"\u200f", "\u2068"} & set(Wording("nl", NoticeKind.ACTION_REMINDER).write(SAID))


def test_a_turkish_sentence_begins_with_a_turkish_capital() -> None:
    """R44: of i it is İ."""
    text = Wording("tr", NoticeKind.ESCALATION).capital("ilk görüşme")

    assert text == "İlk görüşme"


@pytest.mark.parametrize("lost", [("kinds", "invitation", "default"), ("parts", "no"), ("closing",)])
def test_a_notice_that_a_language_has_no_words_for_is_dutch_from_beginning_to_end(
    monkeypatch: pytest.MonkeyPatch, lost: tuple[str, ...]
) -> None:
    """R44: a text that a speaker doubts is not used; nobody gets a letter in two languages."""
    tree = deepcopy(dict(words("tr").tree))
    *way, last = lost
    reduce(lambda node, key: node[key], way, tree)[last] = None
    turkish = replace(words("tr"), tree=tree)
    monkeypatch.setattr(
        "services.desk.notices.wording.words", lambda language: turkish if language == "tr" else words(language)
    )

    wording = Wording("tr", NoticeKind.INVITATION)

    assert wording.language == "nl"
    assert wording.write(SAID) == Wording("nl", NoticeKind.INVITATION).write(SAID)


def test_what_people_wrote_stays_as_they_wrote_it() -> None:
    """Their own brackets are no form of address, and no placeholder."""
    odd = Matter("Wie [of wat|waar] {naam}?")

    assert odd.what in Wording("nl", NoticeKind.BOTTOM_LINE).write(replace(SAID, matters=(odd,)))


def test_a_notice_is_never_too_long_for_its_contract() -> None:
    """What does not fit is cut; who wants to know how to say no still reads it."""
    long = tuple(Matter("x" * 3_000) for _ in range(5))
    text = Wording("nl", NoticeKind.ACTION_REMINDER).write(replace(SAID, matters=long))

    assert len(text) <= 4_000
    assert "klachten@" in text

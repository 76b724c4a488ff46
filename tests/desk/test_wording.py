"""Notices in people's own language and form of address (R44): pure."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from contracts.notices import NoticeKind
from services.desk.languages import language_for, templates
from services.desk.said import Matter, Said
from services.desk.wording import Wording

WRITTEN = ("nl", "en")
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
        words = templates(language)["parts"]
        for part in ("no", "sees", "complain"):
            assert words[part].split(":")[0].split("[")[0] in text


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


@pytest.mark.parametrize(("tag", "language"), [("nl", "nl"), ("nl-BE", "nl"), ("en", "en"), ("ti", "en"), ("ar", "en")])
def test_a_language_without_templates_falls_back_to_english(tag: str, language: str) -> None:
    """Any language may be asked for; two are written."""
    assert language_for(tag) == language


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


def test_both_languages_say_the_same_things() -> None:
    """The same kinds, variants, parts and words of fixed lists."""
    dutch, english = (templates(language) for language in WRITTEN)

    assert dutch["words"].keys() == english["words"].keys()
    assert dutch["roles"].keys() == english["roles"].keys()
    assert dutch["document"].keys() == english["document"].keys()
    for kind in NoticeKind:
        assert dutch["kinds"][kind].keys() == english["kinds"][kind].keys()
        assert dutch["kinds"][kind].get("parts") == english["kinds"][kind].get("parts")

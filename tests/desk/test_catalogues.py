"""The catalogues of notices: complete, safe, and honest about who has looked at them (R44, R16, R31): pure."""

from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message

from contracts.notices import NoticeKind
from contracts.people import DeclineReason, Status
from services.desk.collect import renewed
from services.desk.notices.languages import (
    DESK,
    Plural,
    catalogue,
    forms_of,
    gettext_id,
    placeholders,
    review,
    source,
    texts,
    whole,
    words,
    written,
)
from services.desk.notices.wording import EITHER, Wording

TRANSLATED = sorted(written() - {"en"})
ASKING = {NoticeKind.INVITATION, NoticeKind.REMINDER, NoticeKind.CONSENT_ASKED}
TELLING = "kinds.consent-asked.alone"
"""It asks nothing: it tells that from a birthday on they decide alone (R5)."""
STAFF_ONLY = {
    "referral-received",
    "call-family",
    "contact-referrer",
    "escalation",
    "pool-empty",
    "deviation",
    "safety",
    "consent-changed",
    "held-up",
    "undelivered",
    "coordinator-away",
    "complaint",
    "work-claimed",
    "possible-duplicate",
    "transfer",
}
DETAILED = {
    "status",
    "escalation",
    "deviation",
    "undelivered",
    "coordinator-gone",
    "coordinator-away",
    "consent-changed",
}
"""What may say a word of a list: only referrers and staff get it."""
VETO = {
    "en": ("veto", "kept out", "keep out", "keeps out"),
    "nl": ("veto", "geweerd", "weert"),
    "tr": ("veto", "istenmeyen"),
    "pl": ("weto", "wykluczon"),
    "ar": ("فيتو", "اعتراض", "استبعاد"),
}
"""How a language would speak of somebody who is kept out."""


@pytest.mark.parametrize("language", sorted(written()))
def test_every_notice_has_all_its_words_in_every_language(language: str) -> None:
    """R44: each kind, each part, each word of a list; nothing empty, nothing doubtful."""
    assert set(source()["kinds"]) == set(NoticeKind)
    assert whole(words(language).tree)
    for kind in NoticeKind:
        assert Wording(language, kind).language == language


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_what_there_is_to_say_and_no_more(language: str) -> None:
    """It is as `python -m services.desk.collect` writes it: run that when this fails, and translate what is new."""
    assert (DESK / "catalogues" / f"{language}.po").read_bytes() == renewed(language)


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_are_those_of_the_english_text(language: str) -> None:
    """Whoever reads a translation learns the same, and nothing is left open."""
    for one in messages(catalogue(language)):
        for form in forms_of(one.string):
            asked, has = lowered(one.id), lowered(form)
            optional = {"n", "number", "about", "matters"} if isinstance(one.id, tuple) else set()
            assert asked - optional <= has <= asked, one.context


@pytest.mark.parametrize("language", TRANSLATED)
def test_forms_of_address_are_written_in_pairs(language: str) -> None:
    """`[formal|informal]`: no bracket is left over, and no placeholder is in one form only."""
    for one in messages(catalogue(language)):
        for form in forms_of(one.string):
            assert not set("[]|") & set(EITHER.sub("", form)), one.context
            for formal, informal in EITHER.findall(form):
                assert placeholders(formal) == placeholders(informal), one.context


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_plural_has_every_form_that_its_language_has(language: str) -> None:
    """R44: and each number has one."""
    found = catalogue(language)
    assert all(len(forms_of(one.string)) == found.num_plurals for one in messages(found) if isinstance(one.id, tuple))
    every = words(language).tree["action"]["every"]["WEEKLY"]
    assert isinstance(every, Plural)
    assert all(every.of(number) for number in range(200))


@pytest.mark.parametrize("language", sorted(written()))
def test_whoever_is_asked_something_reads_how_to_say_no_and_where_to_complain(language: str) -> None:
    """R44: who asks; no without a reason; who sees what; the same address in every language."""
    for kind in ASKING:
        assert source()["kinds"][kind]["parts"] == ["no", "sees", "complain"]
        asked = [form for path, form in said_in(language) if path.startswith(f"kinds.{kind}.") and path != TELLING]
        assert asked
        assert all("{who}" in form for form in asked)
    for kind in set(NoticeKind) - STAFF_ONLY:
        assert "complain" in source()["kinds"][kind]["parts"], kind
    assert "klachten@eigenkracht.example" in words(language).tree["parts"]["complain"]


@pytest.mark.parametrize("language", sorted(written()))
def test_nothing_of_a_veto_can_be_in_a_notice(language: str) -> None:
    """R16: no text and no word that somebody outside the staff can get speaks of one."""
    for path, form in said_in(language):
        if path.split(".")[1:2] != ["deviation"] and not path.startswith("words."):
            assert not [word for word in VETO[language] if word in form.lower()], path


@pytest.mark.parametrize("language", sorted(written()))
def test_nothing_of_a_reason_can_be_in_a_notice(language: str) -> None:
    """R16, R30, R31: there is no placeholder for one; `detail`, a word of a list, only referrers and staff get."""
    for path, form in said_in(language):
        assert "reason" not in placeholders(form)
        if placeholders(form) & {"detail", "Detail"}:
            assert path.split(".")[1] in DETAILED, path
            assert path != "kinds.coordinator-gone.coordinator"
    called_off = words(language).tree["kinds"]["called-off"]
    assert set(called_off) == {"default", "coordinator", "person-concerned", "parts"}
    assert not placeholders(called_off["default"]) | placeholders(called_off["person-concerned"])


def test_what_a_referrer_can_hear_has_words() -> None:
    """R30: each status, and each reason of a decline; no cause of any other ending."""
    assert {*Status, *DeclineReason} <= set(source()["words"])
    assert not {"withdrawn", "death", "stopped", "vetoed"} & set(source()["words"])


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_says_whether_a_speaker_has_looked_at_it(language: str) -> None:
    """R44: it is not reviewed until its own head says so."""
    assert "# Review: " in catalogue(language).header_comment
    assert words(language).review == "not reviewed by a speaker"
    assert review(Catalog("ti", header_comment="# Tigrinya")) == "not reviewed by a speaker"
    assert review(Catalog("ti", header_comment="# Review: Yonas, 3 May 2026\n# more")) == "Yonas, 3 May 2026"


def test_a_text_that_somebody_doubts_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """R44: whoever reviews marks it as `fuzzy`; until the mark is gone it reads as if there were no words."""
    found = catalogue("tr")
    doubted = found.get("Dear {name},", context="greeting")
    assert doubted
    doubted.flags.add("fuzzy")
    monkeypatch.setattr("services.desk.notices.languages.catalogue", lambda _language: found)

    tree = words.__wrapped__("tr").tree

    assert (tree["greeting"], tree["greeting_unnamed"]) == (None, "Merhaba,")


def test_what_the_english_says_anew_is_doubtful_until_somebody_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    """R44: a translation of what is no longer said is kept for whoever looks at it, and not used."""
    changed = [(path, "Dear {name}!" if path == "greeting" else text) for path, text in texts()]
    monkeypatch.setattr("services.desk.collect.texts", lambda: iter([*changed, ("kinds.new.default", "New")]))

    written_out = renewed("tr").decode()

    assert (
        '#, fuzzy, python-brace-format\nmsgctxt "greeting"\nmsgid "Dear {name}!"\nmsgstr "Sayın {name},"' in written_out
    )
    assert 'msgctxt "kinds.new.default"\nmsgid "New"\nmsgstr ""' in written_out


def messages(found: Catalog) -> list[Message]:
    """Its texts, without its head."""
    return [one for one in found if one.id]


def said_in(language: str) -> list[tuple[str, str]]:
    """Every form of every text of a language, with its place."""
    if language == "en":
        return [(path, form) for path, text in texts() for form in forms_of(gettext_id(text))]
    return [(str(one.context), form) for one in messages(catalogue(language)) for form in forms_of(one.string)]


def lowered(text: object) -> set[str]:
    """The placeholders of a text; where a sentence begins a capital is no difference."""
    names = (name for form in forms_of(text) for _, name, _, _ in Formatter().parse(form) if name)
    return {name.lower() for name in names}

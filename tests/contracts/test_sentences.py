"""What is told beside a status: whole, in both languages, and about nobody (R30)."""

from datetime import date
from string import Formatter
from typing import Any

import pytest

from contracts.people import DeclineReason, Status
from contracts.sentences import (
    CORRECTION_TAKEN,
    INFORMATION_ASKED,
    LANGUAGES,
    NextStep,
    named,
    sentence,
    sentences,
    words,
)

CALL = "000 000 00 00"
STATUSES = {named(status) for status in Status if status is not Status.DECLINED}
DECLINES = {named(Status.DECLINED, reason) for reason in DeclineReason}
TOLD = STATUSES | DECLINES | {CORRECTION_TAKEN, INFORMATION_ASKED}
SHARED = {"months", "call"}


@pytest.mark.parametrize("name", sorted(TOLD))
def test_each_says_what_it_means_what_follows_and_whom_to_call(name: str) -> None:
    """R30: of a status, of each reason of a decline, of what is told besides."""
    said = sentences(name, NextStep(by=date(2026, 3, 5), call=CALL))

    for language, text in said.model_dump().items():
        assert all(words()[name][language][part] in text for part in ("means", "follows"))
        assert text.endswith(f"{CALL}.")


def test_nothing_is_told_but_what_the_language_has() -> None:
    """No text without a status, no status without a text; and each in every language of agencies."""
    assert words().keys() - SHARED == TOLD
    assert all(set(words()[name]) == set(LANGUAGES) for name in words())


def test_a_day_is_written_as_people_write_it_and_left_out_where_none_is_known() -> None:
    """R30: what happens next, and when."""
    dated, undated = NextStep(by=date(2026, 3, 5), call=CALL), NextStep(call=CALL)

    assert "uiterlijk op 5 maart 2026." in sentence("received", dated, "nl")
    assert "on 5 March 2026 at the latest." in sentence("received", dated, "en")
    assert "2026" not in sentence("received", undated, "nl")
    assert "  " not in sentence("received", undated, "nl")


def test_a_language_without_these_words_has_no_sentence() -> None:
    """R44: nobody gets half a notice in another language."""
    assert sentence("received", NextStep(call=CALL), "tr") == ""


def test_a_text_is_filled_with_a_day_and_with_whom_to_call() -> None:
    """R30: there is no place in it for anything of a case; and nobody who reads Dutch is called `u` or `je`."""
    for text in texts(words()):
        filled = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        assert filled <= {"by", "call"}
    for text in (text for name in TOLD for text in texts(words()[name]["nl"])):
        assert not {"u", "uw", "je", "jij", "jouw"} & set(text.lower().replace(".", " ").replace(",", " ").split())


def texts(node: Any) -> list[str]:
    """Every text of the catalogue."""
    if isinstance(node, str):
        return [node]
    return [text for inner in (node.values() if isinstance(node, dict) else node) for text in texts(inner)]

"""Whatever the coordination service lets people be told of has words in each language (R44): pure."""

from typing import get_args

import pytest

from contracts.coordination import Concern
from contracts.notices import FOLLOWED
from services.desk.notices.languages import words, written

DEVIATIONS = (
    "not-ready",
    "other-session",
    "giver-in-private-time",
    "coordinator-in-private-time",
    "outsider-in-private-time",
    "kept-out-present",
    "kept-apart-met",
    "case-ended",
    "told-before",
    "next-session-missing",
    "not-in-preparation",
    "coordinator-with-a-stake",
    "setter-in-the-circle",
)
VETOES = tuple(f"veto-{concern}" for concern in get_args(Concern))
UNDELIVERED = tuple(f"sent-{kind}" for kind in FOLLOWED)
RELEASED = ("ill", "left", "conflict", "family-wish", "other")


@pytest.mark.parametrize("word", [*DEVIATIONS, *VETOES, *UNDELIVERED, *RELEASED])
@pytest.mark.parametrize("language", sorted(written()))
def test_a_manager_reads_words_and_no_codes(language: str, word: str) -> None:
    """R39, R40, R41: in the language of whoever reads it."""
    assert words(language).tree["words"][word]

"""What whoever referred reads beside a status: what it means, what follows and by when, whom to call (R30).

The words are in `sentences.toml`, where people review them without code. They are filled in with a day and with the
region's contact, which are the same for everybody: nothing of a case can get into them.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from contracts.base import Part
from contracts.people import Contact, DeclineReason, Status

WORDS = Path(__file__).with_name("sentences.toml")
LANGUAGES = ("nl", "en")
CORRECTION_TAKEN, INFORMATION_ASKED = "correction-taken", "information-asked"


class NextStep(Part):
    """What the rules know of what follows: until when, and whom to call about it."""

    by: date | None = None
    """The last day of it, where the region's policy sets one."""
    call: Contact


class Sentences(Part):
    """The same in both languages that agencies read."""

    nl: str
    en: str


def named(status: Status, reason: DeclineReason | None = None) -> str:
    """A status as one word, as it is told and as the catalogue has it: `declined:no-capacity`."""
    return f"{status}:{reason}" if reason else status


def sentences(name: str, step: NextStep) -> Sentences:
    """What a status means, in every language of agencies."""
    return Sentences.model_validate({language: sentence(name, step, language) for language in LANGUAGES})


def sentence(name: str, step: NextStep, language: str) -> str:
    """What a status means, in one language; nothing in a language without words for it."""
    found = words()
    said: Mapping[str, str] = found[name].get(language, {})
    if not said:
        return ""
    day = written(step.by, language) if step.by else ""
    texts = (said["means"], said["follows"], said.get("by", "") if day else "", found["call"][language])
    return " ".join(text.format(by=day, call=step.call) for text in texts if text)


def written(day: date, language: str) -> str:
    """`6 maart 2026`."""
    return f"{day.day} {words()['months'][language][day.month - 1]} {day.year}"


@cache
def words() -> Mapping[str, Any]:
    """The catalogue."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))

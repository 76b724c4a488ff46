"""The languages that notices are written in: one file of words each."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "templates"
FALLBACK = "en"
"""For a language that no template is written in; whoever brings the notice can explain it (R40)."""


def language_for(tag: str) -> str:
    """The language that a notice to somebody is written in."""
    language = tag.split("-", maxsplit=1)[0].lower()
    return language if (FOLDER / f"{language}.yaml").exists() else FALLBACK


@cache
def templates(language: str) -> dict[str, Any]:
    """All words of one language."""
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / f"{language}.yaml").read_text())
    return loaded

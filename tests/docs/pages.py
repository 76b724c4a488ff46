"""The Markdown pages of the project, and what is in them."""

import re
from collections.abc import Iterator
from pathlib import Path

from deploy.local.layout import ROOT

ELSEWHERE = {".venv", ".local", ".git", "build", "node_modules", ".pytest_cache", ".hypothesis"}
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PATH = re.compile(r"`((?:[\w.-]+/)+[\w.-]+\.(?:py|yaml|md|json|lock))`")


def pages() -> list[Path]:
    """Every page of the repository."""
    return sorted(page for page in ROOT.rglob("*.md") if not ELSEWHERE & set(page.relative_to(ROOT).parts))


def links(page: Path) -> Iterator[str]:
    """What a page links to; code is no link."""
    yield from LINK.findall(BLOCK.sub("", page.read_text()))


def blocks(page: Path, language: str) -> list[str]:
    """The blocks of code of a page in one language."""
    return [code for name, code in BLOCK.findall(page.read_text()) if name == language]


def paths(page: Path) -> Iterator[str]:
    """The files that a page names in so many words."""
    yield from PATH.findall(page.read_text())

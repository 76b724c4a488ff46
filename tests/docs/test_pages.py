"""What people read is true as far as a program can see it: links, files, settings."""

import re
from pathlib import Path

import pytest

from deploy.local.layout import ROOT
from services.chassis.settings import Settings
from services.desk.settings import DeskSettings
from services.privacy.settings import PrivacySettings
from tests.docs.pages import blocks, links, pages, paths
from workflows.settings import WorkflowSettings

DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
PARTS_OF_A_DECISION = ["Context", "Choice", "Consequences", "When to look again"]
PICTURES = sorted((ROOT / "docs" / "pictures").glob("*.svg"))
OUTSIDE = re.compile(r"https?://(?!127\.0\.0\.1|localhost|www\.w3\.org/)[^\s\"')>]+")
SETTINGS = {
    "services/chassis/README.md": (Settings, None),
    "services/privacy/README.md": (PrivacySettings, Settings),
    "services/desk/README.md": (DeskSettings, Settings),
    "workflows/README.md": (WorkflowSettings, Settings),
}


def name(page: Path) -> str:
    """A page by its place."""
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", pages(), ids=name)
def test_every_link_leads_to_something_that_is_here(page: Path) -> None:
    """A page leads to pages and files of the repository, and to nobody's host."""
    targets = [link.partition("#")[0] for link in links(page)]

    assert [link for link in targets if link and not (page.parent / link).exists()] == []
    assert OUTSIDE.findall(page.read_text()) == []


@pytest.mark.parametrize("page", pages(), ids=name)
def test_every_file_that_is_named_is_there(page: Path) -> None:
    """From the root of the repository, or from the folder of the page."""
    missing = [path for path in paths(page) if not ((ROOT / path).exists() or (page.parent / path).exists())]

    assert [path for path in missing if not path.startswith(("build/", ".local/"))] == []


@pytest.mark.parametrize("picture", PICTURES, ids=name)
def test_a_picture_fetches_nothing(picture: Path) -> None:
    """No font, no style and no image from elsewhere."""
    assert OUTSIDE.findall(picture.read_text()) == []


@pytest.mark.parametrize("page", DECISIONS, ids=name)
def test_a_decision_has_its_four_parts(page: Path) -> None:
    """Context, choice, consequences, when to look again; short; and in the list."""
    text = page.read_text()

    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == PARTS_OF_A_DECISION
    assert text.startswith(f"# {page.name[:3]} ")
    assert len(text.splitlines()) <= 60
    assert page.name in (page.parent / "README.md").read_text()


@pytest.mark.parametrize("page", SETTINGS)
def test_every_setting_is_described(page: str) -> None:
    """What a part reads from its environment is in its table."""
    kind, beside = SETTINGS[page]
    own = kind.model_fields.keys() - (beside.model_fields.keys() if beside else set())
    text = (ROOT / page).read_text()

    assert [field for field in sorted(own) if f"EKC_{field.upper()}" not in text] == []


def test_the_targets_that_pages_name_exist() -> None:
    """`make demo` and the rest are targets of the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        target
        for page in pages()
        for code in [*blocks(page, "sh"), *re.findall(r"`(make [^`]+)`", page.read_text())]
        for target in re.findall(r"\bmake ([a-z][a-z-]*)", code)
    }

    assert named - targets == set()

"""Each alert has a page, which says what it means, where to look, what to do, and when it is over."""

import re

import pytest

from deploy.local.layout import ROOT
from deploy.observability.catalogue import ALERTS
from deploy.observability.rules import RUNBOOKS, Alert

PAGES = ROOT / RUNBOOKS
HEADINGS = ["What it means", "Look first", "Do", "When it clears"]


def test_each_alert_has_a_page_and_each_page_an_alert() -> None:
    """And the list of pages has all of them."""
    pages = {page.stem for page in PAGES.glob("Ekc*.md")}

    assert pages == {alert.name for alert in ALERTS}
    assert set(re.findall(r"\]\((Ekc\w+)\.md\)", (PAGES / "README.md").read_text())) == pages


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert.name)
def test_a_page_has_four_parts(alert: Alert) -> None:
    """In the order in which somebody who was woken reads them, and short."""
    text = (PAGES / f"{alert.name}.md").read_text()

    assert text.startswith(f"# {alert.name}\n")
    assert f"`{alert.severity}`" in text.splitlines()[2]
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    assert len(text.splitlines()) <= 60

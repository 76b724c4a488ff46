"""Each measure against a risk names the tests that hold it, or says that it is open."""

import re
from pathlib import Path

import pytest

from deploy.local.layout import ROOT

THREATS = ROOT / "docs" / "security" / "threat-model.md"
ASSESSMENT = ROOT / "docs" / "privacy" / "dpia.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)`")
HELD = "held by |\n"
STRIDE = "STRIDE"


def measures(page: Path) -> list[str]:
    """The rows of the tables whose last column says what holds a measure."""
    tables = page.read_text().split(HELD)[1:]
    return [row for table in tables for row in table.partition("\n\n")[0].splitlines()[1:]]


@pytest.mark.parametrize("page", [THREATS, ASSESSMENT], ids=lambda page: page.stem)
def test_each_measure_names_a_test_that_is_there_or_is_open(page: Path) -> None:
    """What nobody tests is not promised."""
    rows = measures(page)
    wrong = [row for row in rows if not NAMED.search(row) and not row.endswith("| open |")]
    missing = [test for row in rows for test in NAMED.findall(row) if not (ROOT / test).is_file()]

    assert rows
    assert (wrong, missing) == ([], [])


def test_each_arrow_is_looked_at_from_all_sides() -> None:
    """Spoofing, tampering, repudiation, disclosure, denial, elevation: for every one."""
    for arrow in THREATS.read_text().split("\n## ")[1:]:
        letters = re.findall(r"^\| ([STRIDE]) \|", arrow, re.MULTILINE)

        assert sorted(set(letters), key=STRIDE.index) == ["S", "T", "R", "I", "D", "E"], arrow.splitlines()[0]


def test_the_assessment_has_the_headings_of_the_model() -> None:
    """*Model DPIA Rijksdienst* 3.0: parts A to D, and the fifteen points of A and B."""
    text = ASSESSMENT.read_text()

    assert re.findall(r"^## ([A-D])\. ", text, re.MULTILINE) == ["A", "B", "C", "D"]
    assert [int(number) for number in re.findall(r"^### (\d+)\. ", text, re.MULTILINE)] == [*range(1, 16)]


def test_each_risk_has_a_measure() -> None:
    """By its number; what can only be accepted says so too."""
    text = ASSESSMENT.read_text()
    risks = set(
        re.findall(r"^\| (\d+) \| .+ \| .+ \| .+ \|$", text.partition("## C.")[2].partition("## D.")[0], re.MULTILINE)
    )
    met = {number for row in measures(ASSESSMENT) for number in row.split("|")[1].replace(" ", "").split(",")}

    assert risks
    assert risks - met == set()

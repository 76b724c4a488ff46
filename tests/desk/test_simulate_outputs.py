"""`ekc simulate`: a table, CSV, JSON and a page, each of which says that nothing of it is real."""

import csv
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from services.desk.cli.main import app
from services.desk.simulate.answer import simulated
from services.desk.simulate.inputs import read
from services.desk.simulate.page import page
from services.desk.simulate.plots import bars, nice
from services.desk.simulate.year import Region, Year

YEAR = ("simulate", "--year", "2026", "--region", "noord", "--cases", "40", "--coordinators", "6")
FETCHING = {"src", "href", "srcset", "data", "action", "poster", "xlink:href"}


def ekc(*more: str) -> Result:
    """What `ekc simulate` answers, where no desk can be found."""
    return CliRunner().invoke(app, [*YEAR, *more], env={"EKC_DESK_URL": "", "EKC_DESK_TOKEN": ""})


class Tags(HTMLParser):
    """The elements of a page, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One more."""
        self.found.append((tag, dict(attrs)))

    def named(self, name: str) -> Iterator[dict[str, str | None]]:
        """The attributes of all elements of a name."""
        return (attributes for tag, attributes in self.found if tag == name)


def test_people_read_a_table_that_says_what_it_is() -> None:
    """Figures as of real cases, the whole year beside its quarters, then coordinators and waiting lists."""
    told = ekc()

    assert told.exit_code == 0
    assert told.output.startswith("SIMULATED: ")
    rows = {line[:46].strip(): line.split()[-5:] for line in told.output.splitlines()}
    assert rows["what"][-1] == "2026"
    assert rows["referred"][-1] == "40"
    assert rows["coordinators"] == ["6"] * 5
    assert int(rows["waiting for a place, at the end"][-1]) > 0


def test_a_spreadsheet_gets_the_same_and_each_row_says_what_it_is() -> None:
    """A row that is copied into another sheet still says so."""
    found = list(csv.reader(StringIO(ekc("--csv").output)))

    assert found[0] == ["", "what", "of, in", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2026"]
    assert {row[0] for row in found[1:]} == {"simulated"}
    assert {len(row) for row in found} == {8}
    assert [row[1:3] for row in found if row[1] == "stopped"] == [["stopped", "preparations-ended"]]


def test_a_program_gets_it_as_json() -> None:
    """With all that went in, so that it can be played again."""
    answer = json.loads(ekc("--json", "--csv", "--seed", "5").output)

    assert answer["simulated"] is True
    assert (answer["region"], answer["year"], answer["referrals"], answer["seed"]) == ("noord", 2026, 40, 5)
    assert answer["inputs"] == read().model_dump(mode="json")
    assert answer == simulated(Region("noord", Year(2026), 40, 6, 5), read())


def test_without_a_number_of_coordinators_there_are_as_many_as_published() -> None:
    """A quarter of the referrals of a year."""
    told = CliRunner().invoke(app, [*YEAR[:-2], "--json"])

    assert json.loads(told.output)["coordinators"] == 10


@pytest.mark.parametrize(("option", "value", "said"), [
    ("--inputs", "nowhere.yaml", "cannot be read"),
    ("--inputs", "bad.yaml", "line 2"),
    ("--region", "<b>", "small letters"),
    ("--page", "nowhere/page.html", "cannot be written"),
    ("--cases", "0", "Invalid value for '--cases'"),
    ("--coordinators", "0", "Invalid value for '--coordinators'"),
    ("--year", "26", "Invalid value for '--year'"),
])  # fmt: skip
def test_what_cannot_be_played_is_told_with_its_place(
    option: str, value: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 2, as for any bad input."""
    monkeypatch.chdir(tmp_path)
    Path("bad.yaml").write_text("accepted: 1\nplaces: 4\n")
    told = ekc(option, value)

    assert told.exit_code == 2
    assert option in told.output
    assert said in told.output


def test_a_page_needs_nothing_but_itself(tmp_path: Path) -> None:
    """No script, no font, no picture from elsewhere; and whatever came in would not be fetched."""
    file = tmp_path / "year.html"
    assert ekc("--page", str(file)).exit_code == 0
    text = file.read_text("utf-8")
    tags = Tags(text)

    assert re.search(r"https?:|//|@import|url\(", text) is None
    assert {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in tags.found} == set()
    assert [attributes for _, attributes in tags.found if FETCHING & attributes.keys()] == []
    policy = next(one["content"] for one in tags.named("meta") if "http-equiv" in one)
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_a_page_has_plots_the_table_and_what_went_in(tmp_path: Path) -> None:
    """And says what it is: at its head, over each plot and in each plot."""
    file = tmp_path / "year.html"
    ekc("--page", str(file))
    text = file.read_text("utf-8")

    assert text.startswith("<!doctype html>")
    assert "SIMULATED: " in text
    assert text.count("<svg") == text.count("<b>Simulated: ") == text.count(">simulated</text>") == 5
    assert '<td class="word">waiting for a place, at the end</td>' in text
    assert '<td class="word">ways.planned-with-meeting</td><td class="value">0.69</td>' in text


def test_a_page_takes_every_text_as_text() -> None:
    """Whatever a region is called, it is no markup."""
    answer = simulated(Region("noord", Year(2026), 5, 2, 1), read())
    text = page(answer | {"region": "<script>alert('noord & zuid')</script>", "note": "<b>"})

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert('noord &amp; zuid')" in text
    assert "&lt;b&gt;" in text


def test_a_bar_is_as_high_as_its_number() -> None:
    """On a scale that has whole numbers."""
    drawn = bars("cases", ["Q1", "Q2"], {"held": [10, 5], "stopped": [0, 10]})
    heights = [float(bar.get("height") or "") for bar in drawn.iter("rect")]

    assert heights == [226.0, 113.0, 0.0, 226.0]
    assert [bar.findtext("title") for bar in drawn.iter("rect")][1] == "Q2, held: 5"


@pytest.mark.parametrize(("most", "end"), [(0, 5), (5, 5), (6, 10), (14, 15), (101, 150), (7777, 10_000)])
def test_a_scale_ends_at_a_round_number(most: float, end: int) -> None:
    """Not below the highest."""
    assert nice(most) == end

"""A simulated year as a page that needs nothing but itself: plots, the whole table, and what went in. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from services.desk.figures.rows import SPREAD
from services.desk.markup import document, tag
from services.desk.simulate.answer import table
from services.desk.simulate.plots import bars, lines

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
.simulated { background: #fff3cd; border: 2px solid #e69f00; padding: .5rem 1rem; font-weight: bold }
figure { margin: 2rem 0 } svg { width: 100%; height: auto } svg text { font-size: 12px; fill: #444 }
.legend span { margin-right: 1.2rem; white-space: nowrap } .legend i { padding: 0 .5rem; margin-right: .4rem }
table { border-collapse: collapse; margin: 1rem 0 } th, td { padding: .15rem .8rem; border-bottom: 1px solid #ddd }
th { text-align: left } td.value { text-align: right; font-variant-numeric: tabular-nums }
"""
NOTHING_FETCHED = "default-src 'none'; style-src 'unsafe-inline'"
COUNTED = ("referred", "accepted", "planned-with-meeting", "planned-without-meeting", "stopped")


def page(answer: Mapping[str, Any]) -> str:
    """The page."""
    title = f"A simulated year: {answer['region']}, {answer['year']}"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=NOTHING_FETCHED),
        tag("title", title),
        tag("style", STYLE),
    )
    heads = ["what", "of, in", *(period["period"] for period in answer["periods"])]
    said = f"{answer['referrals']} referrals, {answer['coordinators']} coordinators, seed {answer['seed']}."
    body = tag(
        "body",
        tag("h1", title),
        tag("p", answer["note"], class_="simulated"),
        tag("p", said),
        *plots(answer),
        tag("h2", "Simulated figures"),
        rows_under(heads, table(answer), words=2),
        tag("h2", "What went in"),
        rows_under(["input", "value"], list(leaves(answer["inputs"])), words=1),
    )
    return document(head, body)


def plots(answer: Mapping[str, Any]) -> Iterator[Element]:
    """What happened, how long it took, and who had to wait."""
    *quarters, year = answer["periods"]
    named = [quarter["period"] for quarter in quarters]
    capacity = [quarter["capacity"] for quarter in quarters]
    weeks = answer["weeks"]
    yield bars("what happened to cases", named, {what: [count_of(one, what) for one in quarters] for what in COUNTED})
    yield bars(
        "days that each step took, in the year",
        [step["step"] for step in year["lead_days"]],
        {words: [step[name] or 0 for step in year["lead_days"]] for name, words in SPREAD},
    )
    yield bars(
        "coordinators",
        named,
        {
            "needed": [quarter["coordinators_needed"] for quarter in capacity],
            "there": [quarter["coordinators"] for quarter in capacity],
        },
    )
    yield lines("accepted cases that wait for a place", named, {"waiting": [week["waiting"] for week in weeks]})
    yield lines(
        "places with coordinators",
        named,
        {
            "taken": [week["places_taken"] for week in weeks],
            "there": [year["capacity"]["places"] for _ in weeks],
        },
    )


def count_of(period: Mapping[str, Any], what: str) -> int:
    """One count of a period."""
    return next(int(told["count"]) for told in period["counts"] if told["what"] == what)


def rows_under(heads: Sequence[str], rows: Sequence[Sequence[str]], words: int) -> Element:
    """A table whose first columns are words, and the others numbers."""
    body = [
        tag("tr", *(tag("td", cell, class_="word" if place < words else "value") for place, cell in enumerate(row)))
        for row in rows
    ]
    return tag("table", tag("thead", tag("tr", *(tag("th", head) for head in heads))), tag("tbody", *body))


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Each value of the inputs, by its place in the file."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from leaves(inner, f"{name}.{key}" if name else key)
    else:
        yield name, f"{value:g}"

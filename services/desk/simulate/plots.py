"""Bars and lines, drawn as SVG within a page: nothing is fetched, nothing runs. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from services.desk.markup import tag

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 48, 8, 10, 24
"""What is around the drawing: numbers at the left, names below."""
TICKS = 5
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9")
"""Those of Okabe and Ito, which people who are colour-blind tell apart."""

type Series = Mapping[str, Sequence[float]]


def bars(title: str, groups: Sequence[str], series: Series) -> Element:
    """Bars beside each other, in groups."""
    top = highest(series)
    wide = (WIDTH - LEFT - RIGHT) / len(groups)
    bar = wide * 0.8 / len(series)
    drawn = [
        tag(
            "rect",
            tag("title", f"{groups[group]}, {name}: {value:g}"),
            x=f"{LEFT + group * wide + wide * 0.1 + place * bar:.1f}",
            y=f"{height(value, top):.1f}",
            width=f"{bar * 0.9:.1f}",
            height=f"{HEIGHT - BOTTOM - height(value, top):.1f}",
            fill=COLOURS[place],
        )
        for place, (name, values) in enumerate(series.items())
        for group, value in enumerate(values)
    ]
    return figure(title, list(series), [*scale(top), *names(groups), *drawn])


def lines(title: str, parts: Sequence[str], series: Series) -> Element:
    """Lines through points that are as far from each other, over parts that are named."""
    top = highest(series)
    step = (WIDTH - LEFT - RIGHT) / max(len(values) - 1 for values in series.values())
    drawn = [
        tag(
            "polyline",
            tag("title", name),
            points=" ".join(f"{LEFT + at * step:.1f},{height(value, top):.1f}" for at, value in enumerate(values)),
            fill="none",
            stroke=COLOURS[place],
            stroke_width=2,
        )
        for place, (name, values) in enumerate(series.items())
    ]
    return figure(title, list(series), [*scale(top), *names(parts), *drawn])


def figure(title: str, series: Sequence[str], drawn: Sequence[Element]) -> Element:
    """A drawing under its title, with what each colour means."""
    said = f"Simulated: {title}"
    mark = tag("text", "simulated", x=WIDTH - RIGHT, y=TOP + 12, text_anchor="end")
    svg = tag("svg", tag("title", said), *drawn, mark, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img")
    legend = [tag("span", tag("i", style=f"background:{COLOURS[place]}"), name) for place, name in enumerate(series)]
    return tag("figure", tag("figcaption", tag("b", said)), svg, tag("p", *legend, class_="legend"))


def scale(top: float) -> Iterator[Element]:
    """Lines across, with their numbers."""
    for number in range(TICKS + 1):
        value = top * number / TICKS
        y = f"{height(value, top):.1f}"
        yield tag("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, stroke="#ddd")
        yield tag("text", f"{value:g}", x=LEFT - 6, y=y, dy="0.35em", text_anchor="end")


def names(groups: Sequence[str]) -> Iterator[Element]:
    """What stands below, each in the middle of its part."""
    wide = (WIDTH - LEFT - RIGHT) / len(groups)
    for place, name in enumerate(groups):
        yield tag("text", name, x=f"{LEFT + (place + 0.5) * wide:.1f}", y=HEIGHT - 6, text_anchor="middle")


def height(value: float, top: float) -> float:
    """Where a value is drawn, from above."""
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top)


def highest(series: Series) -> int:
    """The end of the scale of a drawing."""
    return nice(max(value for values in series.values() for value in values))


def nice(most: float) -> int:
    """The end of a scale that has whole numbers at each of its lines: 5, 10, 15, 25, 50 ..."""
    steps = (digit * power for power in tens() for digit in (1, 2, 3, 5))
    return next(TICKS * step for step in steps if TICKS * step >= most)


def tens() -> Iterator[int]:
    """1, 10, 100 ..."""
    power = 1
    while True:
        yield power
        power *= 10

"""The chart's README: every value with its default and meaning."""

import json
from collections.abc import Iterator

from deploy.helm.values import CHART, Value

TEMPLATE = CHART / "README.md.in"


def page(values: Value) -> str:
    """What is written by hand, and the tables in it."""
    return TEMPLATE.read_text().replace("<!-- values -->\n", "".join(f"{line}\n" for line in tables(values)))


def tables(values: Value) -> Iterator[str]:
    """A table for what stands alone, and one for each group."""
    yield from table([one for one in values.within if not one.within])
    for group in values.within:
        if group.within:
            yield from ("", f"### `{group.name}`", "", *([group.meaning, ""] if group.meaning else []))
            yield from table(list(leaves(group)))


def table(rows: list[Value]) -> Iterator[str]:
    """One line for each value."""
    yield from ("| value | default | |", "|---|---|---|")
    for one in rows:
        yield f"| `{one.name}` | {shown(one)} | {one.meaning.replace('|', '\\|')} |"


def leaves(value: Value) -> Iterator[Value]:
    """What has nothing below it that could be set alone; a group that is described counts too."""
    for one in value.within:
        if one.within:
            if one.meaning:
                yield Value(one.path, None, one.meaning)
            yield from leaves(one)
        else:
            yield one


def shown(value: Value) -> str:
    """Its default, in one line."""
    return "" if value.default in (None, "") else f"`{json.dumps(value.default, ensure_ascii=False)}`"

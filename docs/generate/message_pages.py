"""Every message as a page to browse, without any network: `python -m docs.generate.message_pages build/messages`.

The pages are made of the AsyncAPI document and of the schemas and examples that it names; they link to each other only.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from contracts import asyncapi
from contracts.compatibility import Schema, alternatives, resolved, values
from docs.generate.tracing import ROOT
from services.desk.markup import document, tag

CONTRACTS = ROOT / "contracts"
NOTHING_FETCHED = "default-src 'none'; style-src 'unsafe-inline'"
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
table { border-collapse: collapse; margin: 1rem 0; width: 100% } th { text-align: left; white-space: nowrap }
th, td { padding: .2rem .8rem; border-bottom: 1px solid #ddd; vertical-align: top } pre { overflow-x: auto }
pre, code { background: #f4f4f4; font-size: .9em } pre { padding: 1rem } a { color: #0b5394 }
"""
MEETING = ("owner", "producers", "consumers", "topics", "key", "retention", "compatibility", "milestone")
"""What is said of a message as a whole, where it is said: the names of its `x-` fields in the document."""


def pages() -> dict[str, str]:
    """Every page by its name."""
    said = asyncapi.document()
    messages = said["components"]["messages"]
    found = {f"{name}.html": message_page(node) for name, node in messages.items()}
    return {"index.html": index(said), **found}


def index(said: Mapping[str, Any]) -> str:
    """Every topic with what it carries."""
    known = said["components"]["messages"]
    inside: list[Element] = [tag("h1", said["info"]["title"]), tag("p", said["info"]["description"])]
    for channel in said["channels"].values():
        inside += [tag("h2", channel["address"]), tag("p", channel["description"])]
        rows = [(link(name), known[name]["tags"][0]["name"], known[name]["summary"]) for name in channel["messages"]]
        inside.append(table(("message", "class", "what it says"), rows))
    return page(said["info"]["title"], *inside)


def message_page(node: Mapping[str, Any]) -> str:
    """One message: who meets in it, its fields, an example, and what is refused."""
    schema = read(node["payload"]["schema"]["$ref"])
    data = schema["$defs"][schema["title"]]
    known = [(key, words(node[f"x-{key}"])) for key in MEETING if f"x-{key}" in node]
    refused = [(one["path"], one["why"]) for one in read(node["x-invalid"])]
    return page(
        node["title"],
        tag("p", tag("a", "all messages", href="index.html")),
        tag("h1", node["title"]),
        tag("p", tag("code", node["name"])),
        tag("p", data["description"]),
        table(("", ""), known),
        tag("h2", "Fields of its data"),
        table(("field", "what it is", "must be there", "personal of", "meaning"), list(fields(schema, data))),
        tag("h2", "Example"),
        tag("pre", json.dumps(read(node["x-example"]), indent=2, ensure_ascii=False)),
        tag("h2", "Refused"),
        tag("p", "The same example, with one change."),
        table(("where", "why"), refused),
    )


def fields(root: Schema, model: Schema, at: str = "") -> Iterator[tuple[str, ...]]:
    """The fields of an object, those inside below it."""
    for name, field in model.get("properties", {}).items():
        there = resolved(root, field)
        needed = "yes" if name in model.get("required", ()) else ""
        whose = there.get("x-personal", {}).get("of", "")
        meaning = field.get("description", "")
        yield f"{at}{name}", " or ".join(what(root, form) for form in forms(root, field)), needed, whose, meaning
        for form in forms(root, field):
            many = form.get("type") == "array"
            for inner in forms(root, form["items"]) if many else [form]:
                yield from fields(root, inner, f"{at}{name}[]." if many else f"{at}{name}.")


def forms(root: Schema, field: Schema) -> list[Schema]:
    """The forms of a field as a program handles it: a sealed or an erased one is said by "personal of"."""
    return [form for form in alternatives(root, field) if form.get("title") not in {"Sealed", "Erased"}]


def what(root: Schema, form: Schema) -> str:
    """One form of a field in a few words."""
    if form.get("type") == "array":
        return "list of " + " or ".join(what(root, inner) for inner in forms(root, form["items"]))
    if (only := values(form)) is not None:
        return ", ".join(map(str, only))
    return str(form.get("title") or form.get("format") or form.get("type", "anything"))


def read(place: str) -> Any:
    """A file beside the document."""
    return json.loads((CONTRACTS / place).read_text())


def words(said: Any) -> str:
    """One or several."""
    return ", ".join(said) if isinstance(said, list) else str(said)


def link(name: str) -> Element:
    """To the page of a message."""
    return tag("a", name, href=f"{name}.html")


def table(heads: Sequence[str], rows: Sequence[Sequence[Element | str]]) -> Element:
    """A table."""
    head = tag("tr", *(tag("th", one) for one in heads))
    return tag("table", head, *(tag("tr", *(tag("td", cell) for cell in row)) for row in rows))


def page(title: str, *inside: Element) -> str:
    """A page that fetches nothing."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=NOTHING_FETCHED),
        tag("title", title),
        tag("style", STYLE),
    )
    return document(head, tag("body", *inside))


def main(folder: Path) -> None:
    """Write the pages."""
    folder.mkdir(parents=True, exist_ok=True)
    written = pages()
    for name, text in written.items():
        (folder / name).write_text(text)
    print(f"{len(written)} pages: open {folder / 'index.html'}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

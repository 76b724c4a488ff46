"""Elements of a page: whatever is put into them is text, never markup. Pure."""

from xml.etree.ElementTree import Element, tostring


def tag(name: str, *inside: Element | str, **attributes: str | float) -> Element:
    """An element with its attributes (`class_` is `class`, `text_anchor` is `text-anchor`) and what is inside."""
    made = Element(name, {key.rstrip("_").replace("_", "-"): f"{value}" for key, value in attributes.items()})
    for part in inside:
        if isinstance(part, Element):
            made.append(part)
        elif len(made):
            made[-1].tail = (made[-1].tail or "") + part
        else:
            made.text = (made.text or "") + part
    return made


def document(*inside: Element, lang: str = "en") -> str:
    """A whole page."""
    return "<!doctype html>\n" + tostring(tag("html", *inside, lang=lang), encoding="unicode", method="html") + "\n"

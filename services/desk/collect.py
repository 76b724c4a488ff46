"""Bring the catalogues up to date with what there is to say: `python -m services.desk.collect [language of a new one]`.

A text that is new is empty. One whose English changed keeps its translation, marked `fuzzy`: it is not used until
somebody took the mark away. The Dutch words are beside each text, for whoever translates.
"""

import sys
from io import BytesIO

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from services.desk.notices.languages import (
    DESK,
    FALLBACK,
    NOT_REVIEWED,
    SOURCE,
    Words,
    catalogue,
    forms_of,
    gettext_id,
    texts,
    words,
    written,
)

HEAD = f"""\
# {{language}}: what people read or hear (R44). docs/how-to/translate.md says how to review it.
# [formal|informal]: before the bar for people who are addressed formally, behind it for the others.
# Review: {NOT_REVIEWED}"""
NOBODY = " "
"""Whom a translator would write to; without one gettext's own placeholders would stand there."""


def main() -> None:
    """All of them, and one that does not exist yet if it is asked for."""
    for language in sorted({*written(), *sys.argv[1:]} - {SOURCE}):
        (DESK / "catalogues" / f"{language}.po").write_bytes(renewed(language))


def renewed(language: str) -> bytes:
    """The catalogue of a language with every text that there is, and no other, in the order of the templates."""
    new = catalogue(language) if language in written() else begun(language)
    known = {one.context: one for one in new if one.id}
    for one in known.values():
        new.delete(one.id, one.context)
    dutch = words(FALLBACK) if language != FALLBACK else None
    for path, text in texts():
        add(new, path, gettext_id(text), known.get(path), help_from(dutch, path))
    written_out = BytesIO()
    write_po(written_out, new, width=110)
    return written_out.getvalue()


def begun(language: str) -> Catalog:
    """A catalogue that nobody has written yet."""
    return Catalog(
        language,
        header_comment=HEAD.format(language=Locale.parse(language).english_name),
        project="ekc-desk",
        version="1",
        last_translator=NOBODY,
        language_team=NOBODY,
        msgid_bugs_address=NOBODY,
        fuzzy=False,
    )


def add(new: Catalog, path: str, said: str | tuple[str, str], was: Message | None, help_: list[str]) -> None:
    """One text, with the translation that it had."""
    flags = set(was.flags if was else ()) - {"python-format", "python-brace-format"}
    if was and was.id != said:
        flags |= {"fuzzy"}
    kept = was.string if was and isinstance(was.id, str) == isinstance(said, str) else ""
    comments = was.user_comments if was else ()
    new.add(said, kept, context=path, flags=flags, auto_comments=help_, user_comments=comments)


def help_from(dutch: Words | None, path: str) -> list[str]:
    """The same in Dutch, which who translates may know better than English."""
    node = dutch.tree if dutch else {}
    for key in path.split("."):
        node = node.get(key, {}) if isinstance(node, dict) else {}
    return [f"nl: {' / '.join(forms_of(node))}"] if node and dutch else []


if __name__ == "__main__":
    main()

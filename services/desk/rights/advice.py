"""Whoever types a name into a text is offered a reference in its place: advice, never a refusal.

A name goes with the key of whom it is about; in a text it stays until the text goes. Of the people in the case the
names are opened for it, by the desk itself and on record; whoever sends it hears nothing that they did not type.
"""

from collections.abc import Mapping
from typing import Any

from pydantic_core import from_json

from contracts.base import Actor, Message
from services.desk.commands.checking import place, texts
from services.desk.desk import Desk
from services.desk.read_model.disclosure import ERASED_TEXT
from services.desk.read_model.references import named, reference
from services.desk.rights.gathering import NAMES
from services.desk.rights.names import spans

DESK = Actor(id="desk", role="service")
PURPOSE = "advice on names in a text"
PEOPLE = """
SELECT subject, coalesce(role, kind) AS role, sealed->'name' AS name FROM people
WHERE stream = $1 AND jsonb_typeof(sealed->'name') = 'object' ORDER BY subject
"""


async def advice(desk: Desk, case: str, kind: type[Message], data: Any) -> list[dict[str, str]]:
    """Where somebody of the case is named in a text, who that is to the case, and what can stand there instead."""
    free = {path.path for path in kind.personal if path.path[-1] not in NAMES}
    said = [(place(at), text) for at, text in texts(data, (), free)]
    people = await desk.pool.fetch(PEOPLE, case) if said else []
    names = {row["subject"]: from_json(row["name"]) for row in people}
    if not names:
        return []
    opened = await desk.disclosure.reveal(DESK, PURPOSE, {case: list(names.values())})
    plain = {subject: opened.read(one) for subject, one in names.items()}
    return [
        {"place": at, "role": row["role"], "reference": reference(row["subject"])}
        for at, text in said
        for row in people
        if names_somebody(text, row["subject"], plain)
    ]


def names_somebody(text: str, subject: str, names: Mapping[str, str]) -> bool:
    """Whether somebody is named in a text by a word that is nobody else's; written as a name is, with a capital."""
    others = [name for other, name in names.items() if other != subject]
    if names[subject] == ERASED_TEXT:
        return False
    written = named(text, {})
    return any(written[start].isupper() for start, _ in spans(written, [names[subject]], others))

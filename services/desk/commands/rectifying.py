"""A text in an event is put right, or a name taken out of it (GDPR, article 16): here, for the desk alone shows it."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import from_json

from contracts.base import CASE, Event, Id, Message, PersonalPath
from contracts.catalogue import MESSAGES
from contracts.deciding import Given, Refused
from contracts.notices import NoticeSent
from contracts.rights import PersonRectified, RectifyText, TextRectified
from contracts.telling import MANAGER
from services.chassis.decider import Connection
from services.chassis.sealing import ERASED_VALUE

STANDS = """
SELECT t.type, t.data, c.coordinator, c.region FROM cases c LEFT JOIN timeline t ON t.stream = c.id AND t.event = $2
WHERE c.id = $1
"""
NO_TEXT = frozenset({"birth_date", "birthdays"})


class TextKnown(RectifyText):
    """A text to be put right, with what the desk knows of it."""

    stands_in: str = ""
    """The type of the event."""
    owner: Id | None = None
    """Whose key seals it; nobody's: no such text stands there."""
    coordinator: Id | None = None
    region: Id | None = None


async def text(connection: Connection, asked: Sequence[tuple[str, Message]]) -> list[Message]:
    """Add to each wish what stands there now, and whose case it is."""
    return [await known_text(connection, case, wish) for case, wish in asked if isinstance(wish, RectifyText)]


async def known_text(connection: Connection, case: str, wish: RectifyText) -> TextKnown:
    """One wish."""
    row = await connection.fetchrow(STANDS, case, wish.event)
    if row is None or row["type"] is None:
        return TextKnown(**wish.model_dump())
    kind, whose = MESSAGES[row["type"]], {name: row[name] for name in ("coordinator", "region")}
    sealed_by = owner(kind, from_json(row["data"]), wish, case)
    return TextKnown(**wish.model_dump(), stands_in=kind.type, owner=sealed_by, **whose)


def owner(kind: type[Message], data: Mapping[str, Any], wish: RectifyText, case: str) -> str | None:
    """Whose key seals what stands at a place; nothing if no text of people does."""
    path = path_of(kind, wish.place)
    holder = holder_of(data, wish.place.split("."))
    value = holder.get(path.path[-1]) if path and holder else None
    if path is None or holder is None or value in (None, ERASED_VALUE) or path.path[-1] in NO_TEXT:
        return None
    return case if path.of == CASE else holder.get(path.of)


def path_of(kind: type[Message], place: str) -> PersonalPath | None:
    """The personal field at a place."""
    steps = tuple("*" if step.isdigit() else step for step in place.split("."))
    return next((path for path in kind.personal if path.path == steps), None)


def holder_of(data: Any, steps: Sequence[str]) -> dict[str, Any] | None:
    """The object that holds the last field of a place, if it is there."""
    for step in steps[:-1]:
        if isinstance(data, list) and step.isdigit() and int(step) < len(data):
            data = data[int(step)]
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else None


def rectify(wish: TextKnown, given: Given) -> list[Event]:
    """What stands there from now on. The event is as it was decided; its words stay under the same key until that goes.

    Raises:
        Refused: nothing stands there, or it is somebody else's; it was told to somebody; it is of a person concerned;
            or it is not theirs to put right.
    """
    if wish.owner is None or wish.owner != wish.about:
        raise Refused("no-such-text", "No text of this owner stands there in this case.", rule="R34")
    if wish.stands_in == NoticeSent.type:
        raise Refused("was-told", "What somebody was told is told anew, not put right afterwards.", rule="R44")
    if wish.place.startswith("persons.") or wish.stands_in == PersonRectified.type:
        raise Refused("of-a-person", "What is known of a person concerned `rectify-person` puts right.", rule="R5")
    own_case = given.by.id == wish.coordinator if given.by.role == "coordinator" else given.by.role == MANAGER
    if not own_case or given.by.region not in (None, wish.region):
        raise Refused("not-your-case", "This is somebody else's case.", rule="R41")
    return [TextRectified(**wish.model_dump(include=set(TextRectified.model_fields) - {"agenda"}))]

"""Where a text stands that is to be put right (GDPR, article 16): the desk alone has the events of everybody."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import from_json

from contracts.base import CASE, Message, PersonalPath
from contracts.catalogue import MESSAGES
from contracts.notices import NoticeSent
from contracts.rights import PersonRectified, RectifyText
from services.chassis.decider import Connection, Pool
from services.chassis.sealing import ERASED_VALUE
from services.desk.commands.checking import BadInput

STANDS = "SELECT type, data FROM timeline WHERE stream = $1 AND event = $2"
NO_TEXT = frozenset({"birth_date", "birthdays"})


async def check_text(pool: Pool, case: str, wish: Message) -> None:
    """Refuse to put right what does not stand there, what was told, and what rules follow.

    Raises:
        BadInput: where, and what to do instead.
    """
    if not isinstance(wish, RectifyText):
        return
    kind, data = await stands(pool, case, wish.event) or (None, {})
    if kind is NoticeSent:
        raise BadInput(("data.event", "what somebody was told is told anew, not put right afterwards"))
    if kind is PersonRectified or wish.place.startswith("persons."):
        raise BadInput(("data.place", "what is known of a person concerned `rectify-person` puts right"))
    if kind is None or owner(kind, data, wish.place, case) != wish.about:
        raise BadInput(("data.place", "no text of this owner stands there in this case"))


async def stands(connection: Connection | Pool, case: str, event: str) -> tuple[type[Message], dict[str, Any]] | None:
    """What an event of a case says, sealed."""
    row = await connection.fetchrow(STANDS, case, event)
    return (MESSAGES[row["type"]], from_json(row["data"])) if row and row["type"] in MESSAGES else None


def owner(kind: type[Message], data: Mapping[str, Any], place: str, case: str) -> str | None:
    """Whose key seals what stands at a place; nothing if no text of people does."""
    path, holder = path_of(kind, place), holder_of(data, place.split("."))
    if path is None or holder is None or path.path[-1] in NO_TEXT:
        return None
    if holder.get(path.path[-1]) in (None, ERASED_VALUE):
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

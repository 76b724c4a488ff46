"""Whether something is a command, keeps to its contract, and holds no citizen service number (R35)."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from contracts.base import NAMESPACE, Command, Fact, Message, Role
from contracts.bsn import mentions_bsn
from contracts.catalogue import MESSAGES
from contracts.topics import SERVICES
from contracts.unseen import has_unseen

EXEMPT = frozenset({"agency_reference", "document"})
"""Fields that hold numbers of organisations: an agency's reference, a court's document (R35)."""
STAFF = frozenset({"regional-manager", "region-lead", "coordinator"})
"""Who may say that a number is something else than a citizen service number (R35)."""
FLAG = "holds what passes for a citizen service number (R35): take it out, or confirm that it is something else"


UNSEEN = "holds a sign that nobody sees, such as one that turns the direction of writing around: type it anew"

type Place = tuple[int | str, ...]


class BadInput(Exception):
    """A command that is wrong as such: where, and what. Never quotes it."""

    reason = "bad-input"

    def __init__(self, *places: tuple[str, str]) -> None:
        super().__init__("bad input")
        self.places = places


class LooksLikeBsn(BadInput):
    """A text holds what passes for a citizen service number; one number in eleven does (R35)."""

    reason = "bsn"


def check_numbers(message: Message, role: Role, *, confirmed: bool) -> None:
    """Flag what passes for a citizen service number to whoever typed it; staff may confirm that it is none (R35).

    Raises:
        LooksLikeBsn: with every place; never the number.
    """
    if confirmed and role in STAFF:
        return
    data = message.model_dump(mode="json", exclude_none=True)
    paths = {path.path for path in type(message).personal if path.path[-1] not in EXEMPT}
    found = [at for at, text in texts(data, (), paths) if mentions_bsn(text)]
    if found:
        raise LooksLikeBsn(*((place(at), FLAG) for at in found))


def check_signs(message: Message) -> None:
    """Refuse a text that shows as another than it is, to whoever typed it; mostly it was copied from somewhere.

    Raises:
        BadInput: with every place.
    """
    data = message.model_dump(mode="json", exclude_none=True)
    found = [at for at, text in texts(data, (), {path.path for path in type(message).personal}) if has_unseen(text)]
    if found:
        raise BadInput(*((place(at), UNSEEN) for at in found))


def texts(data: Any, at: Place, paths: set[tuple[str, ...]]) -> Iterator[tuple[Place, str]]:
    """What people typed in the personal fields, with its place."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from texts(value, (*at, name), paths)
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from texts(value, (*at, number), paths)
    elif isinstance(data, str):
        path = tuple("*" if isinstance(step, int) else step for step in at)
        if path in paths or path[:-1] in paths:
            yield at, data


def kind_of(type_: str) -> type[Message]:
    """The command or fact of a type, short or in full.

    Raises:
        BadInput: there is none.
    """
    kind = MESSAGES.get(type_) or MESSAGES.get(f"{NAMESPACE}.{type_}.v1")
    if kind is None or not issubclass(kind, Command | Fact) or kind.service not in SERVICES:
        raise BadInput(("type", "no such command"))
    return kind


def validated(kind: type[Message], data: Any) -> Message:
    """The message, if the data keeps to its contract; a field that is not in it is a mistake.

    Raises:
        BadInput: with every place that is wrong.
    """
    try:
        return kind.model_validate(data, extra="forbid")
    except ValidationError as error:
        found = error.errors(include_input=False, include_context=False, include_url=False)
        raise BadInput(*((place(one["loc"]), one["msg"]) for one in found if "Erased" not in one["loc"])) from None


def place(location: tuple[int | str, ...]) -> str:
    """Where in the input: names of fields and numbers, without pydantic's names of alternatives."""
    words = [str(part) for part in location if isinstance(part, int) or part.isidentifier()]
    return ".".join(("data", *words))

"""Whether something is a command, and keeps to its contract."""

from typing import Any

from pydantic import ValidationError

from contracts.base import NAMESPACE, Command, Fact, Message
from contracts.catalogue import MESSAGES
from contracts.operations import ReplayDeadLetter
from contracts.topics import SERVICES


class BadInput(Exception):
    """A command that is wrong as such: where, and what. Never quotes it."""

    def __init__(self, *places: tuple[str, str]) -> None:
        super().__init__("bad input")
        self.places = places


def kind_of(type_: str) -> type[Message]:
    """The command or fact of a type, short or in full.

    Raises:
        BadInput: there is none.
    """
    kind = MESSAGES.get(type_) or MESSAGES.get(f"{NAMESPACE}.{type_}.v1")
    if kind is None or not issubclass(kind, Command | Fact) or kind is ReplayDeadLetter or kind.service not in SERVICES:
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

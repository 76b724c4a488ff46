"""The declaration of each field: looked up where its class is written."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from inspect import get_annotations

from pydantic import BaseModel

from contracts.base import Personal, markers, nested
from contracts.declared.declaration import Declaration

type Fields = Mapping[Declaration, str]
"""Kind of data -> the fields that are of it, separated by spaces: `name`, or `Class.name`, which counts first."""


def declared(message: type[BaseModel]) -> Mapping[str, Declaration]:
    """What is said of each field of a message, by its path (`persons.*.name`).

    Raises:
        LookupError: nothing is said of a field.
    """
    return {field.path: field.declaration() for field in fields(message)}


class Field:
    """A field that holds something itself, in a message or in a part of one."""

    def __init__(self, model: type[BaseModel], name: str, at: tuple[str, ...]) -> None:
        self.model = model
        self.name = name
        self.path = ".".join((*at, name))
        self.info = model.model_fields[name]
        self.home = next(one for one in reversed(model.__mro__) if name in get_annotations(one))
        """The class that says it first: what is said of it there counts for whatever is derived from that."""

    @property
    def area(self) -> str:
        """The file, or folder, of messages that it is in; the file of its declaration has the same name."""
        return self.home.__module__.split(".")[1]

    @property
    def sealed(self) -> bool:
        """Whether it is marked as personal."""
        return any(isinstance(mark, Personal) for mark in markers(self.info))

    @property
    def names(self) -> tuple[str, str]:
        """What it can be declared as, what counts first first."""
        return f"{self.home.__name__}.{self.name}", self.name

    def declaration(self) -> Declaration:
        """What is said of it.

        Raises:
            LookupError: nothing.
        """
        said = said_in(self.area)
        for name in self.names:
            if name in said:
                return said[name]
        raise LookupError(
            f"{self.path}: say in contracts/declared/{self.area}.py of which kind of data `{self.names[0]}` is."
        )


def fields(model: type[BaseModel], at: tuple[str, ...] = ()) -> Iterator[Field]:
    """Every field of a message that holds something itself, those of its parts included."""
    for name, info in model.model_fields.items():
        inner = list(nested(info.annotation))
        if not inner or any(isinstance(mark, Personal) for mark in markers(info)):
            yield Field(model, name, at)
            continue
        for part, many in inner:
            yield from fields(part, (*at, name, "*") if many else (*at, name))


@cache
def said_in(area: str) -> Mapping[str, Declaration]:
    """What one file of declarations says, by name.

    Raises:
        LookupError: there is no such file, or it says two things of one name.
    """
    try:
        written: Fields = import_module(f"contracts.declared.{area}").FIELDS
    except ModuleNotFoundError:
        raise LookupError(f"there is no contracts/declared/{area}.py: declare the fields of that file there.") from None
    return by_name(written)


def by_name(written: Fields) -> Mapping[str, Declaration]:
    """Each name with its kind.

    Raises:
        LookupError: a name is of two kinds.
    """
    found: dict[str, Declaration] = {}
    for declaration, names in written.items():
        for name in names.split():
            if name in found:
                raise LookupError(f"`{name}` is declared twice: as {found[name].title} and as {declaration.title}.")
            found[name] = declaration
    return found

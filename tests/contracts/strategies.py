"""Messages as nobody would think of them: any value that the contracts allow, made from the types of the fields."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, TypeAliasType, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from contracts.base import Erased, Message, Text
from contracts.catalogue import messages

MARK = "geheim-van-iemand"
"""Every text that people wrote holds it, so that a leak is seen."""

IDS = st.uuids().map(str)
TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=30).map(MARK.__add__)
PERSONAL = [kind for kind in messages() if kind.personal]


@cache
def a_message(kind: type[Message]) -> st.SearchStrategy[Message]:
    """Any message of a class."""
    return fields(kind).map(kind.model_validate)


def any_message(kinds: Sequence[type[Message]] | None = None) -> st.SearchStrategy[Message]:
    """Any message of any class."""
    return st.sampled_from(kinds or list(messages())).flatmap(a_message)


def fields(model: type[BaseModel]) -> st.SearchStrategy[dict[str, Any]]:
    """Values for the fields of a model."""
    return st.fixed_dictionaries(
        {name: of(field.annotation, tuple(field.metadata)) for name, field in model.model_fields.items()}
    )


def of(annotation: Any, about: tuple[Any, ...] = ()) -> st.SearchStrategy[Any]:
    """Values of a type, within what its annotations allow."""
    if annotation is Text:
        return TEXTS
    if isinstance(annotation, TypeAliasType):
        return of(annotation.__value__, about)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return of(arguments[0], (*spelled_out(arguments[1:]), *about))
    if origin in (Union, UnionType):
        return st.one_of(*(of(one, about) for one in arguments if one is not Erased))
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is tuple:
        return st.lists(of(arguments[0]), min_size=limit(about, "min_length", 0), max_size=3).map(tuple)
    return of_class(annotation, about)


def of_class(kind: type[Any], about: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    """Values of a class."""
    if kind in (AwareDatetime, datetime):
        return st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
    if kind is int:
        return st.integers(limit(about, "ge", 0), limit(about, "le", 2**31))
    if issubclass(kind, BaseModel):
        return fields(kind)
    if issubclass(kind, StrEnum):
        return st.sampled_from(list(kind))
    if kind is str:
        return words(about)
    plain = {bool: st.booleans(), date: st.dates(), type(None): st.none()}
    return plain[kind]


def words(about: tuple[Any, ...]) -> st.SearchStrategy[str]:
    """Texts of a pattern; those without one are words of fixed lists."""
    pattern = limit(about, "pattern", None)
    if pattern is None:
        return st.sampled_from(("plan", "language:nl", "regional-manager"))
    if pattern == "^FREQ=":
        return st.just("FREQ=WEEKLY")
    if pattern.startswith("^[0-9a-z]"):
        return IDS
    least, most = limit(about, "min_length", 0), limit(about, "max_length", 4000)
    return st.from_regex(pattern, fullmatch=True).filter(lambda text: least <= len(text) <= most)


def spelled_out(annotations: tuple[Any, ...]) -> Iterator[Any]:
    """What `Field(...)` inside an annotation stands for."""
    for one in annotations:
        yield from one.metadata if isinstance(one, FieldInfo) else (one,)


def limit(about: tuple[Any, ...], name: str, otherwise: Any) -> Any:
    """A bound that an annotation sets."""
    found = [getattr(item, name, None) for item in about]
    return next((one for one in found if one is not None), otherwise)

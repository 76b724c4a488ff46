"""One valid example of each message, with invented people: made of the types of its fields, the same every time.

An example is the message as a program handles it, its personal fields in plain. On a topic those are sealed.
"""

import re
from datetime import UTC, date, datetime
from enum import StrEnum
from types import UnionType
from typing import Any, Literal, TypeAliasType, Union, get_args, get_origin
from uuid import UUID, uuid5

from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from contracts.base import Command, DueNow, Erased, Event, Fact, Inbound, Message
from contracts.catalogue import TELL_PEOPLE, class_of, short
from contracts.envelope import Envelope
from contracts.invented import AGENDAS, LEFT_OUT, SAME, VALUES
from contracts.process import DueItem

IDS = UUID("4b0d3c52-6a0e-5d5a-8a5e-0a7a1d3f9c10")
ORGANISATION = "urn:nld:oin:00000099000000000000:systeem"
AGENCY = "urn:nld:oin:00000099000000001000:systeem"
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
"""When the examples happen."""


def message(kind: type[Message]) -> Message:
    """An example of a message.

    Raises:
        LookupError: a plain text field has no invented value yet.
    """
    values = fields(kind)
    if issubclass(kind, Event):
        values["agenda"] = [
            DueItem(what=what, at=at, rule=rule, whose=whose)
            for what, at, rule, whose in AGENDAS.get(kind.milestone, ())
        ]
    return kind.model_validate(values)


def envelope(kind: type[Message]) -> Envelope:
    """The example in its CloudEvent, as it is handled: personal fields in plain."""
    return Envelope.of(message(kind), time=NOW, **attributes(kind))


def attributes(kind: type[Message]) -> dict[str, str]:
    """The context attributes of a class of messages, as whoever publishes them writes them."""
    subject = opaque("case" if kind.stream == "case" else kind.stream)
    if issubclass(kind, Inbound):
        return {"id": opaque("message"), "source": f"{AGENCY}:zaaksysteem"}
    about = {"source": f"{ORGANISATION}:ekc-{speaker(kind)}", "subject": subject}
    if issubclass(kind, Command | Fact):
        asks = {"actorid": opaque("manager"), "actorrole": "regional-manager", "actorregion": "noord"}
        return {**about, "id": opaque("command"), "correlationid": opaque("command"), **asks}
    if issubclass(kind, DueNow):
        return {**about, "id": f"due-{subject}-1-{short(kind).split('.')[-2]}-20260302T093000Z-1"}
    if issubclass(kind, Event):
        by = {"actorid": "process", "actorrole": "process"}
        causes = {"correlationid": opaque("command"), "causationid": opaque("command")}
        return {**about, "id": f"{subject}-7", **causes, "sequence": "7", "sequencetype": "Integer", **by}
    return {**about, "id": f"{class_of(kind)}-{opaque(kind.type)}", "causationid": opaque("command")}


def speaker(kind: type[Message]) -> str:
    """The part that publishes a message."""
    if issubclass(kind, Command | Fact):
        return "desk"
    if issubclass(kind, DueNow):
        return "workflows"
    shared = {"notices": TELL_PEOPLE[1], "operations": TELL_PEOPLE[2], "agency": "referral"}
    return shared.get(kind.service, kind.service)


def fields(model: type[BaseModel]) -> dict[str, Any]:
    """A value for each field, but those that exclude another one."""
    return {
        name: value(model, name, field)
        for name, field in model.model_fields.items()
        if name != "agenda" and (model.__name__, name) not in LEFT_OUT
    }


def value(model: type[BaseModel], name: str, field: FieldInfo) -> Any:
    """The invented value of this field, or of what the model refines; of any field of this name; or one of its type."""
    for known in (*(f"{kind.__name__}.{name}" for kind in model.__mro__), name):
        if known in VALUES:
            return VALUES[known]
    pattern = next((item.pattern for item in field.metadata if getattr(item, "pattern", None)), None)
    same = SAME.get(f"{model.__name__}.{name}") or SAME.get(name) or name
    return of_type(field.annotation, same, pattern)


def of_type(annotation: Any, name: str, pattern: str | None = None) -> Any:
    """A value of a type.

    Raises:
        LookupError: it is a text, which must be invented.
    """
    if isinstance(annotation, TypeAliasType):
        return of_type(annotation.__value__, name, pattern)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        present = [one for one in arguments if one not in (type(None), Erased)]
        return of_type(present[0], name, pattern)
    if origin is Literal:
        return arguments[0]
    if annotation is AwareDatetime:
        return NOW
    if origin is tuple:
        return (of_type(arguments[0], name),)
    if hasattr(annotation, "__metadata__"):
        found = [getattr(item, "pattern", None) for item in annotation.__metadata__]
        return of_type(annotation.__origin__, name, next(filter(None, found), pattern))
    return of_class(annotation, name, pattern)


def of_class(kind: type[Any], name: str, pattern: str | None) -> Any:
    """A value of a class."""
    if issubclass(kind, BaseModel):
        return fields(kind)
    if issubclass(kind, StrEnum):
        return next(iter(kind))
    plain: dict[type[Any], Any] = {bool: True, int: 1, date: NOW.date(), datetime: NOW}
    if kind in plain:
        return plain[kind]
    choices = re.fullmatch(r"\^\((.+)\)\$", pattern or "")
    if choices:
        return choices[1].split("|")[0]
    if pattern and pattern.startswith("^[0-9a-z]"):
        return opaque(name)
    raise LookupError(f"Invent a value for {name!r} in contracts/invented.py.")


def opaque(what: str) -> str:
    """An id; the same thing has the same id in every example."""
    return str(uuid5(IDS, what))

"""Which part of what happened is about somebody: found by the contracts, so that a new message is in it by itself.

A sealed field is theirs by the key that seals it. What is not sealed is theirs where the object that holds it names
them. What is about the case as such is about the persons concerned, as long as it is about nobody else.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, StringConstraints

from contracts.base import CASE, Id, Message, Personal, markers, nested
from contracts.notices import NoticeSent
from services.desk.notices.hiding import SAYS_WHERE
from services.desk.read_model.extracts import Sealed, bound
from services.desk.rights.withheld import CONCERNED, ONLY

OWN = frozenset(
    {"person", "participant", "giver", "holder", "owner", "recipient", "recipient_key"}
    | {"referrer", "for_whom", "with_whom", "who", "raised_by"}
)
"""Fields that say whose the object is: nobody else's."""
BESIDE = frozenset(["by", "confirmed_by", "coordinator", "monitor", "permitted_by", "setter", "wished_by"])
"""Fields that name somebody who had to do with it, which makes it theirs too."""
THINGS = {
    "referral": "referrer",
    "bottom_line": "setter",
    "action": "owner",
    "notice": "recipient",
    "offer": "coordinator",
    "entry": "coordinator",
    "matter": "for_whom",
}
"""What is somebody's from the event on that names both: later ones name the thing alone."""
PRIVATE = frozenset({"action", "notice", "offer", "entry", "matter"})
"""Things that are nobody else's."""
WORDS = frozenset(
    ["region", "regions", "before", "to", "agency", "employers", "cultures", "backgrounds", "language", "languages"]
)
"""Fields of the type of an id that hold a word."""
SPOKEN = "told by word of mouth"
"""In the place of a place: the same words, for whatever reason it stands in no letter."""


@dataclass(frozen=True)
class Happened:
    """An event as it is kept, personal fields sealed."""

    event: str
    stream: str
    kind: type[Message]
    cause: str | None
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Whose:
    """Whose copy it is, and in which case."""

    subject: str
    concerned: bool
    """Whether the case is about them."""
    roles: Mapping[str, str]
    """What everybody is to the case: a name is not theirs to see, a role is."""
    things: Mapping[str, str] = field(default_factory=dict)
    """Whose a thing is."""
    hidden: bool = False
    """Whether places are hidden for safety's sake (R37)."""


@dataclass(frozen=True)
class Value:
    """One value of an event: in plain, or still sealed."""

    path: str
    plain: Any = None
    sealed: Sealed | None = None


def owners(happened: Iterable[Happened]) -> dict[str, str]:
    """Whose each thing is; a complaint is a stream of its own, and whose it is its first event says."""
    found: dict[str, str] = {}
    for one in happened:
        for thing, owner in named_things(one.kind, one.data):
            found.setdefault(thing, owner)
        if one.kind.stream == "complaint" and "by" in one.data:
            found[one.stream] = one.data["by"]
    return found


def named_things(model: type[BaseModel], data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each thing that an object names beside its owner, or beside a part that names it."""
    for thing, owner in THINGS.items():
        whose = data.get(owner)
        whose = whose.get(owner) if isinstance(whose, dict) else whose
        if isinstance(data.get(thing), str) and isinstance(whose, str):
            yield data[thing], whose
    for _, inner, part in parts(model, data):
        yield from named_things(inner, part)


def theirs(one: Happened, whose: Whose, hushed: frozenset[str] = frozenset()) -> list[Value] | None:
    """What of an event is about somebody; nothing at all if it is not for them.

    Whatever came of a wish to keep them out says as much as the wish: `hushed` are its causes (R16).
    """
    only = ONLY.get(one.kind)
    if only is None:
        if one.cause in hushed:
            return None
    elif not alone_for(one, whose, only):
        return None
    values = list(of_part(one, one.kind, one.data, (), (), whose))
    return values if values or sees(one, one.kind, one.data, whose)[0] else None


def alone_for(one: Happened, whose: Whose, only: tuple[str, ...]) -> bool:
    """Whether an event that is for few is for them."""
    if CONCERNED in only and whose.concerned:
        return True
    said = [one.data.get(name) for name in only] + ([one.stream] if CASE in only else [])
    ids = [each for value in said for each in (value if isinstance(value, list) else [value])]
    return any(each and whose.subject in (each, whose.things.get(each)) for each in ids)


def of_part(
    one: Happened,
    model: type[BaseModel],
    data: Mapping[str, Any],
    at: tuple[str, ...],
    path: tuple[str, ...],
    whose: Whose,
) -> Iterator[Value]:
    """What of an object, and of all in it, is about them. `at` counts, `path` does not."""
    shown, texts = sees(one, model, data, whose)
    for name, value in data.items():
        info = model.model_fields.get(name)
        if info is None or value is None or name == "agenda":
            continue
        place, mark = ".".join((*at, name)), next((m for m in markers(info) if isinstance(m, Personal)), None)
        if mark and texts and unsaid(one, name, data, whose):
            yield Value(place, plain=SPOKEN)
        elif mark:
            subject = one.stream if mark.of == CASE else str(data.get(mark.of))
            if subject == whose.subject or (subject == one.stream and texts):
                yield Value(place, sealed=bound(value, subject, one.kind, (*path, name)))
        elif not list(nested(info.annotation)):
            yield from in_plain(name, place, value, model, whose, shown=shown)
    for (name, number), inner, part in parts(model, data):
        below = (name, "*") if number else (name,)
        yield from of_part(one, inner, part, (*at, name, *number), (*path, *below), whose)


def sees(one: Happened, model: type[BaseModel], data: Mapping[str, Any], whose: Whose) -> tuple[bool, bool]:
    """Whether the plain values of an object are theirs, and the texts that are sealed with the key of the case."""
    if one.kind in ONLY or whose.subject in (one.stream, whose.things.get(one.stream)):
        return True, True
    of_plan = "readers" in model.model_fields
    named = {name for name in OWN | BESIDE if data.get(name) == whose.subject}
    if named:
        return True, whose.concerned or of_plan or not named <= BESIDE - {"setter"}
    if any(whose.things.get(str(data.get(name))) == whose.subject for name in THINGS):
        return True, False
    others = any(isinstance(data.get(name), str) for name in OWN) or any(name in data for name in PRIVATE)
    of_case = reads(data, whose) if of_plan else not others
    return (whose.concerned and of_case,) * 2


def unsaid(one: Happened, name: str, data: Mapping[str, Any], whose: Whose) -> bool:
    """Whether it says a place that stands in no letter (R17), or is hidden, also where it was sent before (R37)."""
    if one.kind is NoticeSent:
        return whose.hidden and data["kind"] in SAYS_WHERE
    return name == "place" and (whose.hidden or bool(data.get("place_spoken")))


def reads(data: Mapping[str, Any], whose: Whose) -> bool:
    """Whether a part of a plan is for them (R43)."""
    return not data.get("readers") or whose.subject in data["readers"]


def in_plain(
    name: str, place: str, value: Any, model: type[BaseModel], whose: Whose, *, shown: bool
) -> Iterator[Value]:
    """What is not sealed: of ids only that it is them, or what somebody else is to the case."""
    if name in WORDS or not holds_ids(model, name):
        if shown:
            yield Value(place, plain=value)
        return
    if isinstance(value, list):
        if whose.subject in value:
            yield Value(place, plain="you")
    elif shown and name in OWN | BESIDE and value in whose.roles and value != whose.subject:
        yield Value(place, plain=whose.roles[value])


@cache
def holds_ids(model: type[BaseModel], name: str) -> bool:
    """Whether a field holds ids, which tell nothing to anybody."""
    return is_id(model.model_fields[name].annotation) or any(map(is_pattern, model.model_fields[name].metadata))


def is_id(annotation: Any) -> bool:
    """Whether a type is, or holds, the type of an id."""
    return any(
        is_pattern(part) or is_id(part) for part in (*getattr(annotation, "__metadata__", ()), *get_args(annotation))
    )


def is_pattern(constraint: Any) -> bool:
    """Whether a constraint is that of an id."""
    return isinstance(constraint, StringConstraints) and constraint.pattern == get_args(Id)[1].pattern


def parts(
    model: type[BaseModel], data: Mapping[str, Any]
) -> Iterator[tuple[tuple[str, tuple[str, ...]], type[BaseModel], Mapping[str, Any]]]:
    """The objects in an object: the field and, in a list, the place; its class; its data. What is sealed is none."""
    for name, value in data.items():
        info = model.model_fields.get(name)
        if info is None or any(isinstance(mark, Personal) for mark in markers(info)):
            continue
        for inner, _ in nested(info.annotation):
            if isinstance(value, dict):
                yield (name, ()), inner, value
            elif isinstance(value, list):
                yield from (((name, (str(number),)), inner, each) for number, each in enumerate(value))

"""What a message is: its class, its CloudEvents type, and which of its fields are personal and whose."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, get_args, get_origin

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from pydantic.fields import FieldInfo

from contracts.compatibility import Mode
from contracts.process import DueItem, Milestone

if TYPE_CHECKING:
    from pydantic._internal._model_construction import ModelMetaclass
else:
    ModelMetaclass = type(BaseModel)

NAMESPACE = "nl.eigenkrachtconferenties"

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-z][0-9a-z-]{0,63}$")]
"""An opaque random id. It never holds a name, a date or a number from the outside."""

CASE = "$subject"
"""`Personal(of=CASE)`: the field is about the case as such, under the key of the envelope's subject."""


class Erased(BaseModel):
    """What a personal field reads as when its subject's key was destroyed (R34)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    erased: Literal[True] = True


ERASED = Erased()


@dataclass(frozen=True)
class Personal:
    """Marks a field as personal: it is encrypted before it rests anywhere.

    `of` names the field beside it that holds the id of the subject it is about, or is `CASE`.
    """

    of: str


type Text = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=r"^[^\x00]*$")]
"""A text that people wrote. PostgreSQL cannot hold U+0000, so no text may."""


class Kind(ModelMetaclass):
    """The class of all parts of messages, for `isinstance` as of any other class.

    Pydantic's own asks in Python, as for abstract classes; the rules ask dozens of times a decision (`match`).
    """

    __instancecheck__ = type.__instancecheck__


class Part(BaseModel, metaclass=Kind):
    """A part of a message. Consumers tolerate optional fields that they do not know."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Message(Part):
    """A message of the published language. Its class keywords say what it is on the wire.

    `class InviteParticipant(Command, service="coordination")` has the type
    `nl.eigenkrachtconferenties.coordination.invite-participant.v1`. `stream` is the kind of thing that it is about; the
    id of that thing is the envelope's `subject`. `version` is the major version of the type.
    """

    service: ClassVar[str]
    stream: ClassVar[str] = "case"
    type: ClassVar[str]
    dataschema: ClassVar[str]
    """The `$id` of its schema."""
    compatibility: ClassVar[Mode] = Mode.FULL
    """Within a major version; full, for parts are replaced one at a time, and events are read for ever."""
    milestone: ClassVar[Milestone | None] = None
    passes_parked: ClassVar[bool] = False
    personal: ClassVar[tuple["PersonalPath", ...]] = ()

    def __init_subclass__(cls, **_: object) -> None:
        """Take the class keywords, which are read below once the fields are known."""
        super().__init_subclass__()

    @classmethod
    def __pydantic_init_subclass__(cls, **keywords: Any) -> None:
        """Register a concrete message; a class without `service` is abstract, or refines a message inside a service."""
        cls._register(**keywords)

    @classmethod
    def _register(
        cls,
        *,
        service: str | None = None,
        stream: str | None = None,
        version: int = 1,
        name: str | None = None,
        milestone: Milestone | None = None,
        passes_parked: bool = False,
    ) -> None:
        if service is None:
            return
        cls.service = service
        cls.stream = stream or cls.stream
        cls.milestone = milestone
        cls.passes_parked = passes_parked
        middle = f"{service}." if service != "agency" else ""
        cls.type = f"{NAMESPACE}.{middle}{name or kebab(cls.__name__)}.v{version}"
        cls.dataschema = f"urn:ekc:schema:{cls.type}"
        cls.personal = tuple(personal_paths(cls))
        if cls.type in MESSAGES:
            raise TypeError(f"Two messages have the type {cls.type}.")
        MESSAGES[cls.type] = cls


class Command(Message):
    """Asks for something. A rule may refuse it."""


class Fact(Message):
    """Tells what happened. It is recorded as it is, with its deviation, and never refused (R39)."""


class DueNow(Message):
    """What the process asks a service to do because its moment has come. The actor is "the process"."""


class Event(Message):
    """What a service decided. Kept for ever, in order per stream."""

    agenda: tuple[DueItem, ...] = ()
    """What the process asks for next, and when, unless another milestone comes first. Empty unless a milestone."""


class Inbound(Message):
    """What an agency publishes to us. We go on reading what they send today."""

    compatibility: ClassVar[Mode] = Mode.BACKWARD


class Outbound(Message):
    """What we publish to an agency: status only (R30). They go on reading it as they do today."""

    compatibility: ClassVar[Mode] = Mode.FORWARD


MESSAGES: dict[str, type[Message]] = {}
"""Every message by its CloudEvents type."""


@dataclass(frozen=True)
class PersonalPath:
    """Where a personal field is: the names of the fields that lead to it, `*` for "each of", and whose it is."""

    path: tuple[str, ...]
    of: str

    @cached_property
    def name(self) -> str:
        """The path as one word, as bound into the encryption."""
        return ".".join(self.path)


def kebab(name: str) -> str:
    """`CaseOpened` -> `case-opened`."""
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("-")


def personal_paths(model: type[BaseModel], at: tuple[str, ...] = ()) -> Iterator[PersonalPath]:
    """Yield every personal field of a model and of the models in it."""
    for name, field in model.model_fields.items():
        mark = next((item for item in markers(field) if isinstance(item, Personal)), None)
        if mark:
            if mark.of != CASE and mark.of not in model.model_fields:
                raise TypeError(f"{model.__name__}.{name} is personal of {mark.of}, which is no field beside it.")
            yield PersonalPath((*at, name), mark.of)
            continue
        for inner, many in nested(field.annotation):
            yield from personal_paths(inner, (*at, name, "*") if many else (*at, name))


def markers(field: FieldInfo) -> Iterator[Any]:
    """The annotations of a field, also those inside an optional."""
    yield from field.metadata
    for argument in get_args(field.annotation):
        if get_origin(argument) is Annotated:
            yield from get_args(argument)[1:]


def nested(annotation: Any, many: bool = False) -> Iterator[tuple[type[BaseModel], bool]]:
    """The models inside an annotation, and whether it holds many of them."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation is not Erased:
            yield annotation, many
        return
    origin = get_origin(annotation)
    for argument in get_args(annotation):
        yield from nested(argument, many or origin in (tuple, list))


class Refusal(Part):
    """A problem (RFC 9457): why a rule said no. The texts hold no personal data."""

    type: str
    title: str
    status: int = 409
    detail: str
    rule: str | None = None
    missing: tuple[str, ...] = ()


Role = Literal[
    "person-concerned",
    "regional-manager",
    "region-lead",
    "coordinator",
    "bottom-line-setter",
    "privacy-officer",
    "operator",
    "process",
    "agency",
    "service",
]
"""In which capacity somebody acts (DOMAIN.md "Who is who"), or which kind of system."""


class Actor(Part):
    """Who asks: the desk stamps it on a command; "the process" and agencies are known by their topic."""

    id: Id
    role: Role
    region: Id | None = None


Moment = AwareDatetime
Count = Annotated[int, Field(ge=0)]

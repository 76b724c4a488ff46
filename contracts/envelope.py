"""The CloudEvents 1.0 envelope that every message travels in (NL GOV profile for CloudEvents)."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from contracts.base import Message

Attribute = Annotated[
    str,
    StringConstraints(min_length=1, max_length=512, pattern=r"^[^\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]*$"),
]
"""A text without control characters and noncharacters (CloudEvents 1.0.2 "Type System": String)."""

SOURCE = r"^urn:nld:(oin:[0-9]{20}|kvknr:[0-9]{8}):systeem:[A-Za-z0-9._~%-]{1,200}$"
"""Organisation, then system (NL GOV profile "source")."""

BASIS = r"^[^ /=]+/[^ /=]+=[0-9]{1,18}( [^ /=]+/[^ /=]+=[0-9]{1,18})*$"


RFC3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)


def rfc3339(value: object) -> object:
    """A moment as it is written; pydantic alone would also take a number of seconds, and a time without them.

    Raises:
        ValueError: it is written in another way.
    """
    if isinstance(value, datetime) or (isinstance(value, str) and RFC3339.fullmatch(value)):
        return value
    raise ValueError("not as RFC 3339 has it")


JSON = "application/json"


def json_unless_said(value: object) -> object:
    """An attribute that is null is not there (CloudEvents JSON format 3.1)."""
    return JSON if value is None else value


class Envelope(BaseModel):
    """One CloudEvent. Attributes hold opaque ids only; personal data is in `data`, sealed.

    Source: CloudEvents 1.0.2 "Context Attributes"; extensions `partitioning`, `distributed tracing`, `sequence`.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    specversion: Annotated[str, StringConstraints(pattern=r"^1\.0$")] = "1.0"
    id: Attribute
    """With `source` it names the message: the same pair is the same message, however often it is delivered."""
    source: Annotated[str, StringConstraints(pattern=SOURCE)]
    """Who speaks: `urn:nld:oin:<20 digits>:systeem:<name>`, organisation then system."""
    type: Attribute
    """What it is: reverse domain, what happened or is asked, major version."""
    subject: Attribute | None = None
    """The opaque id of what it is about, and the record's key: a case, a coordinator, a referral."""
    time: Annotated[AwareDatetime, BeforeValidator(rfc3339)]
    """When it was accepted or decided (RFC 3339). Real-world time is in the data."""
    datacontenttype: Annotated[str, BeforeValidator(json_unless_said)] = JSON
    dataschema: Attribute | None = None
    """The `$id` of the schema of this message, which says what `data` is: for tools; readers go by `type`."""
    partitionkey: Attribute | None = None
    correlationid: Attribute | None = None
    """The first message of the chain that this one belongs to."""
    causationid: Attribute | None = None
    """The message that this one follows from."""
    traceparent: Attribute | None = None
    """The trace that it belongs to (W3C Trace Context)."""
    sequence: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,18}$")] | None = None
    """Place in the order of this producer's events about this subject, from 1, without gaps. Events only."""
    sequencetype: Literal["Integer"] | None = None
    """That `sequence` is a number (CloudEvents extension "Sequence")."""
    basis: Annotated[str, StringConstraints(max_length=512, pattern=BASIS)] | None = None
    """What the decision had seen of other producers' streams: `producer/stream=sequence`, separated by spaces."""
    actorid: Attribute | None = None
    actorrole: Attribute | None = None
    actorregion: Attribute | None = None
    policy: Attribute | None = None
    """The version of the regional policy that shaped the decision."""
    storytime: AwareDatetime | None = None
    """The date in a story, in place of the append time. Refused outside development."""
    data: Any = Field(default=None)

    @classmethod
    def of(cls, message: Message, *, id: str, source: str, time: datetime, **others: Any) -> Self:  # noqa: A002
        """A message in its envelope. What has no value is left out of it when it is written."""
        return cls(
            id=id,
            source=source,
            type=message.type,
            time=time,
            dataschema=message.dataschema,
            data=message.model_dump(mode="json", exclude_none=True),
            **others,
        )


def format_basis(marks: dict[tuple[str, str], int]) -> str | None:
    """Write (producer, stream) -> sequence as the `basis` attribute."""
    return " ".join(f"{producer}/{stream}={sequence}" for (producer, stream), sequence in sorted(marks.items())) or None


@lru_cache(maxsize=1_000)
def parse_basis(basis: str | None) -> Mapping[tuple[str, str], int]:
    """Read a `basis` attribute; all events of a decision have the same.

    Raises:
        ValueError: it is not of that form.
    """
    marks: dict[tuple[str, str], int] = {}
    for word in (basis or "").split():
        place, _, sequence = word.rpartition("=")
        producer, slash, stream = place.partition("/")
        if not slash:
            raise ValueError("basis is not `producer/stream=sequence`")
        marks[producer, stream] = int(sequence)
    return marks

"""Read CloudEvents off Kafka records, in structured and binary mode, and write ours."""

from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import takewhile
from typing import Any

from aiokafka import ConsumerRecord, TopicPartition
from pydantic import ValidationError
from pydantic_core import from_json, to_json

from contracts.agency import Place
from contracts.base import Message
from contracts.catalogue import MESSAGES
from contracts.envelope import Envelope
from contracts.topics import agency_of
from services.chassis import limits, tracing
from services.chassis.bad_message import NOT_CLOUDEVENT, BadMessage, safe
from services.chassis.tracing import Trace

LARGEST = 65_536
"""Bytes of one CloudEvent (NL GOV profile for CloudEvents). A service's own event may be larger than the message that
caused it: sealing adds a third to each personal field."""
STRUCTURED = b"application/cloudevents"
HEADERS = [("content-type", b"application/cloudevents+json")]
"""Of all that we publish: structured mode (Kafka binding 3.3.1), by which an SDK knows it as an event. A list, for
aiokafka takes no other sequence, whatever its documentation says."""
MOST_PLACES = 20
"""Places that one answer names; the others show when these are mended."""

type Record = ConsumerRecord[bytes | None, bytes | None]


class Unreadable(ConsumerRecord[bytes | None, bytes | None]):  # type: ignore[misc]
    """Stands for a record of which the client for Kafka could make nothing."""


def unreadable(partition: TopicPartition, offset: int) -> Unreadable:
    """A record that stands for one that cannot be read."""
    return Unreadable(
        topic=partition.topic,
        partition=partition.partition,
        offset=offset,
        timestamp=int(datetime.now(UTC).timestamp() * 1000),
        timestamp_type=0,
        key=None,
        value=None,
        checksum=None,
        serialized_key_size=-1,
        serialized_value_size=-1,
        headers=(),
    )


@dataclass(slots=True)
class Arrival:
    """One message on its way through a batch."""

    topic: str
    partition: int
    offset: int
    accepted: datetime
    """When Kafka appended it."""
    value: bytes
    envelope: Envelope
    kind: type[Message] | None = None
    """Its class, or nothing for an event that this release does not know."""
    stream: str = ""
    producer: str = ""
    """The part that published it, from the topic; for an agency its name."""
    message: Message | None = None
    """Validated and unsealed; there when somebody decides about it."""
    binary: bool = False
    """Whether the attributes were in the record's headers; what is kept of a message is structured."""
    readable: bool = True
    """Whether it is a CloudEvent at all; otherwise the envelope is a stand-in."""
    held: int | None = None
    """Its row in `held`, if it waited there."""
    fresh: bool = True
    """Whether the inbox had not seen it; events are judged by marks instead."""
    replay: bool = False
    failure: BadMessage | None = None
    id: str = ""
    """The message's own id; what an agency's message is called inside, for the agency's own id can hold a name."""
    correlation: str = ""
    inbound: bool = False
    """Whether it came from an agency and was translated."""
    letter: str | None = None
    """The dead letter that it is replayed from, or asks to replay."""
    replays: int = 0
    trace: Trace | None = field(init=False)
    """What is done about it here, in the trace that it came with; or one that begins here."""
    sequence: int | None = field(init=False)
    """Its place in its producer's order, if it is an event: anybody can write a `sequence` into a message, but only
    what is on a service's events topic has one."""

    def __post_init__(self) -> None:
        """Find its place; it is asked for at each step of the way."""
        asked = self.topic.endswith(".commands") or agency_of(self.topic) is not None
        self.trace = tracing.own(self.envelope.traceparent, begins=asked)
        place = self.envelope.sequence if self.stream and self.topic.endswith(".events") else None
        self.sequence = int(place) if place is not None else None

    @property
    def ordered(self) -> bool:
        """Whether it has a place in its producer's order."""
        return self.sequence is not None


def read(record: Record) -> Envelope:
    """The CloudEvent in a record.

    Raises:
        BadMessage: there is none, with the reason.
    """
    if isinstance(record, Unreadable):
        raise BadMessage(
            "unreadable", "The record is compressed too much or not with gzip, or a header's name is no UTF-8."
        )
    if record.value is None:
        raise BadMessage("no-value", "The record has no value; an event has one.")
    if size(record) > LARGEST and not record.topic.endswith(".events"):
        raise BadMessage("too-large", f"The event has more than {LARGEST} bytes.")
    attributes = binary_attributes(record) if record.headers and is_binary(record) else None
    if agency_of(record.topic):
        found = limits.check(record.value) if attributes is None or is_json(attributes) else None
        limits.check_names(found if attributes is None else attributes, structured=attributes is None)
    try:
        if attributes is not None:
            return Envelope.model_validate({**attributes, "data": binary_data(record.value, attributes)})
        envelope = Envelope.model_validate_json(record.value)
    except ValidationError as error:
        raise bad_input(error, NOT_CLOUDEVENT) from None
    if "specversion" not in envelope.model_fields_set:
        raise BadMessage(NOT_CLOUDEVENT, "specversion: missing.")
    return envelope if envelope.data is not None else with_binary_data(envelope, record.value)


def with_binary_data(envelope: Envelope, value: bytes) -> Envelope:
    """An event with its data as bytes: SDKs write so what is no JSON, as an encrypted text is not (JSON format 3.1.1).

    Raises:
        BadMessage: it is no base64, or the bytes are not what the content type says.
    """
    written = from_json(value).get(limits.BYTES)
    if not isinstance(written, str):
        return envelope
    try:
        content = b64decode(written, validate=True)
    except ValueError:
        raise BadMessage(NOT_CLOUDEVENT, "data_base64: not base64.") from None
    attributes = {"datacontenttype": envelope.datacontenttype}
    if is_json(attributes):
        limits.check(content)
    return envelope.model_copy(update={"data": binary_data(content, attributes)})


def size(record: Record) -> int:
    """Bytes on the wire, those of the attributes in headers included (CloudEvents 1.0.2 "Size Limits")."""
    return len(record.value or b"") + sum(len(name) + len(value or b"") for name, value in record.headers)


def is_binary(record: Record) -> bool:
    """Whether the event's attributes are in the record's headers (Kafka binding 3.2), not in its value (3.3)."""
    headers = {name.lower(): value for name, value in record.headers}
    return "ce_specversion" in headers and not (headers.get("content-type") or b"").startswith(STRUCTURED)


def binary_attributes(record: Record) -> dict[str, Any]:
    """The context attributes of a record in binary mode.

    Raises:
        BadMessage: a header is null, not UTF-8, or there twice.
    """
    attributes: dict[str, Any] = {}
    for written, value in record.headers:
        name = written.lower()
        if name.startswith("ce_") or name == "content-type":
            if name.removeprefix("ce_") in attributes:
                raise BadMessage("bad-header", f"The header {safe(name)} comes twice.")
            try:
                attributes[name.removeprefix("ce_")] = (value or b"").decode("utf-8")
            except UnicodeDecodeError:
                raise BadMessage("bad-header", f"The header {safe(name)} is not UTF-8.") from None
            if value is None:
                raise BadMessage("bad-header", f"The header {safe(name)} is null.")
    attributes["datacontenttype"] = attributes.pop("content-type", "application/json")
    return attributes


def is_json(attributes: dict[str, Any]) -> bool:
    """Whether the value of a record in binary mode is JSON."""
    return str(attributes["datacontenttype"]).startswith("application/json")


def binary_data(value: bytes, attributes: dict[str, Any]) -> Any:
    """The data of a record in binary mode: JSON, or an encrypted JSON as text."""
    if not is_json(attributes):
        return value.decode("ascii", errors="replace")
    try:
        return from_json(value)
    except ValueError:
        raise BadMessage("not-json", "The data is not JSON.") from None


def bad_input(error: ValidationError, reason: str) -> BadMessage:
    """Say where the input is wrong, without the input (pydantic's own errors carry it).

    A list with a bad item is wrong too for pydantic; only the item is named.
    """
    errors = error.errors(include_input=False, include_context=False, include_url=False)
    first = errors[0]
    if first["type"] == "json_invalid":
        return BadMessage("not-json", "The message is not JSON.")
    name = ".".join(str(part) if isinstance(part, int) else safe(part) for part in first["loc"]) or "the message"
    found = {one["loc"]: saying(one["type"]) for one in errors}
    inmost = [where for where in found if not any(other[: len(where)] == where != other for other in found)]
    places = [place(where, found[where], reason) for where in inmost[:MOST_PLACES]]
    return BadMessage(reason, f"{name}: {saying(first['type'])}.", places)


def saying(kind: str) -> str:
    """What is wrong, in a few words."""
    return kind.replace("_", " ")


def place(where: Sequence[str | int], what: str, reason: str) -> Place:
    """One place: in the data, or an attribute of the envelope."""
    if reason == NOT_CLOUDEVENT:
        return Place(attribute=safe(str(where[0])) if where else None, detail=what)
    return Place(pointer=pointer(where), detail=what)


def pointer(where: Sequence[str | int]) -> str:
    """A JSON Pointer (RFC 6901). It ends before a name that strangers chose; those of ours need no escape."""
    shown = takewhile(lambda part: part.isdigit() or safe(part) == part, map(str, where))
    return "".join(f"/{part}" for part in shown)


def arrival(record: Record) -> Arrival:
    """What a record holds; one that is no CloudEvent carries its failure and a stand-in for the envelope."""
    accepted = datetime.fromtimestamp(record.timestamp / 1000, UTC)
    binary = bool(record.headers) and is_binary(record)
    failure: BadMessage | None = None
    try:
        envelope = read(record)
    except BadMessage as bad:
        failure = bad
        envelope = Envelope.model_construct(id="", source="", type="", time=accepted)
    return Arrival(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        accepted=accepted,
        value=write(envelope) if failure is None and binary else record.value or b"",
        envelope=envelope,
        kind=MESSAGES.get(envelope.type),
        stream=envelope.subject or "",
        producer=producer(record.topic),
        binary=binary,
        readable=failure is None,
        failure=failure,
        id=envelope.id,
        correlation=envelope.correlationid or envelope.id,
    )


def producer(topic: str) -> str:
    """Who alone may write a topic: the agency, the desk (commands), the process (due) or the service (events)."""
    agency = agency_of(topic)
    if agency:
        return agency
    _, service, what = topic.split(".", 2)
    return {"commands": "desk", "due": "workflows"}.get(what, service)


def write(envelope: Envelope) -> bytes:
    """A CloudEvent in structured mode, as it goes to Kafka and into the log."""
    return to_json(envelope.model_dump(exclude_none=True))

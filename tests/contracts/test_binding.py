"""CloudEvents on Kafka as they are read, in both modes: by the clauses of the Kafka binding and the JSON format."""

import json
from base64 import b64encode
from typing import Any

import pytest
from aiokafka import ConsumerRecord

from contracts import samples
from contracts.agency import ReferralRetracted
from services.chassis.bad_message import BadMessage
from services.chassis.envelopes import HEADERS, LARGEST, Record, read

ATTRIBUTES = {
    name: str(value)
    for name, value in samples.envelope(ReferralRetracted).model_dump(mode="json", exclude_none=True).items()
    if name not in ("data", "datacontenttype")
}
DATA = {"reference": "2026-000123"}
JWE = "eyJhbGciOiJFQ0RILUVTIn0.a2V5.aXY.Y2lwaGVy.dGFn"
BINARY = [(f"ce_{name}", value.encode()) for name, value in ATTRIBUTES.items()]


def record(value: bytes | None, *headers: tuple[str, bytes]) -> Record:
    """A record on an agency's topic."""
    return ConsumerRecord("ekc.in.x", 0, 0, 0, 0, None, value, None, -1, len(value or b""), headers)


def structured(**members: Any) -> bytes:
    """An event in the JSON format."""
    return json.dumps({**ATTRIBUTES, **members}).encode()


def refused(it: Record) -> str:
    """Why it is refused."""
    with pytest.raises(BadMessage) as bad:
        read(it)
    return f"{bad.value.reason}: {bad.value.detail}"


def test_structured_mode_is_read_with_and_without_its_content_type() -> None:
    """Kafka binding 3.3: `content-type` says so; an event without it is read too."""
    assert read(record(structured(data=DATA), *HEADERS)) == read(record(structured(data=DATA)))


def test_binary_mode_is_the_same_event() -> None:
    """Kafka binding 3.2: attributes are `ce_` headers, `content-type` is `datacontenttype`, the value is the data."""
    plain = record(json.dumps(DATA).encode(), *BINARY, ("content-type", b"application/json"))
    sealed = record(JWE.encode(), *BINARY, ("content-type", b"application/jose"))

    assert read(plain) == read(record(structured(data=DATA)))
    assert read(sealed) == read(record(structured(data=JWE, datacontenttype="application/jose")))


def test_the_content_type_decides_between_the_two() -> None:
    """Kafka binding 3: `application/cloudevents` is structured mode, whatever other headers there are."""
    assert read(record(structured(data=DATA), ("ce_specversion", b"0.3"), *HEADERS)).data == DATA


@pytest.mark.parametrize(("data", "kind"), [(JWE, "application/jose"), (DATA, "application/json")])
def test_data_may_be_bytes(data: Any, kind: str) -> None:
    """JSON format 3.1.1: some SDKs write as `data_base64` whatever is no JSON to them; it is the same event."""
    content = data if isinstance(data, str) else json.dumps(data)
    coded = b64encode(content.encode()).decode()

    assert read(record(structured(data_base64=coded, datacontenttype=kind))).data == data


def test_what_is_no_base64_is_refused() -> None:
    """And so is JSON that is none."""
    assert refused(record(structured(data_base64="%"))) == "not-cloudevent: data_base64: not base64."
    assert refused(record(structured(data_base64=b64encode(b"{").decode()))).startswith("not-json")


def test_the_version_of_the_specification_is_required() -> None:
    """CloudEvents 1.0.2 "specversion"."""
    without = {name: value for name, value in ATTRIBUTES.items() if name != "specversion"}

    assert refused(record(json.dumps({**without, "data": DATA}).encode())) == "not-cloudevent: specversion: missing."


def test_an_event_without_a_value_is_none() -> None:
    """Kafka binding 3.2.2: it would be a tombstone."""
    assert refused(record(None, *BINARY)).startswith("no-value")


def test_the_size_counts_what_is_on_the_wire() -> None:
    """CloudEvents 1.0.2 "Size Limits": 64 KB with the headers; one byte more is too large."""
    headers = [*BINARY, ("content-type", b"application/jose")]
    room = LARGEST - sum(len(name) + len(value) for name, value in headers)

    assert len(read(record(b"x" * room, *headers)).data) == room
    assert refused(record(b"x" * (room + 1), *headers)).startswith("too-large")

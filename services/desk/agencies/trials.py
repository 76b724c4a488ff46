"""What the conformance run publishes in an agency's name, in this order, and what is to come back of each. Pure.

Every message about a referral names a reference of this run alone, and what was received is taken back at its end.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from joserfc import jwe
from joserfc.jwk import ECKey

from contracts.agency import ReferralRetracted, ReferralSubmitted
from contracts.base import Inbound

ALGORITHMS = ["ECDH-ES+A256KW", "A256GCM"]
RECEIVED, NOTHING = "received", "no answer"
LARGEST = 65_536
BSN = "111222333"
"""Passes the eleven-test, and is nobody's."""

type Headers = tuple[tuple[str, bytes | None], ...]
type Attributes = dict[str, str]


@dataclass(frozen=True)
class Trial:
    """One message, and what it is to come to: `received`, no answer, or the problem of a rejection."""

    what: str
    value: bytes | None
    expected: str
    remedy: str
    headers: Headers = (("content-type", b"application/cloudevents+json"),)


@dataclass(frozen=True)
class Speaker:
    """In whose name, to which region, encrypted to which key."""

    source: str
    region: str
    key: ECKey
    plain_text: bool = False
    run: str = field(default_factory=lambda: str(uuid4()))

    def attributes(self, kind: type[Inbound] = ReferralSubmitted, **changed: str) -> Attributes:
        """The context attributes of an event."""
        about = {"specversion": "1.0", "id": str(uuid4()), "source": self.source, "type": kind.type}
        return {**about, "time": datetime.now(UTC).isoformat(), "datacontenttype": "application/jose", **changed}

    def referral(self, number: int, **changed: Any) -> dict[str, Any]:
        """An invented referral."""
        person = {"name": "Proef van de aansluiting"}
        usual = {"reference": self.reference(number), "region": self.region, "persons": [person], "reasons": ["other"]}
        return {**usual, "sector": "other", **changed}

    def reference(self, number: int) -> str:
        """The reference of the n-th referral of this run."""
        return f"ekc-check-{self.run}-{number}"

    def encrypted(self, data: Any, key: ECKey | None = None) -> str:
        """The data as a JWE (RFC 7516)."""
        key = key or self.key
        header: dict[str, Any] = {"alg": ALGORITHMS[0], "enc": ALGORITHMS[1], **({"kid": key.kid} if key.kid else {})}
        return str(jwe.encrypt_compact(header, json.dumps(data), key, algorithms=ALGORITHMS))

    def event(self, data: Any, attributes: Attributes | None = None) -> bytes:
        """An event in structured mode."""
        return json.dumps({**(attributes or self.attributes()), "data": data}).encode()


def trials(by: Speaker) -> list[Trial]:
    """All of them."""
    return [*good(by), *twice(by), *malformed(by), *not_agreed(by), *wrong_data(by), *taken_back(by)]


def good(by: Speaker) -> Iterator[Trial]:
    """Both modes are received; what belongs together stays in order."""
    yield Trial(
        "a referral, structured",
        by.event(by.encrypted(by.referral(1))),
        RECEIVED,
        "Compare with examples/agency: attributes, encryption, data.",
    )
    headers = binary(by.attributes())
    yield Trial(
        "a referral, binary",
        by.encrypted(by.referral(2)).encode(),
        RECEIVED,
        "Attributes are headers `ce_<name>`, and `content-type` says what the value is (Kafka binding 3.2).",
        headers,
    )
    yield Trial(
        "a referral, and at once its retraction: received",
        by.event(by.encrypted(by.referral(3))),
        RECEIVED,
        "Send with one producer, `acks=all` and `enable.idempotence=true`.",
    )
    yield Trial(
        "… and the retraction after it, in order",
        by.event(by.encrypted({"reference": by.reference(3)}), by.attributes(ReferralRetracted)),
        NOTHING,
        "A retraction must not overtake its referral: one producer, one topic, in order.",
    )


def twice(by: Speaker) -> Iterator[Trial]:
    """Duplicates are recognised by source and id."""
    attributes = by.attributes()
    first = by.event(by.encrypted(by.referral(4)), attributes)
    yield Trial("a referral that is sent twice", first, RECEIVED, "See `a referral, structured`.")
    yield Trial("… the second time", first, NOTHING, "Tell us: the same event must have one effect.")
    yield Trial(
        "another content with the same id",
        by.event(by.encrypted(by.referral(5)), attributes),
        "duplicate-id",
        "Give every event an id of its own; repeat an event as it was, byte for byte.",
    )
    yield Trial(
        "another event with the same reference",
        by.event(by.encrypted(by.referral(4))),
        "referral-known",
        "Tell us: a referral that is known must not be overwritten.",
    )


def malformed(by: Speaker) -> Iterator[Trial]:
    """What is no event at all."""
    whole = by.attributes()
    data = by.encrypted(by.referral(6))
    tell = "Tell us: it must be rejected, with this problem."
    yield Trial("a record without a value", None, "no-value", tell)
    yield Trial("no JSON", b"{", "not-json", tell)
    without_id = {name: value for name, value in whole.items() if name != "id"}
    yield Trial("an event without an id", by.event(data, without_id), "not-cloudevent", tell)
    yield Trial("a header that is not UTF-8", data.encode(), "bad-header", tell, (*binary(whole), ("ce_x", b"\xff")))
    large = by.event(data, {**by.attributes(), "filler": "x" * LARGEST})
    yield Trial("more than 64 KB", large, "too-large", tell)


def not_agreed(by: Speaker) -> Iterator[Trial]:
    """What an agency may not send."""
    data = by.encrypted(by.referral(6))
    tell = "Tell us: it must be rejected, with this problem."
    stem = ReferralSubmitted.type.rpartition(".v")[0]
    yield Trial("an unknown type", by.event(data, by.attributes(type=f"{stem}-x.v1")), "unknown-type", tell)
    yield Trial("an unknown version", by.event(data, by.attributes(type=f"{stem}.v99")), "unknown-version", tell)
    other = "urn:nld:oin:00000099999999999999:systeem:x"
    yield Trial("the source of another", by.event(data, by.attributes(source=other)), "wrong-source", tell)
    if not by.plain_text:
        yield Trial("data in plain text", by.event(by.referral(6)), "not-encrypted", tell)
    stranger = by.encrypted(by.referral(6), ECKey.generate_key("P-256"))
    yield Trial("encrypted to another key", by.event(stranger), "undecryptable", tell)


def wrong_data(by: Speaker) -> Iterator[Trial]:
    """What a referral may not hold."""
    tell = "Tell us: it must be rejected, with this problem."
    nobody = by.referral(6, persons=[])
    yield Trial("a referral about nobody", by.event(by.encrypted(nobody)), "invalid", tell)
    number = by.referral(6, suggested_question=f"Hoe kan {BSN} naar school?")
    yield Trial("a citizen service number (R35)", by.event(by.encrypted(number)), "bsn", tell)
    unknown = by.encrypted({"reference": by.reference(6)})
    retracted = by.event(unknown, by.attributes(ReferralRetracted))
    yield Trial("a retraction of nothing", retracted, "unknown-case", tell)


def taken_back(by: Speaker) -> Iterator[Trial]:
    """What was received is retracted: nothing of the run is left to anybody."""
    for number in (1, 2, 4):
        retracted = by.encrypted({"reference": by.reference(number)})
        yield Trial(
            f"referral {number} is taken back",
            by.event(retracted, by.attributes(ReferralRetracted)),
            NOTHING,
            "See what was wrong with the referral.",
        )


def binary(attributes: Mapping[str, str]) -> Headers:
    """The attributes of an event in binary mode."""
    fields = tuple((f"ce_{name}", value.encode()) for name, value in attributes.items() if name != "datacontenttype")
    return (*fields, ("content-type", attributes["datacontenttype"].encode()))

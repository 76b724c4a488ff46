"""An agency's own client: the CloudEvents SDK over confluent-kafka, and a JOSE library. It shares no code with the back
office, only the contract (contracts/asyncapi.yaml).

    python examples/agency/agency.py publish --mode binary --keys keys.jwks < referral.json
    python examples/agency/agency.py publish --type referral-corrected --keys keys.jwks < corrected.json
    python examples/agency/agency.py follow

The connection is in the environment, as in the file that an agency is given: AGENCY_NAME, AGENCY_SOURCE,
AGENCY_BOOTSTRAP, AGENCY_SECURITY_PROTOCOL, AGENCY_USER, AGENCY_PASSWORD.
"""

import argparse
import json
import os
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cloudevents.core.bindings.kafka import KafkaMessage, from_kafka_event, to_binary_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent
from confluent_kafka import Consumer, KafkaError, Producer
from joserfc import jwe
from joserfc.jwk import ECKey

NAMESPACE = "nl.eigenkrachtconferenties"
KINDS = ["referral-submitted", "referral-corrected", "referral-retracted"]


def connection() -> dict[str, Any]:
    """How this agency reaches Kafka."""
    return {
        "bootstrap.servers": os.environ["AGENCY_BOOTSTRAP"],
        "security.protocol": os.environ.get("AGENCY_SECURITY_PROTOCOL", "SASL_PLAINTEXT"),
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": os.environ.get("AGENCY_USER", os.environ["AGENCY_NAME"]),
        "sasl.password": os.environ["AGENCY_PASSWORD"],
        "error_cb": refused,
        "log_level": 0,
    }


def refused(error: KafkaError) -> None:
    """Of a wrong password Kafka's client tells only here, and tries for ever; whatever else it tells passes."""
    if error.code() == KafkaError._AUTHENTICATION:
        sys.exit(f"Kafka did not let us in: {error.str()}")


def encrypted(data: object, keys: Path) -> str:
    """The data as a JWE (RFC 7516) that only the back office can open: to the first key of its JWK set (RFC 7517)."""
    key = ECKey.import_key(json.loads(keys.read_text())["keys"][0])
    protected = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM", "kid": key.kid}
    return jwe.encrypt_compact(protected, json.dumps(data), key, algorithms=["ECDH-ES+A256KW", "A256GCM"])


def attributes(kind: str, extra: dict[str, str]) -> dict[str, object]:
    """The context attributes of a CloudEvent (CloudEvents 1.0.2, NL GOV profile)."""
    return {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": os.environ["AGENCY_SOURCE"],
        "type": f"{NAMESPACE}.{kind}.v1",
        "time": datetime.now(UTC),
        "datacontenttype": "application/jose",
        **extra,
    }


def publish(kind: str, mode: str, keys: Path, extra: dict[str, str]) -> None:
    """Read the data from standard input, publish it, print the id and the offset as JSON."""
    event = CloudEvent(attributes(kind, extra), encrypted(json.load(sys.stdin), keys))
    sent = to_binary_event(event) if mode == "binary" else to_structured_event(event)
    offsets: list[int] = []
    failures: list[str] = []

    def acknowledged(error: object, message: object) -> None:
        if error:
            failures.append(str(error))
        else:
            offsets.append(message.offset())  # type: ignore[attr-defined]

    producer = Producer({**connection(), "acks": "all", "enable.idempotence": True})
    producer.produce(
        f"ekc.in.{os.environ['AGENCY_NAME']}", sent.value, headers=[*sent.headers.items()], on_delivery=acknowledged
    )
    for _second in range(30):
        if not producer.flush(1):
            break
    if failures or not offsets:
        sys.exit(f"Not published: {failures or 'no acknowledgement'}")
    print(json.dumps({"id": event.get_id(), "offset": offsets[0]}))


def follow(first: int | None, group: str) -> None:
    """Print all that comes back, one JSON object a line, until interrupted or so many were printed.

    A group goes on where it was. A new one reads everything from the beginning: each event has the id that it had
    before, by which a consumer that reads twice knows what it has already.
    """
    name = os.environ["AGENCY_NAME"]
    settings = {"group.id": f"{name}.{group}", "auto.offset.reset": "earliest", "enable.auto.commit": True}
    consumer = Consumer({**connection(), **settings})
    consumer.subscribe([f"ekc.out.{name}"])
    printed = 0
    try:
        while first is None or printed < first:
            message = consumer.poll(1.0)
            if message is not None and not message.error():
                record = KafkaMessage(dict(message.headers() or []), None, message.value() or b"")
                event = from_kafka_event(record)
                about = {"type": event.get_type(), "time": str(event.get_time()), "subject": event.get_subject()}
                print(json.dumps({**about, **event.get_data(), **about}), flush=True)
                printed += 1
    except KeyboardInterrupt:
        pass
    consumer.close()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    sending = commands.add_parser("publish", help="publish the JSON on standard input")
    sending.add_argument("--type", default="referral-submitted", choices=KINDS)
    sending.add_argument("--mode", default="structured", choices=["structured", "binary"])
    sending.add_argument("--keys", type=Path, required=True, help="the back office's public keys (JWK set)")
    sending.add_argument("--attribute", action="append", default=[], metavar="NAME=VALUE")
    following = commands.add_parser(
        "follow", help="print what comes back: statuses, answers to corrections, what was rejected"
    )
    following.add_argument("--first", type=int, help="end after so many")
    following.add_argument("--group", default="follow", help="who reads: a new name reads from the beginning")
    given = parser.parse_args()
    if given.command == "follow":
        follow(given.first, given.group)
    else:
        publish(given.type, given.mode, given.keys, dict(one.split("=", 1) for one in given.attribute))


if __name__ == "__main__":
    main()

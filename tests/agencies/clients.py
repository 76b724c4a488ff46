"""Clients of agencies that try things: what each attempt comes to, as Kafka names it."""

import socket
import ssl
from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any
from uuid import uuid4

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer
from confluent_kafka.admin import AdminClient
from cryptography.hazmat.primitives.asymmetric import ec

from deploy.local import Platform, certificates
from services.desk.agencies.certificates import Authority

DONE = "done"
SECONDS = 15
type Settings = Mapping[str, Any]


def name_of(error: Any) -> str:
    """What Kafka calls a failure."""
    reason = error.args[0] if isinstance(error, KafkaException) else error
    return str(reason.name()) if isinstance(reason, KafkaError) else type(error).__name__


def write(settings: Settings, topic: str, value: bytes = b"{}") -> str:
    """Publish one message."""
    heard: list[str] = []
    producer = Producer({**settings, "acks": "all", "enable.idempotence": True, "log_level": 0})
    producer.produce(topic, value, on_delivery=lambda error, _: heard.append(name_of(error) if error else DONE))
    producer.flush(SECONDS)
    return heard[0] if heard else "nothing"


def read(settings: Settings, topic: str, group: str) -> str:
    """Join a group, and read a topic in it to its end."""
    own = {"group.id": group, "auto.offset.reset": "earliest", "enable.partition.eof": True, "log_level": 0}
    consumer = Consumer({**settings, **own})
    consumer.subscribe([topic])
    try:
        for _ in range(SECONDS * 10):
            message = consumer.poll(0.1)
            if message is not None and (error := message.error()):
                return DONE if error.code() == KafkaError._PARTITION_EOF else name_of(error)
    finally:
        consumer.close()
    return "nothing"


def sees(settings: Settings) -> set[str]:
    """The topics that Kafka lists."""
    return set(AdminClient({**settings, "log_level": 0}).list_topics(timeout=SECONDS).topics)


def described(settings: Settings, topic: str) -> str:
    """Ask for one topic by its name."""
    found = AdminClient({**settings, "log_level": 0}).list_topics(topic, timeout=SECONDS).topics[topic]
    return name_of(found.error) if found.error else DONE


def outcome(asked: Mapping[Any, Future[Any]] | Future[Any]) -> str:
    """What an administrator's request comes to."""
    (future,) = asked.values() if isinstance(asked, Mapping) else (asked,)
    try:
        found = future.result(SECONDS)
    except KafkaException as error:
        return name_of(error)
    errors = getattr(found, "errors", None)
    return name_of(errors[0]) if errors else DONE


def key_and_certificate(signer: Authority, user: str, **sign: Any) -> tuple[str, str]:
    """A private key of an agency, and what an authority signed of it for this user."""
    key = ec.generate_private_key(ec.SECP256R1())
    signed = signer.sign(certificates.request(key).encode(), user, **sign)
    return certificates.pem(key), signed.decode()


def over_tls(platform: Platform, key: str, certificate: str) -> dict[str, Any]:
    """The settings of a client that shows itself by a certificate."""
    authority = Authority.at(platform.environments.secrets.authority()).certificate
    return {
        "bootstrap.servers": f"127.0.0.1:{platform.environments.ports['kafka_agency_tls']}",
        "security.protocol": "SSL",
        "ssl.key.pem": key,
        "ssl.certificate.pem": certificate,
        "ssl.ca.pem": certificates.pem(authority),
        "log_level": 0,
    }


def handshake(platform: Platform, folder: Path, key: str, certificate: str) -> str:
    """Begin a conversation by certificate; what the broker says of it."""
    file = folder / f"{uuid4()}.pem"
    file.write_text(key + certificate)
    authority = Authority.at(platform.environments.secrets.authority()).certificate
    context = ssl.create_default_context(cadata=certificates.pem(authority))
    context.load_cert_chain(file)
    port = platform.environments.ports["kafka_agency_tls"]
    try:
        with (
            socket.create_connection(("127.0.0.1", port), SECONDS) as plain,
            context.wrap_socket(plain, server_hostname="127.0.0.1") as wrapped,
        ):
            wrapped.settimeout(0.5)
            return DONE if wrapped.recv(1) else "closed"
    except TimeoutError:  # nobody hangs up, and nobody speaks first
        return DONE
    except ssl.SSLError as error:
        return str(error.reason)

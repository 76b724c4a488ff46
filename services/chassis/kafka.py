"""Connections to Kafka with the settings that this project relies on."""

from typing import Any

from aiokafka import AIOKafkaProducer
from faststream.kafka import KafkaBroker
from faststream.security import BaseSecurity, SASLScram512

from services.chassis import tls, unpacking
from services.chassis.settings import Settings


def security(settings: Settings) -> BaseSecurity | None:
    """How FastStream authenticates: by a password (SCRAM) or by a certificate of our own."""
    if settings.kafka_security_protocol == "PLAINTEXT":
        return None
    context = tls.kafka(settings)
    if settings.kafka_security_protocol == "SSL":
        return BaseSecurity(ssl_context=context)
    return SASLScram512(
        username=settings.kafka_username or "",
        password=password(settings),
        use_ssl=context is not None,
        ssl_context=context,
    )


def password(settings: Settings) -> str:
    """The password of this part's user."""
    return settings.kafka_password.get_secret_value() if settings.kafka_password else ""


def broker(settings: Settings) -> KafkaBroker:
    """A FastStream broker that neither validates (the message path does) nor creates topics (nobody does)."""
    unpacking.bound()
    return KafkaBroker(
        settings.kafka_bootstrap,
        security=security(settings),
        client_id=f"ekc-{settings.part}",
        apply_types=False,
        allow_auto_create_topics=False,
        graceful_timeout=8.0,
        logger=None,
    )


def client(settings: Settings) -> dict[str, Any]:
    """The arguments of aiokafka's own clients."""
    arguments: dict[str, Any] = {
        "bootstrap_servers": settings.kafka_bootstrap,
        "client_id": f"ekc-{settings.part}",
        "security_protocol": settings.kafka_security_protocol,
        "ssl_context": tls.kafka(settings),
    }
    if settings.kafka_security_protocol.startswith("SASL"):
        arguments |= {
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": settings.kafka_username,
            "sasl_plain_password": password(settings),
        }
    return arguments


def producer(settings: Settings) -> AIOKafkaProducer:
    """An idempotent producer: in order per partition, acknowledged by every replica."""
    return AIOKafkaProducer(
        **client(settings), acks="all", enable_idempotence=True, max_batch_size=256 * 1024, request_timeout_ms=30_000
    )

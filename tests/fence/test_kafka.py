"""Kafka over TLS as production has it: a part known by a password or by a certificate, and nobody else's broker."""

from pathlib import Path
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError, TopicAuthorizationFailedError
from pydantic import SecretStr

from contracts import topics
from deploy.local import Platform
from services.chassis import kafka as connections
from services.chassis.settings import Settings
from tests.fence.conftest import TOPIC
from tests.fence.papers import Office

pytestmark = pytest.mark.servers


@pytest.fixture
def office(kafka: Platform, tmp_path: Path) -> Office:
    """The authority that the broker trusts, and that signed its own certificate."""
    return Office.opened(tmp_path, kafka.environments.secrets.authority().read_text())


def by_password(kafka: Platform, office: Office, **changed: Any) -> Settings:
    """The settings of referral, which has a password."""
    said: dict[str, Any] = {
        "kafka_bootstrap": f"127.0.0.1:{kafka.environments.ports['kafka_tls']}",
        "kafka_username": "referral",
        "kafka_password": SecretStr(kafka.environments.secrets.password("kafka-referral")),
        "kafka_ca_file": office.folder / "ca.pem",
    }
    return Settings(part="referral", environment="development", **{**said, **changed})


def by_certificate(kafka: Platform, office: Office) -> Settings:
    """The settings of referral, which has a certificate."""
    papers = office.client("referral")
    return Settings(
        part="referral",
        environment="development",
        kafka_bootstrap=f"127.0.0.1:{kafka.environments.ports['kafka_agency_tls']}",
        kafka_security_protocol="SSL",
        kafka_ca_file=papers.authority,
        kafka_cert_file=papers.certificate,
        kafka_key_file=papers.key,
    )


async def write(settings: Settings, topic: str) -> None:
    """Publish one record as the relay does."""
    producer = connections.producer(settings)
    try:
        await producer.start()
        await producer.send_and_wait(topic, b"{}", key=b"fence")
    finally:
        await producer.stop()


@pytest.mark.parametrize("settings", [by_password, by_certificate], ids=["password", "certificate"])
async def test_a_part_is_known_over_tls(kafka: Platform, office: Office, settings: Any) -> None:
    """It may what it may, whichever way it is known; FastStream's connection is made of the same settings."""
    referral = settings(kafka, office)

    await write(referral, TOPIC.name)
    with pytest.raises(TopicAuthorizationFailedError):
        await write(referral, topics.events("plan"))

    connection = connections.broker(referral)
    await connection.start()
    assert await connection.ping(timeout=10)
    await connection.stop()


@pytest.mark.long
async def test_another_authority_is_not_trusted(kafka: Platform, office: Office, tmp_path: Path) -> None:
    """A part does not send its password to a broker that only says that it is one."""
    other = Office.opened(tmp_path / "other")

    with pytest.raises(KafkaConnectionError):
        await write(by_password(kafka, office, kafka_ca_file=other.folder / "ca.pem"), TOPIC.name)


@pytest.mark.long
async def test_another_name_is_not_believed(kafka: Platform, office: Office) -> None:
    """The right authority signed it, for a broker at another address."""
    address = f"127.0.0.2:{kafka.environments.ports['kafka_tls']}"

    with pytest.raises(KafkaConnectionError):
        await write(by_password(kafka, office, kafka_bootstrap=address), TOPIC.name)


@pytest.mark.long
@pytest.mark.parametrize("changed", [{"kafka_security_protocol": "SASL_PLAINTEXT"}, {"kafka_password": SecretStr("x")}])
async def test_neither_plain_text_nor_a_wrong_password_is_let_in(
    kafka: Platform, office: Office, changed: dict[str, Any]
) -> None:
    """By the listener itself."""
    with pytest.raises(KafkaConnectionError):
        await write(by_password(kafka, office, **changed), TOPIC.name)

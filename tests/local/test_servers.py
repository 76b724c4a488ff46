"""The three real servers: they are what production has, and nobody reaches what is another's."""

import asyncpg
import pytest
from confluent_kafka import Consumer, KafkaError, Producer
from temporalio.client import Client

from deploy.local import Platform
from tests.platform import Databases


async def test_a_part_gets_a_database_with_its_tables(database: Databases) -> None:
    """Two databases of one part know nothing of each other."""
    first, second = database("coordination"), database("coordination")
    connection = await asyncpg.connect(first)
    try:
        found = await connection.fetchval("SELECT count(*) FROM information_schema.tables WHERE table_name = 'outbox'")
        version = await connection.fetchval("SHOW server_version")
    finally:
        await connection.close()

    assert first != second
    assert found == 1
    assert version.startswith("18.")


async def test_a_part_cannot_enter_anothers_database(servers: Platform) -> None:
    """Each database has one role, and lets no other in."""
    stolen = servers.database_url("referral").rpartition("/")[0] + "/keyring"

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(stolen)


async def test_temporal_serves_its_namespace(servers: Platform) -> None:
    """A client connects and lists; there is nothing yet."""
    client = await Client.connect(servers.temporal_address())

    assert await client.count_workflows() is not None


def test_an_agency_writes_its_own_topic(servers: Platform) -> None:
    """Promise 6, the other way round: what it may do works."""
    assert published(servers, "jeugdzorg-west", "ekc.in.jeugdzorg-west") is None


@pytest.mark.parametrize("topic", ["ekc.in.jeugdzorg-west", "ekc.referral.commands", "ekc.out.school-noord"])
def test_an_agency_writes_nothing_else(servers: Platform, topic: str) -> None:
    """Promise 6: not another's inbound topic, not ours, not even what we tell it."""
    assert published(servers, "school-noord", topic) == KafkaError.TOPIC_AUTHORIZATION_FAILED


@pytest.mark.parametrize("topic", ["ekc.out.jeugdzorg-west", "ekc.in.jeugdzorg-west", "ekc.referral.events"])
def test_an_agency_reads_nothing_of_anyone_else(servers: Platform, topic: str) -> None:
    """Promise 6: another agency's topics and the inside of the organisation are closed."""
    assert read_error(servers, "school-noord", topic, "school-noord.tests") == KafkaError.TOPIC_AUTHORIZATION_FAILED


def test_an_agency_cannot_disturb_anothers_consumers(servers: Platform) -> None:
    """Promise 6: a consumer group belongs to whose name it begins with."""
    error = read_error(servers, "school-noord", "ekc.out.school-noord", "jeugdzorg-west.tests")

    assert error == KafkaError.GROUP_AUTHORIZATION_FAILED


def test_topics_are_not_made_by_writing_to_them(servers: Platform) -> None:
    """A misspelt topic is an error, never a new topic."""
    assert published(servers, "admin", "ekc.misspelt") == KafkaError.UNKNOWN_TOPIC_OR_PART


def published(servers: Platform, user: str, topic: str) -> int | None:
    """The error code with which Kafka refuses a record of this user, or nothing."""
    codes: list[int | None] = []
    settings = {**servers.kafka_settings(user), "enable.idempotence": True, "topic.metadata.propagation.max.ms": 500}
    producer = Producer(settings)
    producer.produce(topic, b"{}", on_delivery=lambda error, _: codes.append(error.code() if error else None))
    producer.flush(20)
    return codes[0]


def read_error(servers: Platform, user: str, topic: str, group: str) -> int | None:
    """The error code with which Kafka refuses to let this user read."""
    consumer = Consumer({**servers.kafka_settings(user), "group.id": group, "auto.offset.reset": "earliest"})
    try:
        consumer.subscribe([topic])
        message = consumer.poll(20)
    finally:
        consumer.close()
    error = message.error() if message else None
    return error.code() if error else None

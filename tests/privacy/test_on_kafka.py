"""The topic of the checkpoints on a real Kafka: what is published there is read again, and nobody else writes it."""

from confluent_kafka import KafkaError, Producer

from contracts.access import CheckpointSigned
from contracts.topics import CHECKPOINTS
from deploy.local import Platform
from services.chassis import kafka
from services.chassis.app import started
from services.chassis.settings import Settings
from services.privacy.access_log.checkpoints import FromKafka, ToKafka
from tests.privacy.log import NOW


def settings_of(servers: Platform, part: str) -> Settings:
    """How a part connects."""
    environment = servers.environment(part)
    return Settings.model_validate({name.removeprefix("EKC_").lower(): value for name, value in environment.items()})


async def test_what_was_published_is_read_again_from_the_beginning(servers: Platform) -> None:
    """R33: every checkpoint there ever was, in order."""
    settings = settings_of(servers, "privacy")
    producer = kafka.producer(settings)
    await started(producer.start)
    before = await FromKafka(kafka.client(settings)).all()
    try:
        for number in (1, 2):
            checkpoint = CheckpointSigned(number=number, at=NOW, signed=f"a.b.{number}")
            await ToKafka(producer, settings.source()).send(checkpoint, "noord")
    finally:
        await producer.stop()

    assert await FromKafka(kafka.client(settings)).all() == [*before, "a.b.1", "a.b.2"]


def test_nobody_else_writes_checkpoints(servers: Platform) -> None:
    """R33: not the desk, which knows what is read, nor any other part."""
    codes: list[int | None] = []
    producer = Producer({**servers.kafka_settings("desk"), "topic.metadata.propagation.max.ms": 500})
    producer.produce(CHECKPOINTS, b"{}", on_delivery=lambda error, _: codes.append(error.code() if error else None))
    producer.flush(20)

    assert codes == [KafkaError.TOPIC_AUTHORIZATION_FAILED]

"""The ciphertext of a case on Kafka's topics: every record is read, and none is opened."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, TopicPartition

from services.desk.proof.inventory import Resting, of_envelope
from services.desk.proof.search import Needles, Sought

SECONDS = 30
"""How long Kafka may say nothing."""
AT_ONCE = 1000


def resting(settings: Mapping[str, str], subjects: Collection[str]) -> Resting:
    """What rests on our topics of these subjects.

    Raises:
        KafkaException: Kafka does not answer, or lets nobody read.
    """
    found: Resting = Counter()
    needles = Needles([Sought(subject, subject) for subject in subjects])
    for topic, value in records(settings):
        if needles.within([value]):
            found.update((topic, subject) for subject in of_envelope(value) if subject in subjects)
    return found


def records(settings: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Every record of our topics from the first to the last, read as nobody's group.

    Raises:
        KafkaException: Kafka does not answer, or lets nobody read.
    """
    own = {"group.id": "ekc-proof", "enable.auto.commit": False, "enable.partition.eof": True, "log_level": 0}
    consumer = Consumer({**settings, **own})
    try:
        left = partitions(consumer)
        consumer.assign([TopicPartition(*one, OFFSET_BEGINNING) for one in left])
        while left:
            read = consumer.consume(AT_ONCE, timeout=SECONDS)
            if not read:
                raise KafkaException(KafkaError(KafkaError._TIMED_OUT))
            for record in read:
                error, value = record.error(), record.value()
                if error is None and isinstance(value, bytes):
                    yield str(record.topic()), value
                elif error is not None and error.code() == KafkaError._PARTITION_EOF:
                    left.discard((str(record.topic()), record.partition() or 0))
                elif error is not None:
                    raise KafkaException(error)
    finally:
        consumer.close()


def partitions(consumer: Consumer) -> set[tuple[str, int]]:
    """Every partition of our topics."""
    topics = consumer.list_topics(timeout=SECONDS).topics
    return {(name, one) for name, topic in topics.items() if name.startswith("ekc.") for one in topic.partitions}

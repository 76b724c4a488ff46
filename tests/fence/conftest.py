"""Kafka with a topic to try things on."""

import pytest

from contracts.topics import Topic, outbound
from deploy.local import Platform, probes
from services.desk.agencies.kafka import Cluster, create_topics
from tests.agencies import clients

TOPIC = Topic(outbound("fence"), 1, {}, frozenset({"referral"}), frozenset())
"""Of an agency that is not there: what referral writes to it nobody reads."""


@pytest.fixture(scope="session")
def kafka(local_platform: Platform) -> Platform:
    """Kafka alone, with its topics, users and rules, once the broker knows what its controller has taken.

    That is a moment later, on a busy machine a second; of what was asked for last it hears last.
    """
    local_platform.start("kafka")
    create_topics(Cluster(probes.kafka_settings(local_platform.environments)).admin, [TOPIC])
    while clients.write(local_platform.kafka_settings("referral"), TOPIC.name) != clients.DONE:
        pass
    return local_platform

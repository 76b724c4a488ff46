"""Least privilege on Kafka, tried: of the topics of others a part writes none, and it reads what it is to read.

The broker itself is asked what a part may do with each topic; in the long tests it is done.
"""

import asyncio
from typing import Any

import pytest
from confluent_kafka import TopicCollection
from confluent_kafka.admin import AclOperation, AdminClient

from contracts.topics import ANYBODY, TOPICS, Topic, inbound, outbound
from deploy.local import Platform, access
from services.desk.operations.kafka import rules
from tests.agencies import clients

pytestmark = pytest.mark.servers
AGENCIES = [
    *(Topic(inbound(name), 1, {}, frozenset(), frozenset({"referral"})) for name in access.AGENCIES),
    *(Topic(outbound(name), 1, {}, frozenset({"referral"}), frozenset({"referral"})) for name in access.AGENCIES),
]
"""Of each agency, as the parts inside see them."""
EVERY = [*TOPICS, *AGENCIES]


def wanted(user: str, topic: Topic) -> set[str]:
    """What the contracts let a part do with a topic."""
    may = {"WRITE": user in topic.writers, "READ": bool({user, ANYBODY} & topic.readers)}
    found = {operation for operation, allowed in may.items() if allowed}
    return found | {"DESCRIBE"} if found else set()


def allowed(kafka: Platform, user: str) -> dict[str, set[str]]:
    """What the broker lets a part do with each topic that it sees; of others it says that there is none."""
    admin = AdminClient({**kafka.kafka_settings(user), "log_level": 0})
    names = TopicCollection([topic.name for topic in EVERY])
    asked = admin.describe_topics(names, include_authorized_operations=True)
    return {name: operations(future) for name, future in asked.items()}


def operations(future: Any) -> set[str]:
    """Those of one topic."""
    if future.exception(clients.SECONDS) is not None:
        return set()
    return {AclOperation(one).name for one in future.result().authorized_operations}


@pytest.mark.parametrize("user", access.USERS)
def test_a_part_may_do_with_each_topic_what_the_contracts_say(kafka: Platform, user: str) -> None:
    """Write where it is a writer, read where it is a reader, and nothing else: not alter, not delete."""
    found = allowed(kafka, user)

    assert found == {topic.name: wanted(user, topic) for topic in EVERY}
    assert sum("WRITE" in of_one for of_one in found.values()) < len(EVERY) / 2


@pytest.mark.long
@pytest.mark.parametrize("user", access.USERS)
async def test_a_part_writes_no_topic_of_another(kafka: Platform, user: str) -> None:
    """A forged event of another part would be believed by all that read it."""
    others = [topic.name for topic in EVERY if user not in topic.writers]

    heard = await asyncio.gather(
        *(asyncio.to_thread(clients.write, kafka.kafka_settings(user), topic) for topic in others)
    )

    assert set(heard) == {"TOPIC_AUTHORIZATION_FAILED"}


@pytest.mark.long
@pytest.mark.parametrize("user", access.USERS)
async def test_a_part_reads_nothing_that_is_not_for_it(kafka: Platform, user: str) -> None:
    """Neither another's commands nor what agencies send; nor in the group of another, whose place it would move."""
    others = [topic.name for topic in EVERY if not {user, ANYBODY} & topic.readers]
    own = [topic.name for topic in TOPICS if user in topic.readers]
    stranger = next(name for name in access.USERS if name != user)

    async def read(topic: str, group: str) -> str:
        return await asyncio.to_thread(clients.read, kafka.kafka_settings(user), topic, group)

    heard = await asyncio.gather(*(read(topic, f"ekc.{user}.fence") for topic in others))

    assert set(heard) == {"TOPIC_AUTHORIZATION_FAILED"}
    assert await read(own[0], f"ekc.{stranger}") == "GROUP_AUTHORIZATION_FAILED"


def test_a_part_administers_nothing(kafka: Platform) -> None:
    """It gives itself no right, and makes no topic."""
    admin = AdminClient({**kafka.kafka_settings("referral"), "log_level": 0})

    assert clients.outcome(admin.create_acls(list(rules())[:1])) == "CLUSTER_AUTHORIZATION_FAILED"
    assert clients.outcome(admin.delete_topics(["ekc.plan.events"])) == "TOPIC_AUTHORIZATION_FAILED"

"""Whether Kafka is as contracts and agreements want it: topics, their settings, who may do what, and nothing more."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from confluent_kafka import IsolationLevel, TopicPartition
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    ConfigSource,
    OffsetSpec,
    ResourcePatternType,
    ResourceType,
)

from contracts.agreement import Agreement
from contracts.catalogue import PARTS
from contracts.topics import TOPICS, Topic, inbound, outbound
from services.desk.agencies.kafka import (
    SECONDS,
    Cluster,
    allow,
    binding,
    create_rules,
    create_topics,
    done,
    exactly,
    said,
)
from services.desk.agencies.wanted import wanted

AT_LEAST = frozenset({"min.insync.replicas"})
"""Settings of which more is as good: a cluster of several brokers has more."""


def rules() -> list[AclBinding]:
    """Writers write, readers read, and every part has consumer groups under a name of its own.

    The referral service reaches the topics of all agencies by their prefix, so that a new one changes nothing of it.
    """
    found: dict[AclBinding, None] = {}
    for topic in TOPICS:
        for operation, users in ((AclOperation.WRITE, topic.writers), (AclOperation.READ, topic.readers)):
            for user in sorted(users):
                found[allow(user, ResourceType.TOPIC, topic.name, operation)] = None
                found[allow(user, ResourceType.TOPIC, topic.name, AclOperation.DESCRIBE)] = None
    prefixed = ResourcePatternType.PREFIXED
    found[allow("referral", ResourceType.TOPIC, inbound(""), AclOperation.READ, prefixed)] = None
    # It reads what it wrote itself: restored, it must not say it again (services/chassis/restored.py).
    for operation in (AclOperation.WRITE, AclOperation.READ):
        found[allow("referral", ResourceType.TOPIC, outbound(""), operation, prefixed)] = None
    for user in PARTS:
        found[allow(user, ResourceType.GROUP, f"ekc.{user}", AclOperation.READ, prefixed)] = None
    return list(found)


@dataclass(frozen=True)
class Topics:
    """What is not as it should be."""

    missing: tuple[Topic, ...]
    divided: tuple[str, ...]
    """Topics with another number of partitions, in words: nothing mends that."""
    settings: Mapping[str, Mapping[str, str | None]]
    """Topic -> setting -> its value as it should be; nothing where it should have none of its own."""
    rights_missing: frozenset[AclBinding]
    rights_too_many: frozenset[AclBinding]

    def mistakes(self) -> Iterator[str]:
        """A sentence for each."""
        yield from (f"topic {topic.name} is missing" for topic in self.missing)
        yield from self.divided
        for topic, changes in self.settings.items():
            for name, value in changes.items():
                yield f"topic {topic}: {name} should be {'as for all topics' if value is None else value}"
        yield from sorted(f"missing: {said(rule)}" for rule in self.rights_missing)
        yield from sorted(f"too much: {said(rule)}" for rule in self.rights_too_many)


def compared(cluster: Cluster, agencies: Mapping[str, Agreement]) -> Topics:
    """What is there beside what should be.

    Raises:
        KafkaException: Kafka does not answer, or the administrator may not look.
    """
    kept = [wanted(name, agreement) for name, agreement in agencies.items()]
    topics = [*TOPICS, *(topic for one in kept for topic in one.topics)]
    there = cluster.admin.list_topics(timeout=SECONDS).topics
    present = [topic for topic in topics if topic.name in there]
    divided = [
        f"topic {topic.name} has {len(there[topic.name].partitions)} partitions and not {topic.partitions}"
        for topic in present
        if len(there[topic.name].partitions) != topic.partitions
    ]
    expected = {*rules(), *(binding(rule) for one in kept for rule in one.rules)}
    found = all_rules(cluster)
    return Topics(
        missing=tuple(topic for topic in topics if topic.name not in there),
        divided=tuple(divided),
        settings=different(cluster, present),
        rights_missing=frozenset(expected - found),
        rights_too_many=frozenset(found - expected),
    )


def appended(cluster: Cluster, agencies: Iterable[str]) -> datetime | None:
    """When the latest message of an agency was appended, by the clock of a broker; nothing if there is none.

    Raises:
        KafkaException: see `compared`.
    """
    there = cluster.admin.list_topics(timeout=SECONDS).topics
    places = [TopicPartition(name, 0) for name in map(inbound, agencies) if name in there]
    asked: dict[TopicPartition, OffsetSpec] = dict.fromkeys(places, OffsetSpec.max_timestamp())
    level = IsolationLevel.READ_UNCOMMITTED
    found: list[Any] = [*cluster.admin.list_offsets(asked, isolation_level=level).values()] if places else []
    latest: int = max((one.result(SECONDS).timestamp for one in found), default=-1)
    return datetime.fromtimestamp(latest / 1000, UTC) if latest > 0 else None


def all_rules(cluster: Cluster) -> set[AclBinding]:
    """What anybody may do."""
    anything: Any = None
    every = AclBindingFilter(
        ResourceType.ANY,
        anything,
        ResourcePatternType.ANY,
        anything,
        anything,
        AclOperation.ANY,
        AclPermissionType.ANY,
    )
    return set(cluster.admin.describe_acls(every).result(SECONDS))


def different(cluster: Cluster, topics: list[Topic]) -> dict[str, dict[str, str | None]]:
    """Settings that are not as the contracts want them, and those that nobody wanted."""
    asked = [ConfigResource(ConfigResource.Type.TOPIC, topic.name) for topic in topics]
    found: dict[str, dict[str, str | None]] = {}
    answers = {one.name: future for one, future in cluster.admin.describe_configs(asked).items()} if asked else {}
    for topic in topics:
        entries = answers[topic.name].result(SECONDS)
        wrong: dict[str, str | None] = {
            name: value for name, value in topic.config.items() if not fits(name, entries[name].value, value)
        }
        own = {name for name, entry in entries.items() if entry.source == ConfigSource.DYNAMIC_TOPIC_CONFIG}
        wrong |= dict.fromkeys(sorted(own - topic.config.keys() - AT_LEAST))
        if wrong:
            found[topic.name] = wrong
    return found


def fits(name: str, there: str | None, wanted_: str) -> bool:
    """Whether a setting is as it should be."""
    if name in AT_LEAST:
        return int(there or 0) >= int(wanted_)
    return there == wanted_


def apply(cluster: Cluster, found: Topics, *, remove: bool) -> list[str]:
    """Make what is missing and mend settings; what is too much goes only where that is wanted. What was done.

    Raises:
        KafkaException: Kafka did not take it.
    """
    made = [f"topic {name} created" for name in create_topics(cluster.admin, found.missing)]
    if found.settings:
        done(cluster.admin.incremental_alter_configs([altered(*one) for one in found.settings.items()]).values())
        made += [f"settings of {name} mended" for name in found.settings]
    if found.rights_missing:
        create_rules(cluster.admin, found.rights_missing)
        made += sorted(f"now {said(rule)}" for rule in found.rights_missing)
    if remove and found.rights_too_many:
        done(cluster.admin.delete_acls([exactly(rule) for rule in found.rights_too_many]).values())
        made += sorted(f"no longer {said(rule)}" for rule in found.rights_too_many)
    return made


def altered(topic: str, changes: Mapping[str, str | None]) -> ConfigResource:
    """A topic with what changes of its settings."""
    entries = [
        ConfigEntry(name, value)
        if value is not None
        else ConfigEntry(name, None, incremental_operation=AlterConfigOpType.DELETE)
        for name, value in changes.items()
    ]
    for entry in entries:
        if entry.incremental_operation is None:
            entry.incremental_operation = AlterConfigOpType.SET
    return ConfigResource(ConfigResource.Type.TOPIC, topic, incremental_configs=entries)

"""Who may do what on Kafka: topics, users and access rules, all derived from the contracts."""

from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from typing import Any

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (
    AclBinding,
    AclOperation,
    AclPermissionType,
    AdminClient,
    NewTopic,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialAlteration,
    UserScramCredentialUpsertion,
)

from contracts.topics import SERVICES, TOPICS, Topic, agency_topics

USERS = (*SERVICES, "workflows")
"""The parts inside."""
AGENCIES: Mapping[str, str] = {
    "school-noord": "urn:nld:oin:00000099000000001000",
    "jeugdzorg-west": "urn:nld:oin:00000099000000002000",
    "politie-oost": "urn:nld:oin:00000099000000003000",
    "wonen-oost": "urn:nld:oin:00000099000000004000",
}
"""The invented agencies of the local platform, and the organisation that each is."""

SECONDS = 60


def connection(bootstrap: str, user: str, password: str) -> dict[str, Any]:
    """How librdkafka's clients connect."""
    return {
        "bootstrap.servers": bootstrap,
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": user,
        "sasl.password": password,
        "log_level": 0,
    }


def topics() -> list[Topic]:
    """Every topic of the platform."""
    return [*TOPICS, *(topic for agency in AGENCIES for topic in agency_topics(agency))]


def establish(admin: AdminClient, passwords: Mapping[str, str]) -> None:
    """Create what is missing of topics, users and access rules. Repeating it changes nothing."""
    create_topics(admin, topics())
    create_users(admin, passwords)
    create_rules(admin, rules())


def create_topics(admin: AdminClient, wanted: Iterable[Topic]) -> None:
    """Create the topics that are not there."""
    new = [NewTopic(topic.name, topic.partitions, 1, config=topic.config) for topic in wanted]
    for future in admin.create_topics(new, operation_timeout=SECONDS).values():
        unless_exists(future)


def unless_exists(future: Future[Any]) -> None:
    """Wait; that it exists already is no failure."""
    try:
        future.result(SECONDS)
    except KafkaException as error:
        reason = error.args[0]
        if not isinstance(reason, KafkaError) or reason.code() != KafkaError.TOPIC_ALREADY_EXISTS:
            raise


def create_users(admin: AdminClient, passwords: Mapping[str, str]) -> None:
    """Set everyone's password (SCRAM-SHA-512, RFC 5802)."""
    how = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096)
    changes: list[UserScramCredentialAlteration] = [
        UserScramCredentialUpsertion(user, how, password.encode()) for user, password in passwords.items()
    ]
    for future in admin.alter_user_scram_credentials(changes).values():
        future.result(SECONDS)


def create_rules(admin: AdminClient, wanted: Iterable[AclBinding]) -> None:
    """Allow what is allowed."""
    for future in admin.create_acls(list(wanted)).values():
        future.result(SECONDS)


def rules() -> list[AclBinding]:
    """Writers write, readers read, and everyone has consumer groups under a name of their own."""
    found: dict[AclBinding, None] = {}
    for topic in topics():
        for operation, users in ((AclOperation.WRITE, topic.writers), (AclOperation.READ, topic.readers)):
            for user in sorted(users):
                found[allow(user, ResourceType.TOPIC, topic.name, operation)] = None
                found[allow(user, ResourceType.TOPIC, topic.name, AclOperation.DESCRIBE)] = None
    groups = {**{user: f"ekc.{user}" for user in USERS}, **{agency: f"{agency}." for agency in AGENCIES}}
    for user, prefix in groups.items():
        found[allow(user, ResourceType.GROUP, prefix, AclOperation.READ, ResourcePatternType.PREFIXED)] = None
    return list(found)


def allow(
    user: str,
    kind: ResourceType,
    name: str,
    operation: AclOperation,
    pattern: ResourcePatternType = ResourcePatternType.LITERAL,
) -> AclBinding:
    """One access rule; it holds from any host."""
    return AclBinding(kind, name, pattern, f"User:{user}", "*", operation, AclPermissionType.ALLOW)

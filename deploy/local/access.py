"""Who may do what on Kafka: topics, users and access rules, all derived from the contracts and the agreements."""

from collections.abc import Callable, Mapping
from pathlib import Path

from confluent_kafka.admin import AclBinding, AclOperation, ResourcePatternType, ResourceType

from contracts.agreement import Agreement, Authentication
from contracts.topics import SERVICES, TOPICS, inbound, outbound
from services.chassis.agreements import agreements
from services.desk.agencies.kafka import Cluster, allow, create_rules, create_topics, set_passwords
from services.desk.agencies.wanted import wanted

USERS = (*SERVICES, "workflows")
"""The parts inside."""
DECLARED = Path(__file__).with_name("agencies.yaml")
AGENCIES: Mapping[str, Agreement] = agreements(DECLARED)
"""The invented agencies of the local platform, as a new one has them."""


def connection(bootstrap: str, user: str, password: str) -> dict[str, str]:
    """How librdkafka's clients connect."""
    return {
        "bootstrap.servers": bootstrap,
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": user,
        "sasl.password": password,
    }


def establish(settings: Mapping[str, str], agencies: Mapping[str, Agreement], password: Callable[[str], str]) -> None:
    """Create what is missing of topics, users and access rules. Repeating it changes nothing."""
    cluster = Cluster(settings)
    create_topics(cluster.admin, TOPICS)
    set_passwords(cluster.admin, {user: password(user) for user in USERS})
    create_rules(cluster.admin, rules())
    for name, agreement in agencies.items():
        scram = agreement.authentication is Authentication.SCRAM
        cluster.establish(wanted(name, agreement), password if scram else None)


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
    for user in USERS:
        found[allow(user, ResourceType.GROUP, f"ekc.{user}", AclOperation.READ, prefixed)] = None
    return list(found)

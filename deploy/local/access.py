"""Who may do what on Kafka: topics, users and access rules, all derived from the contracts and the agreements."""

from collections.abc import Callable, Mapping
from pathlib import Path

from contracts.agreement import Agreement, Authentication
from contracts.catalogue import PARTS
from contracts.topics import TOPICS
from services.chassis.agreements import agreements
from services.desk.agencies.kafka import Cluster, create_rules, create_topics, set_passwords
from services.desk.agencies.wanted import wanted
from services.desk.operations.kafka import rules

USERS = PARTS
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

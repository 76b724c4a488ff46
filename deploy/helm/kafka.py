"""What Strimzi's operator is to make, for the chart's templates: topics, users and rights, all from the contracts."""

from collections.abc import Iterator
from typing import Any

import yaml
from confluent_kafka.admin import AclBinding, ResourcePatternType, ResourceType

from contracts.agreement import Agreement
from contracts.topics import ANYBODY, PARTITIONS, TOPICS, Topic
from deploy.local.access import USERS
from services.desk.agencies.manifests import documents
from services.desk.operations.kafka import rules

AGENCY = "AGENCY"
"""Stands for the name of an agency, which the templates put in its place. No agency's name has capitals."""
ANY_AGENCY = Agreement(organisation="urn:nld:oin:00000099000000000000", contact=AGENCY)


def text() -> str:
    """`files/kafka.yaml` of the chart."""
    made = "# Made from contracts/topics.py and contracts/agreement.py by `python -m deploy.helm`: change those.\n"
    return made + yaml.safe_dump(content(), sort_keys=False)


def content() -> dict[str, Any]:
    """Everything inside, and one agency as a pattern for all."""
    *topics, user = documents(AGENCY, ANY_AGENCY, "")
    return {
        "partitions": PARTITIONS,
        "topics": [about(one) for one in TOPICS],
        "users": {user: list(acls(user)) for user in USERS},
        "agency": {
            "topics": [{"name": one["metadata"]["name"], **one["spec"]} for one in topics],
            "acls": user["spec"]["authorization"]["acls"],
            "quotas": ANY_AGENCY.quotas.model_dump(),
        },
    }


def about(topic: Topic) -> dict[str, Any]:
    """A topic."""
    return {"name": topic.name, "partitions": topic.partitions, "config": dict(topic.config)}


def acls(user: str) -> Iterator[dict[str, Any]]:
    """What a user may do: one entry for each topic or prefix, with all operations on it."""
    allowed: dict[tuple[str, str, str], list[str]] = {}
    for rule in rules():
        if rule.principal in (f"User:{user}", f"User:{ANYBODY}"):
            operations = allowed.setdefault(resource(rule), [])
            operations.append(rule.operation.name.capitalize())
    for (kind, name, pattern), operations in sorted(allowed.items()):
        about = {"type": kind, "name": name, "patternType": pattern}
        yield {"resource": about, "operations": sorted(set(operations))}


def resource(rule: AclBinding) -> tuple[str, str, str]:
    """What a rule is about, in Strimzi's words."""
    kind = "topic" if rule.restype is ResourceType.TOPIC else "group"
    pattern = "prefix" if rule.resource_pattern_type is ResourcePatternType.PREFIXED else "literal"
    return kind, rule.name, pattern

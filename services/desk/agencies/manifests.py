"""The same for Strimzi's operator: `KafkaTopic` and `KafkaUser`, as a file for each agency. Pure."""

from collections.abc import Iterator
from typing import Any

import yaml

from contracts.agreement import Agreement, Authentication
from contracts.topics import ANYBODY, TOPICS, Topic
from services.desk.agencies.wanted import Rule, Wanted, wanted

API = "kafka.strimzi.io/v1"
"""Strimzi 0.49 and later."""


def manifests(agency: str, agreement: Agreement, cluster: str) -> str:
    """All of one agency, as YAML documents. What is in an earlier file of it and not in this one is to be deleted."""
    return yaml.safe_dump_all(documents(agency, agreement, cluster), sort_keys=False)


def documents(agency: str, agreement: Agreement, cluster: str) -> list[dict[str, Any]]:
    """The same as objects."""
    asked = wanted(agency, agreement)
    return [*(topic(one, cluster) for one in asked.topics), *users(asked, agreement, cluster)]


def topic(one: Topic, cluster: str) -> dict[str, Any]:
    """A topic, with as many replicas as the brokers give by default."""
    return resource("KafkaTopic", one.name, cluster, {"partitions": one.partitions, "config": one.config})


def users(asked: Wanted, agreement: Agreement, cluster: str) -> Iterator[dict[str, Any]]:
    """Its users. The operator makes the password, in a `Secret` of the user's name; certificates we sign ourselves.

    Strimzi knows no rule for every user of Kafka, so each has one for the topics that anybody may read.
    """
    how = {Authentication.SCRAM: "scram-sha-512", Authentication.TLS: "tls-external"}[agreement.authentication]
    quotas = asked.quotas
    for name in asked.users:
        allowed = sorted((rule for rule in asked.rules if rule.user == name), key=str)
        public = [Rule(name, "Read", topic=one.name) for one in TOPICS if allowed and ANYBODY in one.readers]
        spec = {
            "authentication": {"type": how},
            "authorization": {"type": "simple", "acls": [acl(rule) for rule in (*allowed, *public)]},
            "quotas": {
                "producerByteRate": quotas.producer_byte_rate,
                "consumerByteRate": quotas.consumer_byte_rate,
                "requestPercentage": quotas.request_percentage,
            },
        }
        yield resource("KafkaUser", name, cluster, spec)


def acl(rule: Rule) -> dict[str, Any]:
    """One access rule."""
    about = (
        {"type": "topic", "name": rule.topic, "patternType": "literal"}
        if rule.topic
        else {"type": "group", "name": rule.groups, "patternType": "prefix"}
    )
    return {"resource": about, "operations": [rule.operation]}


def resource(kind: str, name: str, cluster: str, spec: dict[str, Any]) -> dict[str, Any]:
    """One resource of a cluster."""
    about = {"name": name, "labels": {"strimzi.io/cluster": cluster}}
    return {"apiVersion": API, "kind": kind, "metadata": about, "spec": spec}

"""Strimzi is asked for what the contracts and agreements say: no topic, right or quota more or less."""

import json
from typing import Any

import pytest
import yaml

from contracts.agreement import Agreement, Agreements
from contracts.topics import ANYBODY, PARTITIONS, TOPICS
from deploy.local.access import USERS
from services.desk.agencies.manifests import documents
from services.desk.operations.kafka import rules
from tests.chart.rendering import EXAMPLES, Thing, of_kind, one, rendered, saying

CLUSTER = "ekc-kafka"
BASICS: dict[str, Any] = {"organisation": "urn:nld:oin:00000099000000007000", "contact": "Desk, 020 000 0005"}
AGREEMENTS: dict[str, dict[str, Any]] = {
    "usual": {},
    "certificate": {"authentication": "tls"},
    "between-two-secrets": {"users": [1, 2]},
    "after-the-second": {"users": [2]},
    "much": {"quotas": {"producer_byte_rate": 8_388_608, "request_percentage": 50}},
    "suspended": {"state": "suspended"},
    "removed": {"state": "removed"},
}


def things(**values: Any) -> tuple[Thing, ...]:
    """What is rendered where Strimzi makes everything."""
    return rendered("operators", **saying(**values))


def said(thing: Thing) -> tuple[str, str, Any]:
    """What a resource asks for, in an order that means nothing."""
    spec = json.loads(json.dumps(thing["spec"], sort_keys=True))
    if acls := spec.get("authorization", {}).get("acls"):
        acls.sort(key=json.dumps)
    return thing["kind"], thing["metadata"]["name"], spec


def test_the_topics_are_those_of_the_contracts() -> None:
    """In both directions: each with its partitions and its settings, and no other."""
    found = of_kind(things(agencies={}), "KafkaTopic")

    wanted = {topic.name: {"partitions": topic.partitions, "config": topic.config} for topic in TOPICS}
    assert {
        name: topic["spec"] for name, topic in found.items() if not name.startswith(("ekc.in.", "ekc.out."))
    } == wanted


def test_a_topic_outlives_the_release() -> None:
    """Facts are kept for ever: neither topics nor the cluster go with `helm uninstall`."""
    kept = [one for one in things() if one["kind"] in {"Kafka", "KafkaNodePool", "KafkaTopic", "Cluster"}]

    assert all(one["metadata"]["annotations"]["helm.sh/resource-policy"] == "keep" for one in kept)


@pytest.mark.parametrize("user", USERS)
def test_a_part_may_do_what_it_may_do_locally(user: str) -> None:
    """The same rules as on the local platform, one by one; what everybody may, it is allowed by name."""
    found = {
        (acl["resource"]["type"], acl["resource"]["name"], acl["resource"]["patternType"], operation.upper())
        for acl in one(things(), "KafkaUser", user)["spec"]["authorization"]["acls"]
        for operation in acl["operations"]
    }

    assert found == {
        (
            rule.restype.name.lower(),
            rule.name,
            {"LITERAL": "literal", "PREFIXED": "prefix"}[rule.resource_pattern_type.name],
            rule.operation.name,
        )
        for rule in rules()
        if rule.principal in {f"User:{user}", f"User:{ANYBODY}"}
    }


@pytest.mark.parametrize("name", AGREEMENTS)
def test_an_agency_gets_what_its_agreement_says(name: str) -> None:
    """Exactly what `ekc agency --manifests` writes for it."""
    agreement = BASICS | AGREEMENTS[name]

    rendering = [said(one) for one in things(agencies={name: agreement}) if is_of(name, one)]

    wanted = documents(name, Agreement(**agreement), CLUSTER)
    assert sorted(rendering, key=str) == sorted(map(said, wanted), key=str)


def is_of(agency: str, thing: Thing) -> bool:
    """Whether it is there for this agency."""
    name = thing["metadata"]["name"]
    mine = {"KafkaTopic": (f"ekc.in.{agency}", f"ekc.out.{agency}"), "KafkaUser": (agency, f"{agency}.2")}
    return name in mine.get(thing["kind"], ())


def test_referral_is_told_of_the_same_agencies() -> None:
    """The file that it reads holds the agreements by which Kafka was made."""
    config = one(things(), "ConfigMap", "ekc-agencies")["data"]["agencies.yaml"]

    told = Agreements.model_validate(yaml.safe_load(config)).root
    assert {name for name in of_kind(things(), "KafkaUser") if "." not in name} == {*told, *USERS}


def test_the_cluster_keeps_what_was_acknowledged() -> None:
    """Three copies, two of them in sync, none that is behind leads; and no topic that nobody declared."""
    config = one(things(), "Kafka", CLUSTER)["spec"]["kafka"]["config"]

    assert config["default.replication.factor"] == 3
    assert config["min.insync.replicas"] == 2
    assert config["unclean.leader.election.enable"] is False
    assert config["auto.create.topics.enable"] is False


def test_nobody_comes_in_unknown_or_in_the_open() -> None:
    """Every listener has TLS and asks who it is; agencies come in by doors of their own."""
    kafka = one(things(), "Kafka", CLUSTER)["spec"]["kafka"]

    assert [(one["name"], one["tls"], one["authentication"]["type"]) for one in kafka["listeners"]] == [
        ("parts", True, "scram-sha-512"),
        ("certificates", True, "tls"),
        ("passwords", True, "scram-sha-512"),
    ]
    assert kafka["authorization"] == {"type": "simple"}


def test_one_broker_is_its_own_controller() -> None:
    """On one node, where there is nothing to be in sync with."""
    found = rendered("minikube")

    (pool,) = of_kind(found, "KafkaNodePool").values()
    assert (pool["spec"]["replicas"], pool["spec"]["roles"]) == (1, ["broker", "controller"])
    assert one(found, "Kafka", CLUSTER)["spec"]["kafka"]["config"]["min.insync.replicas"] == 1


def test_brokers_are_spread_over_zones() -> None:
    """No two on one node, as many in each zone; copies too, by their racks."""
    spread = {name: pool["spec"]["template"]["pod"] for name, pool in of_kind(things(), "KafkaNodePool").items()}

    assert spread.keys() == {f"{CLUSTER}-broker", f"{CLUSTER}-controller"}
    for pod in spread.values():
        (apart,) = pod["affinity"]["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
        assert apart["topologyKey"] == "kubernetes.io/hostname"
        assert pod["topologySpreadConstraints"][0]["topologyKey"] == "topology.kubernetes.io/zone"
    assert one(things(), "Kafka", CLUSTER)["spec"]["kafka"]["rack"] == {"topologyKey": "topology.kubernetes.io/zone"}


def test_parts_come_with_certificates_where_that_is_chosen() -> None:
    """Then the operator makes each a certificate, and no password is asked for."""
    found = things(kafka__securityProtocol="SSL")

    assert {one(found, "KafkaUser", user)["spec"]["authentication"]["type"] for user in USERS} == {"tls"}
    told = one(found, "ConfigMap", "ekc-referral")["data"]
    assert {"EKC_KAFKA_CERT_FILE", "EKC_KAFKA_KEY_FILE"} <= told.keys()


@pytest.mark.parametrize("example", sorted(EXAMPLES.keys() - {"minikube", "operators"}))
def test_kafka_of_others_is_left_alone(example: str) -> None:
    """Where Kafka is there, nothing is made on it by the chart: `ekc ops topics` does."""
    assert not [one for one in rendered(example) if one["apiVersion"].startswith("kafka.strimzi.io")]


@pytest.mark.parametrize(("part", "principal"), [("referral", "referral"), ("bridge", "workflows"), ("desk", "desk")])
def test_replicas_follow_what_waits(part: str, principal: str) -> None:
    """In the part's own group, with its own rights, and never more than a topic has partitions."""
    spec = one(things(), "ScaledObject", f"ekc-{part}")["spec"]
    (trigger,) = spec["triggers"]
    known = one(things(), "TriggerAuthentication", trigger["authenticationRef"]["name"])["spec"]
    (username,) = known["configMapTargetRef"]

    assert (spec["minReplicaCount"], spec["maxReplicaCount"]) == (2, PARTITIONS)
    assert trigger["metadata"]["consumerGroup"] == f"ekc.{principal}"
    assert username["parameter"] == "username"
    assert one(things(), "ConfigMap", username["name"])["data"][username["key"]] == principal
    assert {entry["parameter"]: entry["name"] for entry in known["secretTargetRef"]}["password"] == principal
    assert "replicas" not in one(things(), "Deployment", f"ekc-{part}")["spec"]


def test_a_certificate_is_shown_where_there_are_no_passwords() -> None:
    """Then no name is asked for."""
    known = one(things(kafka__securityProtocol="SSL"), "TriggerAuthentication", "ekc-referral")["spec"]

    assert {entry["parameter"] for entry in known["secretTargetRef"]} == {"ca", "cert", "key"}
    assert "configMapTargetRef" not in known


def test_who_scales_replicas_is_let_in() -> None:
    """KEDA looks at Kafka from a namespace of its own, beside the parts; Strimzi closes the listener to all others."""
    (listener,) = [
        one for one in one(things(), "Kafka", CLUSTER)["spec"]["kafka"]["listeners"] if one["name"] == "parts"
    ]
    parts, *others = listener["networkPolicyPeers"]

    assert parts["podSelector"]["matchLabels"]["app.kubernetes.io/instance"] == "ekc"
    assert others == [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "keda"}}}]


def test_the_worker_is_not_scaled_by_kafka() -> None:
    """It reads from Temporal alone."""
    assert "ekc-worker" not in of_kind(things(), "ScaledObject")
    assert one(things(), "Deployment", "ekc-worker")["spec"]["replicas"] == 2

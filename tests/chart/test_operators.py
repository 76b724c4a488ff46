"""Secrets from a store, the Gateway API, what Prometheus and Grafana take: as parts, code and dashboards have it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.helm import secrets
from deploy.helm.values import CHART
from tests.chart.rendering import PARTS, NotRendered, Thing, of_kind, one, rendered, saying


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Mapping[str, Any]]:
    """The secrets that an operator makes, by name."""
    folder = tmp_path_factory.mktemp("secrets")
    secrets.write(folder, secrets.Place(postgres="ekc-db-{database}-rw", kek_token="made up"))
    return {file.stem: yaml.safe_load(file.read_text()) for file in folder.glob("*.yaml")}


def things(**values: Any) -> tuple[Thing, ...]:
    """What is rendered where operators make everything."""
    return rendered("operators", **saying(**values))


def test_the_store_gives_what_would_be_made(made: dict[str, Mapping[str, Any]]) -> None:
    """The same secrets with the same keys and types, save Kafka's passwords, which Strimzi makes."""
    for name, external in of_kind(things(), "ExternalSecret").items():
        keys = {entry["secretKey"] for entry in external["spec"]["data"]}
        kind = external["spec"]["target"].get("template", {}).get("type", "Opaque")

        assert keys == made[name]["stringData"].keys() - {"kafka-password"}, name
        assert kind == made[name]["type"], name
    assert of_kind(things(), "ExternalSecret").keys() == made.keys()


def with_a_store(**values: Any) -> tuple[Thing, ...]:
    """Where a store gives the secrets, while Kafka and PostgreSQL are others' and migrations are hooks."""
    return rendered("production", **saying(externalSecrets={"enabled": True, "store": {"name": "vault"}}, **values))


def test_where_kafka_is_of_others_the_store_has_the_passwords(made: dict[str, Mapping[str, Any]]) -> None:
    """Then they are among the parts' own."""
    data = one(with_a_store(), "ExternalSecret", "ekc-referral")["spec"]["data"]

    assert {entry["secretKey"] for entry in data} == made["ekc-referral"]["stringData"].keys()
    assert {entry["remoteRef"]["key"] for entry in data} == {"ekc/referral"}


@pytest.mark.parametrize(
    ("secret", "job"), [("ekc-privacy-owner", "ekc-migrate-privacy"), ("ekc-temporal", "ekc-temporal")]
)
def test_secrets_are_there_before_the_jobs_that_read_them(secret: str, job: str) -> None:
    """Where these are hooks, so are their secrets, before them."""
    found = with_a_store()
    before = one(found, "ExternalSecret", secret)["metadata"]["annotations"]
    after = one(found, "Job", job)["metadata"]["annotations"]

    assert before["helm.sh/hook"] == after["helm.sh/hook"]
    assert int(before["helm.sh/hook-weight"]) < int(after["helm.sh/hook-weight"])


def test_what_sets_temporal_up_has_the_key_of_the_worker() -> None:
    """From the same entry of the store, before the worker has its own; where that is there already, none is made."""
    (entry,) = one(with_a_store(), "ExternalSecret", "ekc-temporal")["spec"]["data"]
    own = with_a_store(parts__worker__existingSecret="mine")
    (source, *_) = one(own, "Job", "ekc-temporal")["spec"]["template"]["spec"]["volumes"][0]["projected"]["sources"]

    assert entry["remoteRef"] == {"key": "ekc/worker", "property": entry["secretKey"]}
    assert source["secret"]["name"] == "mine"
    assert "ekc-temporal" not in of_kind(own, "ExternalSecret")


def test_a_secret_of_your_own_is_left_alone() -> None:
    """What is named as existing is not asked of the store."""
    found = things(parts__referral__existingSecret="mine", migrations__existingSecrets__plan="mine")

    assert not {"ekc-referral", "ekc-plan-owner"} & of_kind(found, "ExternalSecret").keys()


def test_the_desk_is_reached_with_tls_to_the_end() -> None:
    """From the outside to the gateway, and from there to the desk, whose certificate is looked at."""
    found = things()
    (listener,) = one(found, "Gateway", "ekc-desk")["spec"]["listeners"]
    route = one(found, "HTTPRoute", "ekc-desk")["spec"]
    behind = one(found, "BackendTLSPolicy", "ekc-desk")["spec"]

    assert (listener["protocol"], listener["tls"]["mode"]) == ("HTTPS", "Terminate")
    assert route["hostnames"] == [listener["hostname"]]
    assert route["rules"][0]["backendRefs"] == [{"name": "ekc-desk", "port": 8080}]
    assert behind["targetRefs"][0]["name"] == "ekc-desk"
    assert behind["validation"]["hostname"] in one(found, "Certificate", "ekc-desk")["spec"]["dnsNames"]


def test_the_gateway_is_let_in() -> None:
    """Its pods are in the namespace of its operator, and nobody else comes to the desk from outside."""
    (rule,) = one(things(), "NetworkPolicy", "ekc-desk")["spec"]["ingress"]
    outside = [peer["namespaceSelector"]["matchLabels"] for peer in rule["from"] if "namespaceSelector" in peer]

    assert [labels["kubernetes.io/metadata.name"] for labels in outside] == ["monitoring", "envoy-gateway-system"]


def test_a_gateway_that_is_there_is_used() -> None:
    """Then none is made."""
    parents = [{"name": "public", "namespace": "gateways", "sectionName": "https"}]
    found = things(gateway__create__className="", gateway__parentRefs=parents)

    assert of_kind(found, "Gateway") == {}
    assert one(found, "HTTPRoute", "ekc-desk")["spec"]["parentRefs"] == parents


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"gateway__create__className": ""}, "gateway.parentRefs"),
        ({"externalSecrets__store__name": ""}, "externalSecrets.store.name"),
        ({"kafka__bootstrap": "kafka:9093"}, "kafka.bootstrap: leave it empty"),
        ({"parts__plan__autoscaling__enabled": True}, r"parts\.plan\.autoscaling: KEDA scales it already"),
    ],
    ids=["gateway", "store", "bootstrap", "two-scalers"],
)
def test_what_could_not_work_is_said_at_once(values: dict[str, Any], said: str) -> None:
    """Before anything is installed."""
    with pytest.raises(NotRendered, match=said):
        things(**values)


def test_the_worker_is_scaled_beside_what_keda_scales() -> None:
    """By CPU, for it reads nothing from Kafka."""
    found = things(parts__worker__autoscaling__enabled=True)

    assert of_kind(found, "HorizontalPodAutoscaler").keys() == {"ekc-worker"}


@pytest.mark.parametrize("part", PARTS)
def test_figures_of_every_part_are_read(part: str) -> None:
    """By the certificate of its name, and as the label `part` that rules and dashboards use."""
    spec = one(things(), "PodMonitor", f"ekc-{part}")["spec"]
    (endpoint,) = spec["podMetricsEndpoints"]
    pod = one(things(), "Deployment", f"ekc-{part}")["spec"]["template"]

    assert spec["selector"]["matchLabels"].items() <= pod["metadata"]["labels"].items()
    assert (endpoint["port"], endpoint["path"], endpoint["scheme"]) == ("http", "/metrics", "https")
    assert endpoint["tlsConfig"]["serverName"] in one(things(), "Certificate", f"ekc-{part}")["spec"]["dnsNames"]
    assert endpoint["relabelings"][0] == {
        "sourceLabels": ["__meta_kubernetes_pod_label_app_kubernetes_io_component"],
        "targetLabel": "part",
    }


def test_rules_are_those_that_are_tested_and_lead_to_the_runbooks() -> None:
    """Nothing is changed in them but where their pages are."""
    (rule,) = of_kind(things(), "PrometheusRule").values()

    tested = (CHART / "files" / "rules.yaml").read_text()
    linked = tested.replace("runbook_url: docs/", "runbook_url: https://docs.example.org/docs/")
    assert rule["spec"] == yaml.safe_load(linked)


def test_every_dashboard_is_a_config_map() -> None:
    """Byte for byte, and found by Grafana's sidecar."""
    found = {
        file: text
        for config in of_kind(things(), "ConfigMap").values()
        if config["metadata"]["labels"].get("grafana_dashboard") == "1"
        for file, text in config["data"].items()
    }

    assert found == {file.name: file.read_text() for file in Path(CHART / "files" / "dashboards").glob("*.json")}


def test_nothing_is_made_for_operators_that_are_not_there() -> None:
    """By default the chart asks for Kubernetes and cert-manager alone."""
    groups = {one["apiVersion"].partition("/")[0] for one in rendered("openshift") if "." in one["apiVersion"]}

    assert groups <= {"networking.k8s.io", "cert-manager.io"}

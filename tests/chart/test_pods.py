"""What every pod of ours is: closed, asked whether it lives, let go gently, and spread."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.topics import PARTITIONS
from services.chassis import http
from services.chassis.app import LAST_ROWS_SECONDS
from services.chassis.runtime import STOP_SECONDS
from tests.bench.__main__ import WANTED
from tests.chart.rendering import EXAMPLES, PARTS, NotRendered, container, of_kind, one, pod, pods, rendered, saying
from workflows.worker import LAST_TASKS


@pytest.mark.parametrize("example", EXAMPLES)
def test_pod_security_is_restricted(example: str) -> None:
    """Every pod of parts and Jobs keeps the strictest of Kubernetes' Pod Security Standards, and a read-only root."""
    for name, spec in pods(rendered(example)).items():
        assert spec["securityContext"]["runAsNonRoot"], name
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert not {"hostNetwork", "hostPID", "hostIPC"} & spec.keys(), name
        assert {kind for volume in spec.get("volumes", ()) for kind in volume if kind != "name"} <= {
            *("configMap", "secret", "projected", "persistentVolumeClaim", "emptyDir")
        }, name
        for found in spec["containers"]:
            assert found["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }, name


@pytest.mark.parametrize("example", EXAMPLES)
def test_no_pod_has_a_token_of_kubernetes(example: str) -> None:
    """Each part has a service account of its own, and nothing to show for it: nobody asks Kubernetes anything."""
    things = rendered(example)
    accounts = of_kind(things, "ServiceAccount")
    for name, spec in pods(things).items():
        assert spec["automountServiceAccountToken"] is False, name
        assert accounts[spec["serviceAccountName"]]["automountServiceAccountToken"] is False
    assert {pod(things, part)["serviceAccountName"] for part in PARTS} == {f"ekc-{part}" for part in PARTS}


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_pod_gets_what_it_was_measured_to_need(example: str) -> None:
    """At least the memory that `make bench` allows a part, a limit of twice that, and no limit on CPU."""
    _, allowed = WANTED["memory.rss_mb"]
    for name, spec in pods(rendered(example)).items():
        for found in spec["containers"]:
            requests, limits = found["resources"]["requests"], found["resources"]["limits"]
            assert requests.keys() == {"cpu", "memory"}, name
            assert limits.keys() == {"memory"}, name
            assert mebibytes(limits["memory"]) >= 2 * allowed, name
            assert mebibytes(requests["memory"]) >= (allowed if name.removeprefix("ekc-") in PARTS else 0), name


def mebibytes(quantity: str) -> int:
    """A quantity of memory."""
    assert quantity.endswith("Mi")
    return int(quantity.removesuffix("Mi"))


def test_openshift_chooses_the_user() -> None:
    """No number is set there; elsewhere it is that of the images."""
    numbers = {"runAsUser", "runAsGroup", "fsGroup"}

    assert all(not numbers & spec["securityContext"].keys() for spec in pods(rendered("openshift")).values())
    assert all(
        {spec["securityContext"][name] for name in numbers} == {10001} for spec in pods(rendered("production")).values()
    )


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_stops_has_the_time_for_it(part: str) -> None:
    """The grace is longer than the pause before SIGTERM and the longest stop that the code allows itself together."""
    found = rendered("production")
    pause = container(found, part)["lifecycle"]["preStop"]["sleep"]["seconds"]
    longest = max(STOP_SECONDS, LAST_TASKS / timedelta(seconds=1), LAST_ROWS_SECONDS)

    assert pause >= 5  # so long it takes until no proxy sends anybody here any more
    assert pod(found, part)["terminationGracePeriodSeconds"] >= pause + longest + 5


@pytest.mark.parametrize("part", PARTS)
def test_probes_mean_something(part: str) -> None:
    """An outage elsewhere restarts nothing; who is asked by others stays reachable while its consumer waits."""
    found = container(rendered("production"), part)
    asked = {name: found[f"{name}Probe"]["httpGet"]["path"] for name in ("startup", "liveness", "readiness")}
    ready = found["readinessProbe"]

    assert asked["startup"] == asked["liveness"] == "/healthz"
    assert asked["readiness"] == {"privacy": "/healthz", "desk": "/startedz"}.get(part, "/readyz")
    assert ready["timeoutSeconds"] > http.ANSWER_SECONDS
    assert {found[f"{name}Probe"]["httpGet"]["scheme"] for name in asked} == {"HTTPS"}
    assert found["startupProbe"]["periodSeconds"] * found["startupProbe"]["failureThreshold"] >= 300
    assert found["livenessProbe"]["periodSeconds"] * found["livenessProbe"]["failureThreshold"] >= 60


@pytest.mark.parametrize("part", PARTS)
def test_replicas_are_apart_and_not_all_away_at_once(part: str) -> None:
    """Over zones; and while nodes are drained one at a time is away."""
    things = rendered("production")
    spread = pod(things, part)["topologySpreadConstraints"]
    budget = one(things, "PodDisruptionBudget", f"ekc-{part}")["spec"]

    assert [one["topologyKey"] for one in spread] == ["topology.kubernetes.io/zone"]
    assert spread[0]["labelSelector"]["matchLabels"] == budget["selector"]["matchLabels"]
    assert budget["maxUnavailable"] == 1
    assert pod(things, part)["priorityClassName"] == "ekc"


def test_a_single_replica_has_no_budget() -> None:
    """It would hold up every drain for ever."""
    assert not of_kind(rendered("minikube"), "PodDisruptionBudget")


def test_a_part_is_replaced_one_by_one() -> None:
    """The new one is there before an old one goes; key files on a volume of one node are left by the old one first."""
    strategies = {part: deployment(part, "production")["strategy"] for part in PARTS}

    assert all(found["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1} for found in strategies.values())
    assert deployment("privacy", "minikube")["strategy"] == {"type": "Recreate"}


def deployment(part: str, example: str) -> Any:
    """What is wanted of a part."""
    return one(rendered(example), "Deployment", f"ekc-{part}")["spec"]


def test_key_files_on_one_node_are_held_by_one_replica() -> None:
    """More than one is refused, unless they share the volume."""
    files = {"keyEncryption__kind": "file", "parts__privacy__replicas": 2}

    with pytest.raises(NotRendered, match=r"parts\.privacy\.replicas"):
        rendered("production", **saying(**files))

    shared = rendered("production", **saying(**files, keyEncryption__volume__accessMode="ReadWriteMany"))
    assert (
        one(shared, "PersistentVolumeClaim", "ekc-kek")["metadata"]["annotations"]["helm.sh/resource-policy"] == "keep"
    )


def test_autoscaling_stays_within_the_partitions() -> None:
    """A HorizontalPodAutoscaler decides then, and no number in the Deployment; by default not beyond the partitions."""
    things = rendered("production", **saying(parts__plan__autoscaling={"enabled": True}, keda__enabled=False))
    scaler = one(things, "HorizontalPodAutoscaler", "ekc-plan")["spec"]

    assert scaler["maxReplicas"] == PARTITIONS
    assert scaler["scaleTargetRef"]["name"] == "ekc-plan"
    assert "replicas" not in one(things, "Deployment", "ekc-plan")["spec"]
    assert "ekc-plan" in of_kind(things, "PodDisruptionBudget")


def test_what_is_an_operators_own_is_passed_on() -> None:
    """Annotations, labels, variables, volumes, digests and pull secrets."""
    digest = "sha256:" + "0" * 64
    own = {
        "image__digests": {"plan": digest},
        "parts__plan__podAnnotations": {"example.org/note": "x"},
        "parts__plan__podLabels": {"team": "noord"},
        "parts__plan__extraEnv": [{"name": "TZ", "value": "Europe/Amsterdam"}],
        "parts__plan__extraVolumes": [{"name": "tmp", "emptyDir": {}}],
        "parts__plan__extraVolumeMounts": [{"name": "tmp", "mountPath": "/tmp"}],
        "parts__plan__existingSecret": "plan-of-ours",
    }
    things = rendered("production", **saying(**own))
    template = one(things, "Deployment", "ekc-plan")["spec"]["template"]
    found = container(things, "plan")

    assert template["metadata"]["annotations"]["example.org/note"] == "x"
    assert template["metadata"]["labels"]["team"] == "noord"
    assert found["env"] == [{"name": "TZ", "value": "Europe/Amsterdam"}]
    assert {"name": "tmp", "mountPath": "/tmp"} in found["volumeMounts"]
    assert found["image"] == f"registry.example.org/ekc/ekc-plan@{digest}"
    assert container(things, "desk")["image"] == "registry.example.org/ekc/ekc-desk:0.1.0"
    assert pod(things, "plan")["imagePullSecrets"] == [{"name": "registry"}]
    assert pod(things, "plan")["volumes"][0]["projected"]["sources"][0]["secret"]["name"] == "plan-of-ours"


def test_every_pod_goes_to_the_nodes_that_are_ours() -> None:
    """Those of Jobs too: a hook that finds no node holds up every upgrade. A part's own word counts for its pods."""
    ours = {
        "nodeSelector": {"pool": "ekc"},
        "tolerations": [{"key": "ekc", "operator": "Exists"}],
        "affinity": {"nodeAffinity": {}},
    }
    values = {f"defaults__{name}": value for name, value in ours.items()}
    things = rendered("production", **saying(**values, parts__desk__nodeSelector={"pool": "door"}))

    found = {name: {what: spec[what] for what in ours} for name, spec in pods(things).items()}
    assert found.pop("ekc-desk")["nodeSelector"] == {"pool": "door"}
    assert all(chosen == ours for chosen in found.values())
    assert {"ekc-migrate-plan", "ekc-temporal", "ekc-test", "ekc-worker"} <= found.keys()


@pytest.mark.parametrize("example", EXAMPLES)
def test_labels_are_those_that_kubernetes_recommends(example: str) -> None:
    """On every object of ours and on its pods; selectors take only those that never change."""
    recommended = [
        f"app.kubernetes.io/{name}" for name in ("name", "instance", "component", "part-of", "version", "managed-by")
    ]
    for thing in rendered(example):
        if thing["metadata"]["name"].startswith("ekc-"):
            assert set(recommended) <= thing["metadata"]["labels"].keys(), thing["metadata"]["name"]
    for found in of_kind(rendered(example), "Deployment").values():
        if found["metadata"]["name"].startswith("ekc-"):
            assert found["spec"]["selector"]["matchLabels"].keys() == set(recommended[:3])

"""What Kubernetes' strictest standard and checkov say of what is rendered: nothing that is not answered here."""

import json
import os
import subprocess
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy import tools
from tests.chart.pod_security import RULES, breaches
from tests.chart.rendering import EXAMPLES, Thing, of_kind, rendered

REASONS = {
    "CKV_K8S_11": "No limit of CPU: one that is reached halts the part while the node has time. Requests share it out.",
    "CKV_K8S_15": "A release's images never change under their tag: pulling each time makes a start need the registry.",
    "CKV_K8S_21": "The namespace is said to Helm (`--namespace`), not in the chart.",
    "CKV_K8S_40": "On OpenShift the platform chooses the user, which is a high one; elsewhere it is 10001.",
    "CKV_K8S_43": "`image.digests` is the operators' word: the chart cannot know what their registry holds.",
}
"""Why checkov is not followed, by its check."""


def pods(things: tuple[Thing, ...]) -> Iterator[tuple[str, Any]]:
    """Every pod, of ours and of others; of brokers what their operator is told to add to its own."""
    for one in things:
        if one["kind"] in {"Deployment", "Job", "StatefulSet", "DaemonSet"}:
            yield one["metadata"]["name"], one["spec"]["template"]["spec"]


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_pod_is_restricted(example: str) -> None:
    """So that a namespace can enforce it (`pod-security.kubernetes.io/enforce: restricted`)."""
    assert {name: broken for name, pod in pods(rendered(example)) if (broken := breaches(pod))} == {}


@pytest.mark.parametrize("example", ["minikube", "operators"])
def test_pods_of_kafka_are_told_to_be_restricted(example: str) -> None:
    """Brokers, and what looks after topics and users: by default Strimzi's operator adds nothing of it."""
    templates = [pool["spec"]["template"] for pool in of_kind(rendered(example), "KafkaNodePool").values()]
    templates += [kafka["spec"]["entityOperator"]["template"] for kafka in of_kind(rendered(example), "Kafka").values()]

    containers = [{name for name in template if name.endswith("Container")} for template in templates]
    assert containers[-1] == {"topicOperatorContainer", "userOperatorContainer"}
    assert all(names == {"kafkaContainer"} for names in containers[:-1])
    for template, names in zip(templates, containers, strict=True):
        inside = [{"securityContext": template[name]["securityContext"]} for name in names]
        assert breaches({"securityContext": template["pod"]["securityContext"], "containers": inside}) == []


BREAKING: dict[str, tuple[tuple[str | int, ...], dict[str, Any]]] = {
    "host": ((), {"hostNetwork": True}),
    "privileged": (("containers", 0, "securityContext"), {"privileged": True}),
    "windows": (("securityContext",), {"windowsOptions": {"hostProcess": True}}),
    "app-armor": (("securityContext",), {"appArmorProfile": {"type": "Unconfined"}}),
    "se-linux": (("securityContext",), {"seLinuxOptions": {"type": "spc_t"}}),
    "proc-mount": (("containers", 0, "securityContext"), {"procMount": "Unmasked"}),
    "sysctls": (("securityContext",), {"sysctls": [{"name": "kernel.msgmax", "value": "1"}]}),
    "volumes": ((), {"volumes": [{"name": "host", "hostPath": {"path": "/"}}]}),
    "privilege-escalation": (("containers", 0, "securityContext"), {"allowPrivilegeEscalation": True}),
    "non-root": (("securityContext",), {"runAsNonRoot": False}),
    "user": (("containers", 0, "securityContext"), {"runAsUser": 0}),
    "seccomp": (("securityContext",), {"seccompProfile": {"type": "Unconfined"}}),
    "capabilities": (("containers", 0, "securityContext"), {"capabilities": {"drop": ["ALL"], "add": ["NET_ADMIN"]}}),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_pod_that_breaks_a_rule_is_found(rule: str) -> None:
    """One thing said otherwise, and that rule alone is broken."""
    _, restricted = next(pods(rendered("production")))
    pod = deepcopy(restricted)
    place: Any = pod
    path, wrong = BREAKING[rule]
    for name in path:
        place = place[name]
    place.update(wrong)

    assert breaches(pod) == [rule]


@cache
def complaints(folder: Path) -> dict[str, set[str]]:
    """What checkov finds in manifests: its check -> the objects."""
    program = tools.path("checkov")
    asked = ["--directory", str(folder), "--framework", "kubernetes", "--output", "json", "--quiet", "--skip-download"]
    done = subprocess.run([program, *asked], capture_output=True, text=True, check=False, timeout=600)
    found: dict[str, set[str]] = {}
    for one in json.loads(done.stdout)["results"]["failed_checks"]:
        found.setdefault(one["check_id"], set()).add(one["resource"].removeprefix("default."))
    return found


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """What checkov says of all examples, of ours and of others; and of a pod that is open, to see that it looks."""
    folder = tmp_path_factory.mktemp("rendered")
    for example in EXAMPLES:
        (folder / f"{example}.yaml").write_text(yaml.dump_all(map(dict, rendered(example)), Dumper=yaml.CSafeDumper))
    container = {"name": "open", "image": "open:1", "securityContext": {"privileged": True}}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "open"}, "spec": {"containers": [container]}}
    (folder / "open.yaml").write_text(yaml.safe_dump(pod))
    try:
        return complaints(folder)
    except tools.NotHere as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"POLICIES ARE NOT CHECKED: {error}")


def test_checkov_finds_nothing_without_an_answer(found: dict[str, set[str]]) -> None:
    """In no object of ours, and of no other server in the examples."""
    found = {check: {name for name in names if not name.endswith(".open")} for check, names in found.items()}

    assert {check: names for check, names in found.items() if names and check not in REASONS} == {}


def test_no_answer_is_given_without_a_complaint(found: dict[str, set[str]]) -> None:
    """Whoever gives a reason gives it for something that is so."""
    assert found.keys() >= REASONS.keys()


def test_checkov_looks(found: dict[str, set[str]]) -> None:
    """A privileged pod is found."""
    assert {name.rpartition(".")[2] for name in found["CKV_K8S_16"]} == {"open"}

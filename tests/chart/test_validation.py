"""Every object of every example is as Kubernetes and the operators define it: strictly, custom resources too."""

from copy import deepcopy
from typing import Any

import pytest
import yaml

from deploy.helm.values import CHART
from deploy.tools.schemas import UnknownKind, custom, mistakes
from tests.chart.rendering import EXAMPLES, rendered

OLDEST, NEWEST = "1.30", "1.37"
"""Of the versions of Kubernetes that the chart is for."""


@pytest.mark.parametrize("kubernetes", [OLDEST, NEWEST])
@pytest.mark.parametrize("example", EXAMPLES)
def test_everything_is_well_formed(example: str, kubernetes: str) -> None:
    """No name that is none, nothing missing, nothing of another type."""
    found = {f"{one['kind']} {one['metadata']['name']}": mistakes(one, kubernetes) for one in rendered(example)}

    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_the_oldest_version_is_the_charts() -> None:
    """Helm refuses what is older."""
    about = yaml.safe_load((CHART / "Chart.yaml").read_text())

    assert about["kubeVersion"] == f">={OLDEST}.0-0"


def test_every_custom_kind_is_rendered_in_some_example() -> None:
    """So that each is checked."""
    kinds = {f"{one['apiVersion']} {one['kind']}" for example in EXAMPLES for one in rendered(example)}

    assert custom().keys() <= kinds


def objects() -> dict[str, Any]:
    """One object of each kind."""
    return {one["kind"]: one for example in EXAMPLES for one in rendered(example)}


def changed(thing: Any, *path: str | int, **more: Any) -> Any:
    """The same object with something more in one place."""
    whole = deepcopy(thing)
    place = whole
    for name in path:
        place = place[name]
    place.update(more)
    return whole


@pytest.mark.parametrize("kind", sorted(objects()))
def test_a_typo_is_found(kind: str) -> None:
    """In whatever kind, at the top and below."""
    thing = objects()[kind]

    assert mistakes(changed(thing, specc={}), NEWEST)
    if "spec" in thing:
        assert mistakes(changed(thing, "spec", replicsa=1), NEWEST)


@pytest.mark.parametrize(
    ("kind", "path", "wrong"),
    [
        ("Kafka", ["spec", "kafka", "listeners", 0, "authentication"], {"type": "scram"}),
        ("KafkaTopic", ["spec"], {"partitions": "4"}),
        ("KafkaUser", ["spec", "authorization", "acls", 0], {"operations": ["Writee"]}),
        ("KafkaNodePool", ["spec"], {"roles": ["brokerr"]}),
        ("Cluster", ["spec", "postgresql", "synchronous"], {"method": "some"}),
        ("Cluster", ["spec", "storage"], {"sizze": "1Gi"}),
        ("ScaledObject", ["spec", "scaleTargetRef"], {"nam": "x"}),
        ("ExternalSecret", ["spec", "data", 0, "remoteRef"], {"propertyy": "x"}),
        ("HTTPRoute", ["spec", "rules", 0, "backendRefs", 0], {"port": "http"}),
        ("PodMonitor", ["spec", "podMetricsEndpoints", 0], {"tls": {}}),
        ("Deployment", ["spec", "template", "spec", "containers", 0], {"imagePullPolice": "Always"}),
    ],
    ids=lambda one: one if isinstance(one, str) else None,
)
def test_a_mistake_deep_inside_is_found(kind: str, path: list[str | int], wrong: dict[str, Any]) -> None:
    """A word that is none, or a value of another type."""
    assert mistakes(changed(objects()[kind], *path, **wrong), NEWEST)


def test_a_kind_that_nobody_knows_is_an_error() -> None:
    """It is not passed over."""
    with pytest.raises(UnknownKind):
        mistakes({"apiVersion": "kafka.strimzi.io/v1", "kind": "KafkaTopics"}, NEWEST)

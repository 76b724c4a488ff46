"""`helm upgrade` from the released chart changes nothing that cannot be changed.

In `released/<version>`, `<example>.rendered.yaml` is what that release's chart made of its example, and
`<example>.values.yaml` the example as it was; `python -m tests.chart.release` keeps one more.
"""

from copy import deepcopy
from typing import Any

import pytest

from tests.chart.immutable import IMMUTABLE, KEPT, SHRINKING, problems
from tests.chart.release import Kept, kept, versions
from tests.chart.rendering import Thing


@pytest.mark.parametrize("one", kept(), ids=str)
def test_an_upgrade_changes_nothing_that_cannot_be_changed(one: Kept) -> None:
    """With the values that an operator has: neither fails it, nor is anything left behind that holds something."""
    assert problems(one.things(), one.today()) == []


def test_every_release_is_kept() -> None:
    """At least one; and one that is kept has all examples that it had."""
    assert versions()
    for version in versions():
        assert {one.example for one in kept() if one.version == version} >= {"minikube", "production", "openshift"}


def examples() -> list[Thing]:
    """One object of each kind that a release has, which is compared."""
    found = {one["kind"]: one for each in kept() for one in each.things() if one["kind"] in IMMUTABLE}
    return list(found.values())


CHANGES: dict[str, tuple[str, Any]] = {
    "Deployment": ("spec.selector.matchLabels.app", "other"),
    "Job": ("spec.template.spec.restartPolicy", "OnFailure"),
    "Service": ("spec.clusterIP", "None"),
    "PersistentVolumeClaim": ("spec.storageClassName", "other"),
    "PriorityClass": ("value", 1),
    "KafkaTopic": ("spec.partitions", 8),
    "KafkaUser": ("metadata.labels.strimzi.io/cluster", "other"),
    "KafkaNodePool": ("spec.roles", ["broker", "other"]),
    "Kafka": ("spec.kafka.listeners", []),
    "Cluster": ("spec.bootstrap.initdb.owner", "other"),
    "ScheduledBackup": ("spec.cluster.name", "other"),
    "ScaledObject": ("spec.scaleTargetRef.name", "other"),
    "ExternalSecret": ("spec.target.name", "other"),
}
"""A change of each kind that cannot be made."""


@pytest.mark.parametrize("thing", examples(), ids=lambda thing: thing["kind"])
def test_a_change_that_cannot_be_made_is_found(thing: Thing) -> None:
    """Of each kind that is rendered."""
    path, value = CHANGES[thing["kind"]]
    before = {**thing, "metadata": {**thing["metadata"], "annotations": {}}}

    (said, *_) = problems([before], [changed(before, path, value)])

    assert said.startswith(f"{thing['kind']} {thing['metadata']['name']}: ")


@pytest.mark.parametrize("thing", [one for one in examples() if one["kind"] in KEPT], ids=lambda thing: thing["kind"])
def test_what_holds_something_never_goes(thing: Thing) -> None:
    """Under another name it would be empty."""
    assert "is gone" in problems([thing], [])[0]


@pytest.mark.parametrize("thing", [one for one in examples() if one["kind"] in SHRINKING], ids=lambda one: one["kind"])
def test_a_volume_grows_only(thing: Thing) -> None:
    """A smaller one is refused by the cluster; a larger one is fine."""
    for path in SHRINKING[thing["kind"]]:
        assert problems([thing], [changed(thing, path, "999Ti")]) == []
        assert any("smaller" in said for said in problems([thing], [changed(thing, path, "1Mi")]))


def test_a_hook_is_made_anew() -> None:
    """Helm deletes it before: its template may be another."""
    anew = {"helm.sh/hook-delete-policy": "before-hook-creation"}
    job = {"kind": "Job", "metadata": {"name": "x", "annotations": anew}, "spec": {"template": {}}}

    assert problems([job], [changed(job, "spec.template", {"spec": {}})]) == []


def test_what_may_change_is_no_problem() -> None:
    """Images, replicas, settings."""
    (deployment,) = [one for one in examples() if one["kind"] == "Deployment"]

    assert problems([deployment], [changed(deployment, "spec.replicas", 7)]) == []


def changed(thing: Thing, path: str, value: Any) -> Thing:
    """The same object, with something else in one place. `strimzi.io/cluster` is one name."""
    whole = deepcopy(dict(thing))
    *way, last = path.replace("strimzi.io/cluster", "strimzi io/cluster").split(".")
    place: Any = whole
    for name in way:
        place = place[int(name)] if name.isdigit() else place.setdefault(name, {})
    place[last.replace(" ", ".")] = value
    return whole

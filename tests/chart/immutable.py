"""What can never change in an object under the same name: an upgrade that tries fails, or loses what is kept."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tests.chart.rendering import Thing

type Name = tuple[str, str]
"""Kind and name of an object."""


def chosen(*paths: str) -> Callable[[Thing], Any]:
    """What stands in these places; nothing where there is no such place."""
    return lambda thing: {path: at(thing, path) for path in paths}


def at(thing: Any, path: str) -> Any:
    """What stands in one place."""
    for name in path.split("."):
        thing = thing.get(name) if isinstance(thing, Mapping) else None
    return thing


def whose(thing: Thing) -> str:
    """Which Kafka something is on."""
    return str(thing["metadata"]["labels"]["strimzi.io/cluster"])


def job(thing: Thing) -> Any:
    """A Job is as it was made, unless Helm makes it anew each time."""
    if "before-hook-creation" in thing["metadata"].get("annotations", {}).get("helm.sh/hook-delete-policy", ""):
        return None
    return chosen("spec.template", "spec.selector", "spec.completions", "spec.completionMode")(thing)


def whole_when_immutable(thing: Thing) -> Any:
    """A ConfigMap or Secret that says so itself."""
    return {**thing, "metadata": None} if thing.get("immutable") else None


IMMUTABLE: Mapping[str, Callable[[Thing], Any]] = {
    "Deployment": chosen("spec.selector"),
    "DaemonSet": chosen("spec.selector"),
    "StatefulSet": chosen("spec.selector", "spec.serviceName", "spec.podManagementPolicy", "spec.volumeClaimTemplates"),
    "Job": job,
    "Service": chosen("spec.clusterIP", "spec.ipFamilies"),
    "PersistentVolumeClaim": chosen("spec.accessModes", "spec.storageClassName", "spec.volumeName", "spec.selector"),
    "ConfigMap": whole_when_immutable,
    "Secret": lambda thing: whole_when_immutable(thing) or chosen("type")(thing),
    "PriorityClass": chosen("value", "preemptionPolicy"),
    "RoleBinding": chosen("roleRef"),
    # A stream stays in one partition: with more of them its later facts would be in another.
    "KafkaTopic": lambda thing: [whose(thing), chosen("spec.partitions", "spec.topicName")(thing)],
    "KafkaUser": whose,
    "KafkaNodePool": lambda thing: {
        "roles": sorted(thing["spec"]["roles"]),
        "volumes": [
            (one["id"], one["type"], one.get("class"), one.get("kraftMetadata"), one.get("deleteClaim"))
            for one in thing["spec"]["storage"]["volumes"]
        ],
    },
    "Kafka": lambda thing: sorted((one["name"], one["port"]) for one in thing["spec"]["kafka"]["listeners"]),
    # Read when a cluster begins, and never again.
    "Cluster": chosen("spec.bootstrap", "spec.storage.storageClass", "spec.walStorage.storageClass"),
    "ScheduledBackup": chosen("spec.cluster", "spec.method"),
    "ScaledObject": chosen("spec.scaleTargetRef"),
    "ExternalSecret": chosen("spec.target.name", "spec.target.template.type"),
}
"""By kind."""
SHRINKING: Mapping[str, Sequence[str]] = {
    "PersistentVolumeClaim": ("spec.resources.requests.storage",),
    "Cluster": ("spec.storage.size", "spec.walStorage.size"),
    "KafkaNodePool": ("spec.storage.volumes.0.size",),
}
"""Sizes of volumes, which may grow only."""
KEPT = frozenset({"KafkaTopic", "KafkaNodePool", "Kafka", "Cluster", "PersistentVolumeClaim"})
"""What holds something: another name would be an empty one."""
UNITS = {"Mi": 1 << 20, "Gi": 1 << 30, "Ti": 1 << 40}


def problems(before: Sequence[Thing], after: Sequence[Thing]) -> list[str]:
    """What an upgrade from one rendering to the other would fail at or lose, in words."""
    now = {named(one): one for one in after}
    return [said for one in before for said in of_one(one, now.get(named(one)))]


def named(thing: Thing) -> Name:
    """By which the cluster knows it."""
    return thing["kind"], thing["metadata"]["name"]


def of_one(before: Thing, after: Thing | None) -> Iterator[str]:
    """The same for one object."""
    kind, name = named(before)
    if after is None:
        if kind in KEPT:
            yield f"{kind} {name} is gone: what it holds stays behind"
        return
    if (was := json.dumps(fixed(before), sort_keys=True)) != (now := json.dumps(fixed(after), sort_keys=True)):
        yield f"{kind} {name}: {was} became {now}"
    for path in SHRINKING.get(kind, ()):
        if size(before, path) > size(after, path):
            yield f"{kind} {name}: {path} is smaller than it was"


def fixed(thing: Thing) -> Any:
    """What of an object cannot change; nothing when all of it can."""
    look = IMMUTABLE.get(thing["kind"])
    return look(thing) if look else None


def size(thing: Any, path: str) -> float:
    """Of a volume, in bytes."""
    for name in path.split("."):
        thing = thing[int(name)] if name.isdigit() else thing[name]
    number, unit = str(thing)[:-2], str(thing)[-2:]
    return float(number) * UNITS[unit]

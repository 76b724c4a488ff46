"""JSON Schemas of all that the chart makes: Kubernetes' own kinds by version, and custom ones. Strict: no name more.

Where they come from is in the README of this folder. They are made once, and kept in the user's cache.
"""

import json
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from deploy.local.jars import Jars
from deploy.tools.java import compiled
from deploy.tools.kept import kept
from deploy.tools.node import LOCK, prepared
from deploy.tools.packages import programs

HERE = Path(__file__).parent
KINDS, STRIMZI = HERE / "kinds", HERE / "strimzi"
JARS = Jars("strimzi", "Strimzi's API", STRIMZI, 25)
CLASSES = ("kafka.Kafka", "nodepool.KafkaNodePool", "topic.KafkaTopic", "user.KafkaUser")
STRIMZI_API = "kafka.strimzi.io/v1"
BOX = {"value": {"type": ["number", "string"]}}
"""How cdk8s writes down what may be a number or a text."""
RELEASES = "lib/*/site-packages/kubernetes_validate/kubernetes-json-schema"
"""A folder for each version of Kubernetes."""
TAG = "schema"
"""Of each property that cdk8s has written: `ClusterSpecPostgresql#pg_hba`."""

type Schema = Mapping[str, Any]


class UnknownKind(Exception):
    """There is no schema for it."""


def mistakes(thing: Mapping[str, Any], kubernetes: str) -> list[str]:
    """What is wrong with an object of Kubernetes, in words; nothing when it is as `kubernetes` (1.37) wants it.

    Raises:
        UnknownKind: nobody knows its kind.
    """
    errors = validator(thing["apiVersion"], thing["kind"], kubernetes).iter_errors(thing)
    return sorted(f"{'.'.join(map(str, error.absolute_path)) or 'whole'}: {error.message}" for error in errors)


@cache
def validator(api: str, kind: str, kubernetes: str) -> Draft202012Validator:
    """What checks a kind."""
    if found := custom().get(f"{api} {kind}"):
        return Draft202012Validator(found)
    group, _, version = api.rpartition("/")
    name = "-".join(filter(None, (kind.lower(), group.partition(".")[0], version)))
    (folder,) = programs().glob(
        f"lib/*/site-packages/kubernetes_validate/kubernetes-json-schema/v{kubernetes}.*-strict"
    )
    file = folder / f"{name}.json"
    if not file.is_file():
        raise UnknownKind(f"{api} {kind} is none of Kubernetes {kubernetes}, and none of the custom ones.")

    def retrieved(address: str) -> Resource[Any]:
        """A file that another one refers to: all are in one folder, whatever the address says before the name."""
        return Resource.from_contents(loaded(folder / Path(address).name), default_specification=DRAFT7)

    registry: Registry[Any] = Registry(retrieve=retrieved)  # type: ignore[call-arg]
    return Draft202012Validator({"$ref": file.name}, registry=registry)


@cache
def loaded(file: Path) -> Any:
    """A file of schemas, read once."""
    return json.loads(file.read_bytes())


@cache
def custom() -> Mapping[str, Schema]:
    """Those of custom kinds, by `apiVersion kind`."""
    pinned = b"".join(file.read_bytes() for file in sources())
    folder = kept("schemas", pinned, make)
    found: Mapping[str, Schema] = json.loads((folder / "schemas.json").read_bytes())
    return found


def sources() -> Iterator[Path]:
    """What they follow from."""
    yield Path(__file__)
    yield from (KINDS / name for name in (LOCK, "kinds.ts", "schemas.mjs", "tsconfig.json"))
    yield from (STRIMZI / name for name in ("SHA256SUMS", "Schemas.java"))


def make(folder: Path) -> None:
    """Have them written by those who know the types."""
    made = {**dict(of_packages()), **dict(of_strimzi())}
    (folder / "schemas.json").write_text(json.dumps(made, sort_keys=True))


def of_packages() -> Iterator[tuple[str, Schema]]:
    """From the types of npm's packages."""
    with TemporaryDirectory() as scratch:
        node = prepared(KINDS, Path(scratch))
        done = subprocess.run([*node, "schemas.mjs"], cwd=scratch, check=True, stdout=subprocess.PIPE, timeout=300)
    for schema in json.loads(done.stdout).values():
        (whole,) = schema["definitions"].values()
        names = whole["properties"]
        yield f"{names['apiVersion']['const']} {names['kind']['const']}", written(whole)


def written(schema: Any) -> Any:
    """The same as it is written in manifests: with the names that the tag `schema` tells, and no boxes or comments."""
    match schema:
        case list():
            return [written(one) for one in schema]
        case {"properties": dict(properties)}:
            known = {true_name(name, inner): written(inner) for name, inner in properties.items()}
            names = {name: true_name(name, inner) for name, inner in properties.items()}
            required = [names[name] for name in schema.get("required", ())]
            outer = {"type": "object", "properties": known, "required": required}
            more = written(schema.get("additionalProperties", False))
            return known["value"] if known == BOX else {**outer, "additionalProperties": more}
        case dict():
            return {name: written(inner) for name, inner in schema.items() if name not in ("description", TAG)}
    return schema


def true_name(name: str, schema: Schema) -> str:
    """A property's own name: `pg_hba`, where the type has `pgHba`."""
    return str(schema.get(TAG, "")).partition("#")[2] or name


def of_strimzi() -> Iterator[tuple[str, Schema]]:
    """From the classes with which Strimzi's operator reads its resources."""
    names = [f"io.strimzi.api.kafka.model.{name}" for name in CLASSES]
    with TemporaryDirectory() as scratch:
        java = compiled(STRIMZI / "Schemas.java", JARS, Path(scratch))
        done = subprocess.run([*java, *names], check=True, capture_output=True, timeout=120)
    definitions = json.loads(done.stdout)
    for name in CLASSES:
        kind = name.partition(".")[2]
        yield f"{STRIMZI_API} {kind}", {"$ref": f"#/$defs/{kind}", "$defs": definitions}

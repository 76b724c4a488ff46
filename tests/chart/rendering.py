"""What Helm makes of the chart, and how to find things in it."""

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from deploy import tools
from deploy.helm.values import CHART

EXAMPLES = {file.stem: file for file in sorted((CHART / "examples").glob("*.yaml"))}
PARTS = ("privacy", "referral", "coordination", "plan", "desk", "bridge", "worker")

type Thing = Mapping[str, Any]
"""One object of Kubernetes."""


class NotRendered(Exception):
    """Helm refused; the text is its own."""


@cache
def rendered(example: str, **values: str) -> tuple[Thing, ...]:
    """What an example installs, with some values said otherwise: each by its path, as JSON.

    Raises:
        NotRendered: the values cannot be.
    """
    return tuple(one for one in objects(helm("template", example, values)) if one)


def objects(text: str) -> Iterator[Any]:
    """What is in a text of many: by the parser in C, for that in Python takes a second for each example."""
    yield from yaml.load_all(text, yaml.CSafeLoader)


def rendered_from(values: Path) -> tuple[Thing, ...]:
    """What any file of values installs.

    Raises:
        NotRendered: the values cannot be.
    """
    return tuple(one for one in objects(called("template", "--values", str(values))) if one)


def helm(command: str, example: str, values: Mapping[str, str], *more: str) -> str:
    """What Helm says.

    Raises:
        NotRendered: it refuses.
    """
    said = [word for path, text in values.items() for word in ("--set-json", f"{path.replace('__', '.')}={text}")]
    return called(command, "--values", str(EXAMPLES[example]), *said, *more)


def called(command: str, *words: str) -> str:
    """The same, however it is called.

    Raises:
        NotRendered: it refuses.
    """
    call = [str(tools.path("helm")), command, "ekc", str(CHART), "--namespace", "ekc", *words]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotRendered(done.stderr)
    return done.stdout


def saying(**values: Any) -> dict[str, str]:
    """Values for `rendered`: `parts__desk__replicas=3`."""
    return {path: json.dumps(value) for path, value in values.items()}


def of_kind(things: Sequence[Thing], kind: str) -> dict[str, Thing]:
    """The objects of a kind by name."""
    return {one["metadata"]["name"]: one for one in things if one["kind"] == kind}


def one(things: Sequence[Thing], kind: str, name: str) -> Any:
    """The one of this kind and name."""
    return of_kind(things, kind)[name]


def pod(things: Sequence[Thing], part: str) -> Any:
    """What the pods of a part are made of."""
    return one(things, "Deployment", f"ekc-{part}")["spec"]["template"]["spec"]


def pods(things: Sequence[Thing]) -> dict[str, Any]:
    """What our pods are made of, by the name of what makes them; those of `extraObjects` are not ours."""
    return {
        name: found["spec"]["template"]["spec"]
        for kind in ("Deployment", "Job")
        for name, found in of_kind(things, kind).items()
        if name.startswith("ekc-")
    }


def container(things: Sequence[Thing], part: str) -> Any:
    """The one container of a part."""
    (found,) = pod(things, part)["containers"]
    return found


def mounted(
    spec: Any, files: Mapping[str, Mapping[str, str]], configs: Mapping[str, Mapping[str, str]], root: Path
) -> None:
    """Put the files of a pod's volumes below `root`, as kubelet would, from secrets and ConfigMaps by name."""
    volumes = {volume["name"]: volume for volume in spec["volumes"]}
    for mount in spec["containers"][0]["volumeMounts"]:
        folder = root / mount["mountPath"].lstrip("/")
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in content(volumes[mount["name"]], files, configs).items():
            (folder / name).write_text(text)


def content(
    volume: Any, files: Mapping[str, Mapping[str, str]], configs: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """What is in a volume. A key that its secret does not have is a KeyError, as it would keep a pod from starting."""
    if "configMap" in volume:
        return dict(configs[volume["configMap"]["name"]])
    if "secret" in volume:
        return dict(files[volume["secret"]["secretName"]])
    found: dict[str, str] = {}
    for source in volume.get("projected", {"sources": []})["sources"]:
        secret = files[source["secret"]["name"]]
        items = source["secret"].get("items") or [{"key": key, "path": key} for key in secret]
        found |= {item["path"]: secret[item["key"]] for item in items}
    return found

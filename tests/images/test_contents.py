"""What is in an image: its own part, of this release, for a user that can change nothing; and nothing else."""

import json
import signal
from typing import Any

import pytest

from deploy.images import building, locked
from deploy.local import parts
from deploy.local.layout import ROOT
from tests.containers.parts import engine
from tests.packages.test_alone import PARTS, module

pytestmark = pytest.mark.long

FOUND = """
import json, os
from importlib.metadata import distributions
from importlib.util import find_spec
names = {names}
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(json.dumps(dict(
    found=[name for name in names if find_spec(name)],
    distributions=sorted(one.metadata["Name"].lower().replace("_", "-") for one in distributions()),
    ids=[os.getuid(), os.getgid()],
    status=dict((name, value.strip()) for name, value in status.items()),
    writable=[path for path in ("/", "/opt/ekc", "/opt/ekc/lib/python3.13/site-packages", "/etc", "/tmp", "/var/tmp")
              if os.access(path, os.W_OK)],
    compiled=all(
        os.path.exists(os.path.join(folder, "__pycache__", name[:-3] + ".cpython-313.pyc"))
        for folder, _, files in os.walk("/opt/ekc/lib") for name in files if name.endswith(".py")
    ),
)))
"""
BIGGEST_MEGABYTES = 200


def inside(name: str) -> dict[str, Any]:
    """What a process in a container of this image finds, fenced as in production."""
    names = [module(part) for part in PARTS] + ["pip", "setuptools", "pytest", "deploy", "tests"]
    with engine() as at:
        said = at.containers.run(
            name,
            entrypoint=["python", "-c", FOUND.replace("{names}", repr(names))],
            read_only=True,
            cap_drop=["ALL"],
            security_opt=["no-new-privileges"],
            network_mode="none",
            remove=True,
        )
    found: dict[str, Any] = json.loads(said)
    return found


@pytest.mark.parametrize("part", building.PARTS)
def test_an_image_holds_its_own_code_and_dependencies_alone(part: str, images: dict[str, str]) -> None:
    """And no tool to install more, no test, no other part; what it holds is compiled, for it cannot be later."""
    found = inside(images[part])

    assert found["found"] == [module(name) for name in PARTS if name in locked.OWN[part]]
    lock = (ROOT / "requirements.lock").read_text()
    entries = locked.requirements(lock, part)
    needed = {entry.partition("==")[0] for entry in entries if "sys_platform == 'win32'" not in entry}
    assert set(found["distributions"]) == needed | {f"ekc-{name}" for name in locked.packages(part)}
    assert found["compiled"]


@pytest.mark.parametrize("part", building.PARTS)
def test_an_image_runs_as_a_user_that_can_change_nothing(part: str, images: dict[str, str]) -> None:
    """With a root that cannot be written to, no capability, no way to get one, and system calls filtered."""
    found = inside(images[part])

    assert found["ids"] == [10001, 10001]
    assert found["writable"] == []
    assert {int(found["status"][name], 16) for name in ("CapEff", "CapPrm", "CapBnd", "CapAmb")} == {0}
    assert (found["status"]["NoNewPrivs"], found["status"]["Seccomp"]) == ("1", "2")


@pytest.mark.parametrize("part", building.PARTS)
def test_an_image_says_what_it_is(part: str, images: dict[str, str]) -> None:
    """By the labels of the OCI, and the name that the chart asks for; it starts its own part, and knows no secret."""
    found, told = building.inspected(images[part]), building.labels()
    known = found["Config"]

    assert f"ekc-{part}:{told['VERSION']}" in found["RepoTags"]
    labels = {name.rpartition(".")[2]: value for name, value in known["Labels"].items()}
    assert labels["title"] == f"ekc-{part}"
    assert (labels["version"], labels["revision"], labels["created"]) == (
        told["VERSION"],
        told["REVISION"],
        told["CREATED"],
    )
    assert labels["licenses"] == "EUPL-1.2"
    modules = {one.name: one.module for one in parts.PARTS}
    assert known["Entrypoint"] == (["python", "-m", modules[part]] if part in modules else ["ekc"])
    assert known["User"] == "10001:10001"
    assert {variable.partition("=")[0] for variable in known["Env"]} <= {
        "PATH",
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONSAFEPATH",
        "PYTHONUNBUFFERED",
        "EKC_PART",
        "EKC_POLICY_DIR",
        "EKC_HTTP_HOST",
        "EKC_HTTP_PORT",
    }


def test_no_image_is_larger_than_it_may_be(images: dict[str, str], on: str) -> None:
    """Unpacked, above its base."""
    sizes = {part: building.megabytes_above(name, on) for part, name in images.items()}

    assert max(sizes.values()) <= BIGGEST_MEGABYTES, sizes


def test_images_with_the_same_dependencies_share_them(images: dict[str, str]) -> None:
    """In one layer, which a node has once: a new version of a part brings its own code alone."""
    layers = {part: building.inspected(name)["RootFS"]["Layers"] for part, name in images.items()}

    assert len({tuple(layers[part][:-1]) for part in ("privacy", "referral", "coordination", "plan")}) == 1
    assert layers["bridge"] == layers["worker"]


def test_the_same_commit_gives_the_same_layers(images: dict[str, str], on: str) -> None:
    """Built again from nothing: every byte is the same, times too. What an engine itself adds to an image differs."""
    again = building.build("plan", on, name="ekc-plan:again", fresh=True)

    try:
        assert building.inspected(again)["RootFS"] == building.inspected(images["plan"])["RootFS"]
    finally:
        with engine() as at:
            at.images.remove(again)


def test_a_bill_of_materials_names_what_is_in_an_image(images: dict[str, str]) -> None:
    """Python's packages and the base's, with versions and licences."""
    bill = building.bill_of_materials(images["plan"])

    named = {one["name"]: one for one in bill["components"] if one["type"] == "library"}
    assert bill["bomFormat"] == "CycloneDX"
    assert named["ekc-plan"]["version"] == building.labels()["VERSION"]
    assert named["asyncpg"]["purl"].startswith("pkg:pypi/asyncpg@")
    assert "ekc-referral" not in named


def test_the_first_process_ends_on_sigterm_while_it_still_loads(images: dict[str, str]) -> None:
    """Before any code of ours has asked for signals; the kernel would ignore it."""
    loading = ["python", "-c", "import time; print('loads', flush=True); time.sleep(60)"]
    with engine() as at:
        container = at.containers.run(images["plan"], entrypoint=loading, network_mode="none", detach=True)
        try:
            said = container.logs(stream=True, follow=True)
            next(said)
            container.stop(timeout=30)

            assert container.wait()["StatusCode"] == 128 + signal.SIGTERM
            assert list(said) == []
        finally:
            container.remove(force=True)


def test_operators_have_their_command(images: dict[str, str]) -> None:
    """`ekc` answers by itself, and knows every rule."""
    with engine() as at:
        said = at.containers.run(images["ops"], ["rule", "R5"], network_mode="none", read_only=True, remove=True)

    assert "R5" in said.decode()

"""What the chart tells a part is what it can start with: read by the part's own settings, files and all."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.helm import secrets
from deploy.helm.settings import CLASSES, settings
from deploy.local import certificates
from services.chassis.migrate import MigrationSettings
from services.chassis.policies import load_policies
from services.chassis.settings import PREFIX, FencedSettings
from services.desk.agencies.certificates import Authority
from services.desk.signin.groups import Groups
from tests.chart.rendering import EXAMPLES, PARTS, Thing, mounted, of_kind, pod, rendered
from workflows.settings import TemporalSettings


class Elsewhere(dict[str, Mapping[str, str]]):
    """The secrets that `deploy.helm.secrets` makes, by name; one that it does not make comes from elsewhere."""

    def __init__(self, made: Mapping[str, Mapping[str, str]], folder: Path) -> None:
        super().__init__(made)
        authority = folder / "authority.pem"
        authority.write_text(certificates.authority("Test"))
        certificate, key = certificates.server(Authority.at(authority), "part")
        pairs = {"tls.crt": certificate, "tls.key": key, "user.crt": certificate, "user.key": key}
        self.others = {**pairs, "ca.crt": certificate, "password": "made up"}

    def __missing__(self, name: str) -> Mapping[str, str]:
        """What secrets of others hold: of cert-manager, Strimzi, CloudNativePG."""
        return self.others


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Elsewhere:
    """As an operator makes them."""
    folder = tmp_path_factory.mktemp("secrets")
    secrets.write(folder, secrets.Place(postgres="db.example.org", kek_token="made up", development=True))
    manifests = [yaml.safe_load(file.read_text()) for file in folder.glob("*.yaml")]
    found = {one["metadata"]["name"]: one["stringData"] for one in manifests}
    return Elsewhere(
        {**found, "ekc-temporal": found["ekc-worker"]}, folder
    )  # a hook has the store's entry under its own name


def told(things: tuple[Thing, ...], part: str) -> dict[str, str]:
    """The environment of a part."""
    (source,) = pod(things, part)["containers"][0]["envFrom"]
    return dict(of_kind(things, "ConfigMap")[source["configMapRef"]["name"]]["data"])


def start(environment: Mapping[str, str], kind: type[FencedSettings], root: Path, patch: pytest.MonkeyPatch) -> Any:
    """Its settings, with its files below `root`."""
    for name, value in environment.items():
        patch.setenv(name, str(root / value.lstrip("/")) if value.startswith("/") else value)
    return kind.told()


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("example", EXAMPLES)
def test_every_part_starts_with_what_it_is_told(
    example: str, part: str, made: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In production too, where it refuses whatever is unsafe; with the secrets that an operator makes."""
    things = rendered(example)
    configs = {name: one["data"] for name, one in of_kind(things, "ConfigMap").items()}
    mounted(pod(things, part), made, configs, tmp_path)

    found = start(told(things, part), CLASSES[part], tmp_path, monkeypatch)

    assert found.part == ("workflows" if part in {"bridge", "worker"} else part)
    assert found.environment == ("development" if example == "minikube" else "production")
    if part != "worker":
        assert load_policies(found.policy_dir).keys() >= {"default"}
    if part == "desk":
        assert Groups.read(found.groups_file)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("example", EXAMPLES)
def test_nothing_is_told_that_nobody_reads(example: str, part: str) -> None:
    """A variable that is no setting of the part would be a mistake that nobody sees."""
    known = {one.variable for one in settings(CLASSES[part])}
    known |= {f"{one.variable}_FILE" for one in settings(CLASSES[part]) if one.secret}

    assert told(rendered(example), part).keys() <= known


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_migration_starts_with_what_it_is_told(
    example: str, made: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each with the owner's address and no other, and privacy's with that of the keyring."""
    things = rendered(example)
    jobs = {name: job for name, job in of_kind(things, "Job").items() if "migrate" in name}
    parts = []
    for name, job in jobs.items():
        spec = job["spec"]["template"]["spec"]
        (container,) = spec["containers"]
        part = container["command"][-1]
        environment = {one["name"]: one["value"] for one in container["env"]}
        with monkeypatch.context() as patch:
            mounted(spec, made, {}, tmp_path / name)
            found = start(environment, MigrationSettings, tmp_path / name, patch)
        assert f"{part}_owner" in found.database_owner_url.get_secret_value()
        assert (found.keyring_database_owner_url is not None) == (part == "privacy")
        parts.append(part)

    assert sorted(parts) == ["coordination", "desk", "plan", "privacy", "referral", "workflows"]


@pytest.mark.parametrize("example", EXAMPLES)
def test_what_sets_temporal_up_starts_with_what_it_is_told(
    example: str, made: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How Temporal is reached, and nothing of Kafka or a database."""
    ((_, job),) = [one for one in of_kind(rendered(example), "Job").items() if "temporal" in one[0]]
    spec = job["spec"]["template"]["spec"]
    environment = {one["name"]: one["value"] for one in spec["containers"][0]["env"]}
    mounted(spec, made, {}, tmp_path)

    found = start(environment, TemporalSettings, tmp_path, monkeypatch)

    assert found.temporal_address == environment["EKC_TEMPORAL_ADDRESS"]
    assert {name for name in environment if not name.startswith("EKC_TEMPORAL_")} == {"EKC_ENVIRONMENT"}


def test_settings_of_one_part_count_over_those_of_all() -> None:
    """`settings` for everybody, `parts.<name>.settings` for one."""
    values = {"settings__batch_records": "100", "parts__desk__settings__batch_records": "7"}

    things = rendered("production", **values)

    assert told(things, "plan")[f"{PREFIX}BATCH_RECORDS"] == "100"
    assert told(things, "desk")[f"{PREFIX}BATCH_RECORDS"] == "7"


def test_secrets_are_made_once(tmp_path: Path) -> None:
    """A folder with something in it is left alone; what is made is for its owner only, and is YAML for `kubectl`."""
    assert secrets.main([str(tmp_path / "made"), "--postgres", "db.example.org"]) == 0
    files = sorted((tmp_path / "made").iterdir())
    before = [file.read_text() for file in files]

    assert secrets.main([str(tmp_path / "made"), "--postgres", "db.example.org"]) == 1

    assert [file.read_text() for file in files] == before
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert {yaml.safe_load(file.read_text())["kind"] for file in files if file.suffix == ".yaml"} == {"Secret"}

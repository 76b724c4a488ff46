"""An image refuses to start with a setting that is missing or wrong: at once, with each variable, and no value."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import docker
import pytest

from deploy.helm.settings import CLASSES, settings
from tests.containers.parts import FENCE
from tests.fence.production import PASSWORD, variables

pytestmark = [pytest.mark.long, pytest.mark.servers]

PARTS = ("privacy", "referral", "coordination", "plan", "desk", "bridge", "worker")
KAFKA = {"EKC_KAFKA_USERNAME", "EKC_KAFKA_PASSWORD"}
FENCED = KAFKA | {"EKC_KEYRING_URL", "EKC_HTTP_CERT_FILE", "EKC_HTTP_KEY_FILE"}
"""What every part needs in production."""
MESSAGES = {"EKC_DATABASE_URL", "EKC_KEYRING_TOKEN", "EKC_MINT_KEY"}
"""What is needed besides by those that handle messages."""
TEMPORAL = {"EKC_TEMPORAL_CERT_FILE", "EKC_TEMPORAL_KEY_FILE", "EKC_TEMPORAL_CODEC_KEY_FILE"}
MALFORMED = {
    "EKC_DATABASE_URL": "nowhere",
    "EKC_KAFKA_BOOTSTRAP": "nowhere",
    "EKC_MINT_KEY": "abc",
    "EKC_HTTP_PORT": "http",
    "EKC_LOG_LEVEL": "loud",
    "EKC_ENVIRONMENT": "test",
    "EKC_DATABASE_CONNECTIONS": "many",
}
NO_CERTIFICATES = ("EKC_DATABASE_CA_FILE", "EKC_KAFKA_CA_FILE", "EKC_HTTP_CERT_FILE")
OF_A_PART: Mapping[str, Mapping[str, str]] = {
    "referral": {"EKC_INBOUND_KEYS_FILE": "agency keys", "EKC_AGENCIES_FILE": "wrong", "EKC_LIKENESS_KEYS": "LIKENESS"},
    "privacy": {
        "EKC_KEYRING_TOKENS_FILE": "wrong: this is no JSON",
        "EKC_CHECKPOINT_KEYS_FILE": "signing keys",
        "EKC_KEYRING_DATABASE_URL": "EKC_KEYRING_DATABASE_URL: ",
        "EKC_KEK_DIR": "EKC_KEK_DIR: ",
    },
    "desk": {"EKC_GROUPS_FILE": "wrong", "EKC_PARTS_URLS": "EKC_PARTS_URLS", "EKC_OIDC_ISSUER": "EKC_OIDC_ISSUER is"},
    "bridge": {"EKC_TEMPORAL_CODEC_KEY_FILE": "wrong, key 1"},
    "worker": {"EKC_TEMPORAL_CODEC_KEY_FILE": "wrong, key 1"},
}
"""What of a part's own settings is wrong, one at a time, and what is said of it."""


def cases() -> list[tuple[str, dict[str, str | None], set[str]]]:
    """Part, what is changed, what is said. What is found together is told together."""
    found: list[tuple[str, dict[str, str | None], set[str]]] = []
    for part in PARTS:
        required = {one.variable for one in settings(CLASSES[part]) if one.field.is_required()} - {"EKC_PART"}
        temporal = TEMPORAL if part in ("bridge", "worker") else set[str]()
        for missing in (required, FENCED, temporal, MESSAGES if part != "worker" else set()):
            found += [(part, dict.fromkeys(missing), missing)] if missing else []
        found.append((part, dict(MALFORMED), set(MALFORMED)))
        found.append((part, dict.fromkeys(NO_CERTIFICATES, "wrong"), set(NO_CERTIFICATES)))
        if part in ("referral", "coordination", "plan", "bridge"):
            found.append((part, {"EKC_POLICY_DIR": "/etc"}, {"there is no default.yaml"}))
        found += [(part, {name: "wrong"}, {said}) for name, said in OF_A_PART.get(part, {}).items()]
    return found


@pytest.fixture(scope="module")
def safe(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """What every part starts with, and the folder of its files."""
    folder = tmp_path_factory.mktemp("production")
    told = variables(folder)
    (folder / "wrong").write_text("no: [such")
    for file in folder.iterdir():
        file.chmod(0o644)
    folder.chmod(0o755)
    return folder, told


async def test_an_image_refuses_what_is_missing_or_wrong(
    images: dict[str, str], safe: tuple[Path, dict[str, str]]
) -> None:
    """Each part, for each of its settings: one line of the log names the variable or the file; exit code 1."""
    folder, told = safe
    room = asyncio.Semaphore(4)

    async def tried(part: str, changed: Mapping[str, str | None], said: set[str]) -> list[str]:
        given = {name: str(folder / "wrong") if is_file(name, value) else value for name, value in changed.items()}
        environment = {name: value for name, value in {**told, **given, "EKC_PART": None}.items() if value is not None}
        async with room:
            code, log = await asyncio.to_thread(ended, images[part], environment, folder)
        unsaid = [word for word in said if word not in log]
        faults = [f"{part} {sorted(changed)}: {code} {unsaid} {log[-300:]}"] if code != 1 or unsaid else []
        return faults + ([f"{part} {sorted(changed)}: tells a secret"] if PASSWORD in log else [])

    found = await asyncio.gather(*(tried(*case) for case in cases()))

    assert [fault for faults in found for fault in faults] == []


def is_file(name: str, value: str | None) -> bool:
    """Whether the file with a wrong content is meant."""
    return name.endswith("_FILE") and value is not None


def ended(image: str, environment: Mapping[str, str], folder: Path) -> tuple[int | str, str]:
    """With which exit code a container ends, and what it said; `runs` if it does not end."""
    client = docker.from_env()
    try:
        container = client.containers.run(
            image,
            environment=dict(environment),
            volumes={str(folder): {"bind": str(folder), "mode": "ro"}},
            detach=True,
            **{**FENCE, "network_mode": "none"},
        )
        try:
            code: int | str = container.wait(timeout=90)["StatusCode"]
        except OSError:  # of the HTTP client: it did not end in time
            code = "runs"
        return code, container.logs().decode()
    finally:
        container.remove(force=True)
        client.close()

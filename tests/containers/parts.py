"""The parts in their images, fenced as the chart fences them, on the network of this machine.

Secrets come as files, policies in their folder, the root cannot be written to, no capability is left, and what could be
a shell is none.
"""

from collections.abc import Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import docker
from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer

from deploy.images.building import image
from deploy.local.layout import ROOT
from deploy.local.parts import PARTS, Environments, Part
from services.chassis.migrate import MigrationSettings
from services.chassis.secret_files import is_secret
from services.chassis.settings import PREFIX
from services.privacy.settings import PrivacySettings
from services.referral.__main__ import ReferralSettings
from tests.containers.servers import Maker

SECRETS = frozenset(
    f"{PREFIX}{name}".upper()
    for kind in (PrivacySettings, ReferralSettings, MigrationSettings)
    for name, field in kind.model_fields.items()
    if is_secret(field)
)
"""The settings that are secrets."""
SETTINGS, KEYS = "/etc/ekc/secrets", "/var/lib/ekc/kek"
FENCE: Mapping[str, Any] = {
    "network_mode": "host",
    "read_only": True,
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges"],
}
OF_THE_IMAGE = {"EKC_PART", "EKC_POLICY_DIR"}
"""What an image knows by itself."""
LABEL = "ekc.platform"
"""Whose a container is: the folder of its platform."""


def makers() -> dict[str, Maker]:
    """Of every part."""
    return {part.name: partial(of_part, part) for part in PARTS}


def of_part(part: Part, environments: Environments) -> DockerContainer:
    """A part; its tables are made first, as a Job does it."""
    migrate(part, environments)
    given = Given(environments.layout.folder / "mounted" / part.name, environments.of(part))
    container = ours(part.name).with_kwargs(
        **FENCE, restart_policy={"Name": "on-failure", "MaximumRetryCount": 5}, labels=label(environments)
    )
    container.with_envs(**given.variables, EKC_HTTP_HOST="127.0.0.1")
    for outside, (inside, mode) in given.folders.items():
        container.with_volume_mapping(outside, inside, mode)
    for shell in ("/bin/sh", "/bin/bash"):
        container.with_volume_mapping("/dev/null", shell, "ro")
    return container


def migrate(part: Part, environments: Environments) -> None:
    """Make the tables of a part with the image of operators."""
    variables = environments.owners(part.part)
    settings = {"EKC_ENVIRONMENT": "development", "EKC_DATABASE_TLS": "false", **variables}
    command = ["python", "-m", "services.chassis.migrate", part.part]
    with engine() as at:
        at.containers.run(
            image("ops"), entrypoint=command, environment=settings, remove=True, labels=label(environments), **FENCE
        )


def engine() -> closing[Any]:
    """The engine of this machine, let go of afterwards."""
    return closing(docker.from_env())


def ours(part: str) -> DockerContainer:
    """A container of our image, which comes from no registry."""
    testcontainers_config.ryuk_disabled = True  # its image would come from one
    container = DockerContainer(image(part))
    container.image = image(part)
    return container


def label(environments: Environments) -> dict[str, str]:
    """By which the containers of a session are found that was killed."""
    return {LABEL: str(environments.layout.folder)}


def clear(folder: Path) -> None:
    """Remove what a session left that was killed."""
    with engine() as at:
        for container in at.containers.list(all=True, filters={"label": f"{LABEL}={folder}"}):
            container.remove(force=True)


class Given:
    """What a part is told, as variables and files of its container."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self.variables: dict[str, str] = {}
        self.folders = {str(folder): (SETTINGS, "ro"), str(ROOT / "deploy" / "policies"): ("/etc/ekc/policies", "ro")}
        folder.mkdir(parents=True, exist_ok=True)
        for name, value in environment.items():
            if name in OF_THE_IMAGE:
                continue
            if name == "EKC_KEK_DIR":
                self.keep_keys(Path(value))
            elif name in SECRETS:
                self.write(f"{name}_FILE", name, value)
            elif value.startswith("/"):
                self.write(name, Path(value).name, Path(value).read_text())
            else:
                self.variables[name] = value

    def write(self, name: str, file: str, content: str) -> None:
        """A file that the image's user can read, and where it is."""
        path = self.folder / file
        path.write_text(content)
        path.chmod(0o644)
        self.variables[name] = f"{SETTINGS}/{file}"

    def keep_keys(self, folder: Path) -> None:
        """The one folder that can be written to: the key-encryption keys of a keyring that has no KMS."""
        folder.mkdir(exist_ok=True)
        folder.chmod(0o777)
        self.variables["EKC_KEK_DIR"] = KEYS
        self.folders[str(folder)] = (KEYS, "rw")

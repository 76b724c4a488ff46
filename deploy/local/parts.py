"""The project's own processes: what they are called, and what their environment tells them."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from deploy.local import keycloak, postgres
from deploy.local.access import DECLARED, USERS
from deploy.local.command import Command
from deploy.local.credentials import Credentials
from deploy.local.issuer import AUDIENCE, ISSUER, Issuer
from deploy.local.layout import ROOT, Layout, write
from deploy.local.roles import ERASER, owner
from deploy.local.temporal import NAMESPACE
from services.chassis.migrate import MigrationSettings
from services.chassis.settings import PREFIX

GROUPS = Path(__file__).parent / "groups.yaml"
"""What the groups of staff are here."""


@dataclass(frozen=True)
class Part:
    """A process of ours. `part` is whose Kafka user and database it has."""

    name: str
    module: str
    part: str


PARTS = (
    *(Part(name, f"services.{name}", name) for name in ("privacy", "referral", "coordination", "plan", "desk")),
    Part("bridge", "workflows.bridge", "workflows"),
    Part("worker", "workflows.worker", "workflows"),
)


def command(part: Part, environment: Mapping[str, str]) -> Command:
    """How it is started."""
    return Command(part.name, (sys.executable, "-m", part.module), environment, folder=ROOT, module=part.module)


class Environments:
    """What each part is told."""

    def __init__(self, layout: Layout, ports: Mapping[str, int], extra: Mapping[str, str] | None = None) -> None:
        self.layout = layout
        self.ports = ports
        self.secrets = Credentials(layout)
        self.issuer = Issuer(layout)
        self.extra = extra or {}

    def of(self, part: Part) -> dict[str, str]:
        """All variables of one part."""
        own = {"referral": self.referral, "privacy": self.privacy, "desk": self.desk}.get(part.part, dict[str, str])()
        return {**self.shared(part), **self.kafka(part), **self.temporal(part), **own, **self.extra}

    def shared(self, part: Part) -> dict[str, str]:
        """What everyone is told."""
        return {
            "EKC_PART": part.part,
            "EKC_ENVIRONMENT": "development",
            "EKC_LOG_FORMAT": "json",
            "EKC_POLICY_DIR": str(ROOT / "deploy" / "policies"),
            "EKC_HTTP_PORT": str(self.ports[part.name]),
            "EKC_DATABASE_URL": self.database_url(part.part),
            "EKC_DATABASE_TLS": "false",
            "EKC_KEYRING_URL": self.http("privacy"),
            "EKC_KEYRING_TOKEN": self.secrets.password(f"keyring-token-{part.part}"),
            "EKC_DESCRIBE_TOKEN": self.secrets.password("describe-token"),
            "EKC_MINT_KEY": self.secrets.password(f"mint-{part.part}"),
        }

    def kafka(self, part: Part) -> dict[str, str]:
        """How it reaches Kafka."""
        return {
            "EKC_KAFKA_BOOTSTRAP": f"127.0.0.1:{self.ports['kafka']}",
            "EKC_KAFKA_SECURITY_PROTOCOL": "SASL_PLAINTEXT",
            "EKC_KAFKA_USERNAME": part.part,
            "EKC_KAFKA_PASSWORD": self.secrets.password(f"kafka-{part.part}"),
        }

    def temporal(self, part: Part) -> dict[str, str]:
        """How those who know of the process reach Temporal, with the key of what it keeps: bridge and worker alone."""
        if part.part != "workflows":
            return {}
        return {
            "EKC_TEMPORAL_ADDRESS": f"127.0.0.1:{self.ports['temporal']}",
            "EKC_TEMPORAL_NAMESPACE": NAMESPACE,
            "EKC_TEMPORAL_TLS": "false",
            "EKC_TEMPORAL_CODEC_KEY_FILE": str(self.secrets.codec_key()),
        }

    def referral(self) -> dict[str, str]:
        """What the service that agencies write to is told."""
        return {
            "EKC_INBOUND_KEYS_FILE": str(self.secrets.inbound_keys()),
            "EKC_AGENCIES_FILE": str(self.agencies()),
            "EKC_LIKENESS_KEYS": f"local:{self.secrets.password('likeness-referral')}",
        }

    def agencies(self) -> Path:
        """What is agreed with each agency: at first with the invented ones, then as `ekc agency` changed it."""
        if not self.layout.agencies.exists():
            write(self.layout.agencies, DECLARED.read_text())
        return self.layout.agencies

    def privacy(self) -> dict[str, str]:
        """What the keyring is told; the keys that wrap its keys are in a folder, not in PostgreSQL."""
        return {
            "EKC_KEYRING_DATABASE_URL": self.database_url("keyring"),
            "EKC_KEYRING_ERASER_DATABASE_URL": self.database_url("keyring", ERASER),
            "EKC_KEYRING_TOKENS_FILE": str(self.secrets.keyring_tokens(set(USERS))),
            "EKC_KEK_DIR": str(self.layout.secrets / "kek"),
            "EKC_ERASURE_EPOCH_HOURS": "0",
            "EKC_CHECKPOINT_KEYS_FILE": str(self.secrets.checkpoint_keys()),
        }

    def desk(self) -> dict[str, str]:
        """What the desk is told: whose tokens it takes, whom it can ask how they are; and where it is, for clients."""
        urls = {part.name: self.http(part.name) for part in PARTS}
        return {
            **self.signing_in(),
            "EKC_OIDC_AUDIENCE": AUDIENCE,
            "EKC_GROUPS_FILE": str(GROUPS),
            "EKC_PARTS_URLS": json.dumps(urls),
            "EKC_DESK_URL": self.http("desk"),
        }

    def signing_in(self) -> dict[str, str]:
        """Whose tokens count: those of this machine, or Keycloak's."""
        if self.layout.identity_provider.exists():
            return {"EKC_OIDC_ISSUER": keycloak.issuer(self.ports)}
        return {"EKC_OIDC_ISSUER": ISSUER, "EKC_OIDC_KEYS_FILE": str(self.issuer.keys_file())}

    def owners(self, part: str) -> dict[str, str]:
        """What the migrations of a part are told, and no part that runs."""
        own = {"EKC_DATABASE_OWNER_URL": self.database_url(part, owner(part))}
        keys = {"EKC_KEYRING_DATABASE_OWNER_URL": self.database_url("keyring", owner("keyring"))}
        return {**own, **(keys if part == "privacy" else {})}

    def migrating(self, part: str) -> MigrationSettings:
        """The same as settings."""
        urls = {name.removeprefix(PREFIX).lower(): SecretStr(url) for name, url in self.owners(part).items()}
        return MigrationSettings(environment="development", database_tls=False, **urls)  # type: ignore[arg-type]

    def database_url(self, database: str, role: str | None = None) -> str:
        """The address of a database, for the role that works with it or another."""
        return postgres.url(self.ports, self.secrets, database, role)

    def http(self, name: str) -> str:
        """Where a process listens."""
        return f"http://127.0.0.1:{self.ports[name]}"


def folder(part: str) -> Path:
    """Where a part's package is."""
    return ROOT / "workflows" if part == "workflows" else ROOT / "services" / part

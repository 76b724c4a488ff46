"""The settings of a part, from environment variables `EKC_*`. Secrets never print."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What every part is told by its environment."""

    model_config = SettingsConfigDict(env_prefix="EKC_", extra="ignore")

    part: str
    environment: Literal["production", "development"] = "production"
    """Development allows stories with a calendar of their own."""
    log_format: Literal["json", "console"] = "json"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    organisation: str = "urn:nld:oin:00000099000000000000:systeem"
    """The start of the CloudEvents `source` of everything that we publish."""
    policy_dir: Path | None = None

    kafka_bootstrap: str = "localhost:9092"
    kafka_security_protocol: Literal["PLAINTEXT", "SASL_PLAINTEXT", "SASL_SSL"] = "SASL_SSL"
    kafka_username: str | None = None
    kafka_password: SecretStr | None = None
    kafka_ca_file: Path | None = None

    database_url: SecretStr = SecretStr("")
    database_connections: int = 4

    keyring_url: str = ""
    keyring_token: SecretStr = SecretStr("")
    mint_key: SecretStr = SecretStr("")
    """Hex, 32 bytes. Ids of what agencies send are derived with it, so that a redelivery mints the same ids; digests of
    what messages say are keyed with it."""

    http_host: str = "127.0.0.1"
    http_port: int = 8080
    batch_records: int = 500
    """The most records that one transaction handles."""

    def source(self, part: str | None = None) -> str:
        """The CloudEvents `source` of a part, by default of this one."""
        return source(self.organisation, part or self.part)


@cache
def source(organisation: str, part: str) -> str:
    """Asked for with every message; a part knows a handful of them."""
    return f"{organisation}:ekc-{part}"

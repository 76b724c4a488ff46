"""The settings of a part, from environment variables `EKC_*`. Secrets never print.

Outside development nothing goes over a wire in plain text and nobody is believed by their address: settings that would
allow it are refused.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, FilePath, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from services.chassis.secret_files import SecretFiles, UnreadableSecret

PREFIX = "EKC_"


class BadSettings(Exception):
    """Settings cannot be used. The text names each, and says why; it quotes no value."""


class FencedSettings(BaseSettings):
    """What is refused outside development each kind of settings says for itself."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", hide_input_in_errors=True)

    environment: Literal["production", "development"] = "production"
    """Development allows stories with a calendar of their own, and connections without TLS."""

    @classmethod
    def told(cls) -> Self:
        """As the environment says.

        Raises:
            BadSettings: one is missing, wrong, or unsafe.
        """
        try:
            return cls()
        except ValidationError as error:
            raise BadSettings(mistakes(error)) from None
        except UnreadableSecret as error:
            raise BadSettings(str(error)) from None

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *usual: PydanticBaseSettingsSource, **named: PydanticBaseSettingsSource
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given in the code, in the environment, and then in files of secrets."""
        return (*usual, *named.values(), SecretFiles(settings_cls))

    @model_validator(mode="after")
    def fenced(self) -> Self:
        """Refuse what is unsafe."""
        if self.environment == "production" and (found := list(self.unsafe())):
            raise ValueError(" ".join(found))
        return self

    def unsafe(self) -> Iterator[str]:
        """A sentence for each setting that is unsafe, with its name."""
        yield from ()


class DatabaseSettings(FencedSettings):
    """How a database is reached."""

    database_url: SecretStr = SecretStr("")
    """The part's own database, as its own role, which owns nothing in it."""
    database_connections: int = 4
    """The most that it opens."""
    database_tls: bool = True
    """PostgreSQL's `verify-full`, whatever the address says: the authority and the name are checked."""
    database_ca_file: FilePath | None = None
    """The authority of PostgreSQL's certificate; without one the system's count."""
    database_cert_file: FilePath | None = None
    database_key_file: FilePath | None = None
    """With `database_cert_file`: our own certificate, where PostgreSQL asks for one."""

    def unsafe(self) -> Iterator[str]:
        """See `FencedSettings`."""
        yield from super().unsafe()
        if not self.database_tls:
            yield "EKC_DATABASE_TLS is off: PostgreSQL is reached without TLS in development only."


class Settings(DatabaseSettings):
    """What every part is told by its environment."""

    part: str
    """Its name; its topics, group and source follow from it."""
    log_format: Literal["json", "console"] = "json"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """At no level a line says what a message says, or a secret."""
    organisation: str = "urn:nld:oin:00000099000000000000:systeem"
    """The start of the CloudEvents `source` of everything that we publish."""
    policy_dir: Path | None = None
    """The folder of the regions' policies; without one the defaults count."""

    kafka_bootstrap: str = "localhost:9092"
    """Addresses, separated by commas."""
    kafka_security_protocol: Literal["PLAINTEXT", "SASL_PLAINTEXT", "SASL_SSL", "SSL"] = "SASL_SSL"
    """`SASL_SSL`: a password over TLS. `SSL`: a certificate of our own (mTLS)."""
    kafka_username: str | None = None
    kafka_password: SecretStr | None = None
    """SCRAM-SHA-512."""
    kafka_ca_file: FilePath | None = None
    """The authority of Kafka's certificate; without one the system's count."""
    kafka_cert_file: FilePath | None = None
    kafka_key_file: FilePath | None = None
    """With `kafka_cert_file`: our own certificate; needed with `SSL`."""

    keyring_url: str = ""
    """Where the privacy service answers."""
    keyring_token: SecretStr = SecretStr("")
    """By which it knows this part."""
    mint_key: SecretStr = SecretStr("")
    """Hex, 32 bytes. Ids of what agencies send are derived with it, so that a redelivery mints the same ids; digests of
    what messages say are keyed with it."""

    describe_token: SecretStr = SecretStr("")
    """By which the desk asks a part for its settings, secrets masked; without it none tells them."""

    http_host: str = "127.0.0.1"
    http_port: int = 8080
    """Where health, figures and a part's own routes are."""
    http_cert_file: FilePath | None = None
    http_key_file: FilePath | None = None
    """With both a part answers over TLS."""
    http_ca_file: FilePath | None = None
    """The authority of the other parts' certificates; without one the system's count."""
    batch_records: int = 500
    """The most records that one transaction handles."""

    traces_endpoint: str = ""
    """Where traces are exported to: the address of a collector that takes OTLP over HTTP. Without one none are."""
    traces_ratio: float = Field(default=0.01, ge=0, le=1)
    """How many of the traces that begin here are sampled. Of those that somebody else began their beginner decides."""

    def source(self, part: str | None = None) -> str:
        """The CloudEvents `source` of a part, by default of this one."""
        return source(self.organisation, part or self.part)

    @property
    def http_certificate(self) -> tuple[Path, Path] | None:
        """The files with which this part shows who it is, where it has them."""
        return (self.http_cert_file, self.http_key_file) if self.http_cert_file and self.http_key_file else None

    def unsafe(self) -> Iterator[str]:
        """See `FencedSettings`."""
        yield from super().unsafe()
        if self.kafka_security_protocol not in {"SASL_SSL", "SSL"}:
            protocol = self.kafka_security_protocol
            yield f"EKC_KAFKA_SECURITY_PROTOCOL is {protocol}: Kafka is reached without TLS in development only."
        if self.kafka_security_protocol == "SSL" and not (self.kafka_cert_file and self.kafka_key_file):
            yield "EKC_KAFKA_CERT_FILE and EKC_KAFKA_KEY_FILE are needed: with SSL a part is known by its certificate."
        if not self.keyring_url.startswith("https://"):
            yield "EKC_KEYRING_URL is no https address: keys go over TLS, save in development."
        if self.traces_endpoint and not self.traces_endpoint.startswith("https://"):
            yield "EKC_TRACES_ENDPOINT is no https address: traces go over TLS, save in development."
        if self.http_certificate is None:
            yield "EKC_HTTP_CERT_FILE and EKC_HTTP_KEY_FILE are needed: a part answers without TLS in development only."


def mistakes(error: ValidationError) -> str:
    """What is wrong with settings, with the names of the variables; never a value."""
    found = []
    for one in error.errors(include_url=False, include_input=False, include_context=False):
        name = PREFIX + "_".join(map(str, one["loc"])).upper() + ": " if one["loc"] else ""
        found.append(name + one["msg"].removeprefix("Value error, "))
    return " ".join(found)


@cache
def source(organisation: str, part: str) -> str:
    """Asked for with every message; a part knows a handful of them."""
    return f"{organisation}:ekc-{part}"

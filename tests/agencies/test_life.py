"""The life of an agency on a real Kafka: added, given a new secret, suspended, removed; nobody else notices."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from confluent_kafka import KafkaException, Producer
from confluent_kafka.admin import AclOperation, ResourceType

from contracts.agreement import Agreement, Quotas, State
from contracts.topics import inbound, outbound
from deploy.local import Platform
from services.desk.agencies import quotas
from services.desk.agencies.conformance import Run
from services.desk.agencies.credentials import client, read
from services.desk.agencies.kafka import CLOSED, Cluster, allow, create_rules, for_aiokafka
from services.desk.agencies.register import Register, changed
from services.desk.agencies.upkeep import OnKafka, Upkeep
from services.desk.cli.conformance import speaker
from tests.agencies.clients import DONE, name_of, sees
from tests.agencies.clients import read as reading

pytestmark = pytest.mark.servers
NAME = "wijkteam-zuid"
AGREED = Agreement(
    organisation="urn:nld:oin:00000099000000008000",
    contact="Balie",
    regions=("sandbox",),
    quotas=Quotas(producer_byte_rate=1 << 22, consumer_byte_rate=1 << 22, request_percentage=50),
)
"""The test's own agency; each test gives it another name, for a name is had once."""


def upkeep(platform: Platform, cluster: Cluster, register: Path, secrets: Path, patience: float = 0) -> Upkeep:
    """What an operator has."""
    address = f"127.0.0.1:{platform.environments.ports['kafka_agency']}"
    connection = {"AGENCY_BOOTSTRAP": address, "AGENCY_SECURITY_PROTOCOL": "SASL_PLAINTEXT"}
    return Upkeep(Register(register), OnKafka(cluster, secrets, connection, patience), None, secrets)


@pytest.fixture
def operator(kafka: Platform, cluster: Cluster, tmp_path: Path) -> Upkeep:
    """An operator with a register of their own, which no service reads."""
    return upkeep(kafka, cluster, tmp_path / "agencies.yaml", tmp_path)


@pytest.fixture
def name(operator: Upkeep, cluster: Cluster) -> Iterator[str]:
    """An agency that is there for one test."""
    name = f"wijkteam-{uuid4().hex[:8]}"
    operator.add(name, AGREED)
    yield name
    operator.make(name, changed(AGREED, state=State.REMOVED))
    cluster.clear(name, seconds=0)


def settings(operator: Upkeep, user: str) -> dict[str, Any]:
    """How a client of an agency connects, with the file that it was given."""
    return {**client(read(operator.secrets / f"{user}.env")), "log_level": 0}


class Publishing:
    """A client that publishes without a pause, until it is told to stop: what became of each message."""

    def __init__(self, settings: dict[str, Any], topic: str) -> None:
        self.outcomes: list[str] = []
        self.stopping = threading.Event()
        self.first = threading.Event()
        self.producer = Producer({**settings, "acks": "all", "enable.idempotence": True, "linger.ms": 0})
        self.thread = threading.Thread(target=self.run, args=[topic])
        self.thread.start()

    def run(self, topic: str) -> None:
        """One after the other."""
        while not self.stopping.is_set():
            try:
                self.producer.produce(topic, b"{}", on_delivery=self.heard)
            except KafkaException as error:  # refused before it was sent
                self.heard(error, None)
            self.producer.flush(15)
            self.first.set()

    def heard(self, error: Any, _: Any) -> None:
        """What became of one."""
        self.outcomes.append(name_of(error) if error else DONE)

    def stop(self) -> list[str]:
        """All of them."""
        self.stopping.set()
        self.thread.join()
        return self.outcomes


def written(cluster: Cluster, name: str) -> int:
    """How many messages are on its topic: nobody has handled one, for no service knows of it."""
    return cluster.unhandled(name)


def test_a_new_secret_loses_nothing_and_refuses_nothing(operator: Upkeep, name: str, cluster: Cluster) -> None:
    """A system publishes on while the secret is replaced, begins to use the new one, and only then the old one goes."""
    old = Publishing(settings(operator, name), inbound(name))
    assert old.first.wait(15)
    operator.rotate(name)
    new = Publishing(settings(operator, f"{name}.2"), inbound(name))
    assert new.first.wait(15)
    by_old = old.stop()
    operator.finish(name)
    by_new = new.stop()

    assert {*by_old, *by_new} == {DONE}
    assert written(cluster, name) == len(by_old) + len(by_new)
    assert cluster.look(name)["users"] == [f"{name}.2"]
    assert all(right.startswith(f"{name}.2 ") for right in cluster.look(name)["rights"])


def test_a_suspended_agency_writes_and_reads_no_more_over_connections_that_are_open(
    operator: Upkeep, name: str, cluster: Cluster
) -> None:
    """From one message to the next; what it wrote before stays. Resumed, it goes on with the secret that it has."""
    connected = settings(operator, name)
    publishing = Publishing(connected, inbound(name))
    assert publishing.first.wait(15)
    operator.turn(name, State.SUSPENDED)
    refused = Publishing(connected, inbound(name))
    assert refused.first.wait(15)
    outcomes = publishing.stop()

    assert DONE not in refused.stop()
    assert outcomes[-1] == "TOPIC_AUTHORIZATION_FAILED"
    assert written(cluster, name) == outcomes.count(DONE) > 0
    assert reading(connected, outbound(name), f"{name}.follow") != DONE

    operator.turn(name, State.ACTIVE)
    assert reading(connected, outbound(name), f"{name}.follow") == DONE


def test_doing_it_again_changes_nothing(operator: Upkeep, name: str, cluster: Cluster) -> None:
    """`ekc agency apply`: the password is the same as before, and nothing is done to anybody."""
    before = cluster.look(name)
    assert operator.apply() == []

    assert cluster.look(name) == before
    assert sees(settings(operator, name)) >= {inbound(name), outbound(name)}


def test_quotas_are_those_that_were_agreed_and_no_more(operator: Upkeep, name: str, cluster: Cluster) -> None:
    """Also after a change in the file, and none is left of what was removed."""

    def limits() -> dict[str, float] | None:
        return quotas.connected(for_aiokafka(cluster.settings), quotas.described).get(name)

    assert limits() == AGREED.quotas.model_dump()

    less = changed(AGREED, quotas=Quotas(request_percentage=10))
    operator.register.put(name, less)
    assert operator.apply() == [f"{name}: quotas of {name} set"]
    assert limits() == less.quotas.model_dump()

    operator.make(name, changed(less, state=State.REMOVED))
    assert limits() is None


def test_a_user_that_is_no_more_has_a_secret_that_nobody_has(operator: Upkeep, name: str, cluster: Cluster) -> None:
    """Its old one is void. It is not deleted: a Kafka that starts after that can forget the secrets of everybody."""
    connected = settings(operator, name)
    assert reading(connected, outbound(name), f"{name}.follow") == DONE

    operator.make(name, changed(AGREED, state=State.REMOVED))

    assert cluster.look(name)["users"] == []
    left: Any = cluster.admin.describe_user_scram_credentials([name])[name].result(15)
    assert [one.iterations for one in left.scram_credential_infos] == [CLOSED.iterations]
    assert reading(connected, outbound(name), f"{name}.follow") != DONE


def test_what_kafka_has_beside_the_agreement_goes(operator: Upkeep, name: str, cluster: Cluster) -> None:
    """A rule that somebody made by hand is none that was agreed."""
    create_rules(cluster.admin, [allow(name, ResourceType.TOPIC, "ekc.referral.events", AclOperation.READ)])
    assert operator.apply() == [f"{name}: 1 access rules removed"]


def test_an_agency_from_its_first_day_to_its_last(platform: Platform, cluster: Cluster, tmp_path: Path) -> None:
    """The service that runs takes it up without a restart, and no other's consumer is disturbed; the whole conformance
    run passes; removed, what it wrote is handled, then its topic goes, and no right, user, quota or group is left.
    """
    operator = upkeep(platform, cluster, platform.layout.agencies, tmp_path, patience=20)
    pid, others = platform.pid("referral"), members(cluster)

    operator.add(NAME, AGREED)
    given = read(tmp_path / f"{NAME}.env")
    key = platform.environments.secrets.public_keys
    run = Run(NAME, {**client(given), "log_level": 0}, speaker(given, key, "sandbox"))
    assert [one.what for one in run.results() if not one.passed] == []

    operator.turn(NAME, State.REMOVED)
    assert cluster.look(NAME) == {"users": [], "rights": [], "quotas": [], "groups": [], "unhandled": 0}
    assert inbound(NAME) not in cluster.admin.list_topics(timeout=15).topics
    assert (platform.pid("referral"), members(cluster)) == (pid, others)


def members(cluster: Cluster) -> dict[str, list[str]]:
    """Who is in each group of the referral service's that reads for the agencies of the platform."""
    names = ["ekc.referral", *(f"ekc.referral.{name}" for name in ("school-noord", "jeugdzorg-west"))]
    described: dict[str, Any] = cluster.admin.describe_consumer_groups(names)  # the stubs know an older release
    return {group: [one.member_id for one in future.result(15).members] for group, future in described.items()}

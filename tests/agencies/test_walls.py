"""The walls between agencies on a real Kafka (promise 6): one does with its own what it cannot with another's."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import KafkaException, Producer
from confluent_kafka.admin import (
    AclOperation,
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewTopic,
    ResourceType,
    UserScramCredentialUpsertion,
)

from contracts.topics import KEYS, inbound, outbound
from deploy.local import Platform, certificates
from services.desk.agencies.certificates import Authority
from services.desk.agencies.kafka import SCRAM, Cluster, allow
from tests.agencies.clients import (
    DONE,
    SECONDS,
    described,
    handshake,
    key_and_certificate,
    name_of,
    outcome,
    over_tls,
    read,
    sees,
    write,
)

pytestmark = pytest.mark.servers
OTHER = "jeugdzorg-west"
NO_TOPIC, NO_GROUP = "TOPIC_AUTHORIZATION_FAILED", "GROUP_AUTHORIZATION_FAILED"
NO_CLUSTER, NO_TRANSACTION = "CLUSTER_AUTHORIZATION_FAILED", "TRANSACTIONAL_ID_AUTHORIZATION_FAILED"


@pytest.fixture(scope="module", params=["thuis-noord", "ggd-zuid"], ids=["password", "certificate"])
def agency(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any]]:
    """An agency, and how it connects."""
    name: str = request.param
    settings: dict[str, Any] = request.getfixturevalue(name.partition("-")[0])
    return name, settings


def test_an_agency_writes_and_reads_its_own(agency: tuple[str, dict[str, Any]]) -> None:
    """What the walls leave open: without it, all that is refused below would say nothing."""
    name, settings = agency

    assert write(settings, inbound(name)) == DONE
    assert read(settings, outbound(name), f"{name}.follow") == DONE
    assert sees(settings) == {inbound(name), outbound(name), KEYS}


@pytest.mark.parametrize("topic", [inbound(OTHER), outbound(OTHER), "ekc.referral.commands", "ekc.referral.events"])
def test_it_neither_writes_nor_reads_nor_sees_anothers_topic(agency: tuple[str, dict[str, Any]], topic: str) -> None:
    """Nor one of the parts'; whether there is such a topic it does not learn either."""
    name, settings = agency

    assert write(settings, topic) == NO_TOPIC
    assert read(settings, topic, f"{name}.follow") == NO_TOPIC
    assert described(settings, topic) == described(settings, "ekc.in.nobody") == NO_TOPIC


def test_of_its_own_it_does_one_thing_only(agency: tuple[str, dict[str, Any]]) -> None:
    """It says nothing to itself, and what it said is read by us alone."""
    name, settings = agency

    assert write(settings, outbound(name)) == NO_TOPIC
    assert read(settings, inbound(name), f"{name}.follow") == NO_TOPIC


@pytest.mark.parametrize("group", [f"{OTHER}.follow", f"ekc.referral.{OTHER}", "ekc.referral", "follow"])
def test_it_joins_no_group_but_its_own(agency: tuple[str, dict[str, Any]], group: str) -> None:
    """In another's group it could take its partitions, or move its offsets."""
    name, settings = agency

    assert read(settings, outbound(name), group) == NO_GROUP


ASKED: dict[str, tuple[Callable[[AdminClient], Any], str]] = {
    "create a topic": (lambda admin: admin.create_topics([NewTopic("ekc.in.new", 1, 1)]), NO_TOPIC),
    "delete a topic": (lambda admin: admin.delete_topics([outbound(OTHER)]), NO_TOPIC),
    "keep a topic for a second only": (
        lambda admin: admin.incremental_alter_configs(
            [
                ConfigResource(
                    ConfigResource.Type.TOPIC,
                    outbound(OTHER),
                    incremental_configs=[
                        ConfigEntry("retention.ms", "1000", incremental_operation=AlterConfigOpType.SET)
                    ],
                )
            ]
        ),
        NO_TOPIC,
    ),
    "delete a group": (lambda admin: admin.delete_consumer_groups([f"{OTHER}.follow"]), NO_GROUP),
    "describe a group": (lambda admin: admin.describe_consumer_groups([f"ekc.referral.{OTHER}"]), NO_GROUP),
}


@pytest.mark.parametrize("what", ASKED)
def test_it_administers_nothing(agency: tuple[str, dict[str, Any]], what: str) -> None:
    """Least privilege: nothing but writing, reading and its own groups."""
    ask, refused = ASKED[what]

    assert outcome(ask(AdminClient({**agency[1], "log_level": 0}))) == refused


def test_it_gives_itself_no_right(agency: tuple[str, dict[str, Any]]) -> None:
    """Neither by a rule, nor by a password of another."""
    name, settings = agency
    admin = AdminClient({**settings, "log_level": 0})
    rule = allow(name, ResourceType.TOPIC, inbound(OTHER), AclOperation.WRITE)
    password = UserScramCredentialUpsertion(OTHER, SCRAM, b"x" * 32)

    assert outcome(admin.create_acls([rule])) == NO_CLUSTER
    assert outcome(admin.alter_user_scram_credentials([password])) == NO_CLUSTER


def test_it_begins_no_transaction(agency: tuple[str, dict[str, Any]]) -> None:
    """With another's transactional id it could fence that one's producer."""
    producer = Producer({**agency[1], "transactional.id": OTHER, "log_level": 0})

    with pytest.raises(KafkaException) as refused:
        producer.init_transactions(15)

    assert name_of(refused.value) == NO_TRANSACTION


@pytest.mark.parametrize("user", ["school-noord", OTHER, "nobody"])
def test_a_wrong_password_lets_nobody_in(kafka: Platform, user: str) -> None:
    """Also that of another agency; and a user that there is sounds as one that there is not."""
    wrong = {**kafka.kafka_settings("school-noord"), "sasl.username": user, "sasl.password": "x" * 64}
    heard: list[str] = []
    admin = AdminClient({**wrong, "error_cb": lambda error: heard.append(error.name()), "log_level": 0})

    with pytest.raises(KafkaException):
        admin.list_topics(timeout=0.5)
    admin.poll(SECONDS)

    assert heard[0] == "_AUTHENTICATION"


def test_a_right_certificate_is_let_in(kafka: Platform, tmp_path: Path) -> None:
    """The others below differ from it in one thing each."""
    ours = Authority.at(kafka.environments.secrets.authority())

    assert handshake(kafka, tmp_path, *key_and_certificate(ours, "ggd-zuid")) == DONE


def test_an_expired_certificate_is_refused(kafka: Platform, tmp_path: Path) -> None:
    """It was good until yesterday or so."""
    ours = Authority.at(kafka.environments.secrets.authority())
    expired = key_and_certificate(ours, "ggd-zuid", begin=datetime.now(UTC) - timedelta(days=400))

    assert "CERTIFICATE" in handshake(kafka, tmp_path, *expired)


def test_a_certificate_of_another_authority_is_refused(kafka: Platform, tmp_path: Path) -> None:
    """With the right name in it, and even the right name of the authority."""
    other = Authority(certificates.authority("EKC, this machine only").encode())

    assert "CERTIFICATE" in handshake(kafka, tmp_path, *key_and_certificate(other, "ggd-zuid")).upper()


def test_a_certificate_of_an_agency_that_is_not_there_may_do_nothing(kafka: Platform, cluster: Cluster) -> None:
    """We signed it, and its agency was removed since: there is no list of revoked certificates, and no right either."""
    ours = Authority.at(kafka.environments.secrets.authority())
    settings = over_tls(kafka, *key_and_certificate(ours, "gone"))

    assert write(settings, inbound("ggd-zuid")) == NO_TOPIC
    assert sees(settings) == {KEYS}  # which anybody may read

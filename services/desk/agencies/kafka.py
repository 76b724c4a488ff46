"""Make Kafka as the agreements want it: what is missing is created, what is too much goes, the rest is left alone."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from secrets import token_bytes
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    NewTopic,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialAlteration,
    UserScramCredentialUpsertion,
)

from contracts.topics import Topic, inbound
from services.desk.agencies.wanted import Rule, Wanted, users

SECONDS = 60
SCRAM = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096)
"""RFC 5802, with the iterations that Kafka asks for at least."""
CLOSED = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 8192)
"""Of a user that is no more: it keeps a secret that nobody has, and is known by its iterations. Kafka 4.3.1 can forget
the secrets of all users when it starts after one was deleted: `ScramDelta.apply` drops the whole mechanism where a
deleted user is the first that it comes to."""


class Cluster:
    """Kafka, as its administrator reaches it."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.settings = settings
        self.admin = AdminClient({**settings, "log_level": 0})

    def establish(self, wanted: Wanted, password: Callable[[str], str] | None) -> list[str]:
        """Make it so for one agency; what was changed, in words. Without `password` its users have certificates.

        A password is asked for only of a user that is not there: doing it again changes nobody's.

        Raises:
            KafkaException, KafkaError: Kafka did not take it, or does not answer.
        """
        return [
            *(f"topic {name} created" for name in create_topics(self.admin, wanted.topics)),
            *self.admit(wanted, password),
            *self.allow(wanted),
            *(f"quotas of {name} {'set' if name in wanted.users else 'removed'}" for name in self.limit(wanted)),
        ]

    def admit(self, wanted: Wanted, password: Callable[[str], str] | None) -> Iterator[str]:
        """Its users: those that are wanted have a password, the others one that nobody has."""
        there = set(known(self.admin, users(wanted.agency)))
        expected = set(wanted.users) if password else set()
        changes: list[UserScramCredentialAlteration] = []
        for name in sorted(expected - there):
            assert password
            changes.append(UserScramCredentialUpsertion(name, SCRAM, password(name).encode()))
            yield f"user {name} created"
        for name in sorted(there - expected):
            changes.append(UserScramCredentialUpsertion(name, CLOSED, token_bytes(32)))
            yield f"user {name} removed"
        if changes:
            done(self.admin.alter_user_scram_credentials(changes).values())

    def allow(self, wanted: Wanted) -> Iterator[str]:
        """Its access rules. What is too much goes first: it counts at once, for open connections too."""
        there = {rule for name in users(wanted.agency) for rule in self.rules(name)}
        expected = {binding(rule) for rule in wanted.rules}
        if surplus := there - expected:
            done(self.admin.delete_acls([exactly(rule) for rule in surplus]).values())
            yield f"{len(surplus)} access rules removed"
        if missing := expected - there:
            create_rules(self.admin, missing)
            yield f"{len(missing)} access rules created"

    def rules(self, user: str) -> set[AclBinding]:
        """What a user may do."""
        anything: Any = None
        found: set[AclBinding] = set(
            self.admin.describe_acls(
                AclBindingFilter(
                    ResourceType.ANY,
                    anything,
                    ResourcePatternType.ANY,
                    f"User:{user}",
                    anything,
                    AclOperation.ANY,
                    AclPermissionType.ANY,
                )
            ).result(SECONDS)
        )
        return found

    def limit(self, wanted: Wanted) -> list[str]:
        """Its quotas: the same for each of its users, none for one that is not there."""
        from services.desk.agencies import quotas  # loads aiokafka, which only quotas need

        limits = {name: wanted.quotas.model_dump() if name in wanted.users else {} for name in users(wanted.agency)}
        return quotas.connected(for_aiokafka(self.settings), lambda client: quotas.altered(client, limits))

    def unhandled(self, agency: str) -> int:
        """How many of its messages the referral service has not handled yet."""
        name = inbound(agency)
        if name not in self.admin.list_topics(timeout=SECONDS).topics:
            return 0
        place, own = TopicPartition(name, 0), {"group.id": f"ekc.referral.{agency}", "log_level": 0}
        consumer = Consumer({**self.settings, **own})  # the administrator's own call crashes while a group is loaded
        try:
            _, end = consumer.get_watermark_offsets(place, SECONDS)
            with suppress(KafkaException):  # a group that is being loaded has handled nothing that is known
                (place,) = consumer.committed([place], SECONDS)
        finally:
            consumer.close()
        return int(end) - max(0, place.offset)

    def look(self, agency: str) -> dict[str, Any]:
        """What there is of it, for people."""
        from services.desk.agencies import quotas

        names = users(agency)
        limits = quotas.connected(for_aiokafka(self.settings), quotas.described)
        return {
            "users": list(known(self.admin, names)),
            "rights": sorted(said(rule) for name in names for rule in self.rules(name)),
            "quotas": [f"{name}: {key} {value:g}" for name in names for key, value in limits.get(name, {}).items()],
            "groups": self.groups(agency),
            "unhandled": self.unhandled(agency),
        }

    def clear(self, agency: str, seconds: float = 10) -> list[str]:
        """Remove the inbound topic of an agency that is removed, and all groups that read for it.

        Those that have members after so many seconds are left, and named.
        """
        name = inbound(agency)
        if name in self.admin.list_topics(timeout=SECONDS).topics:
            done(self.admin.delete_topics([name]).values())
        until = time.monotonic() + seconds
        while (left := self.groups(agency)) and time.monotonic() < until:
            for future in self.admin.delete_consumer_groups(left).values():
                failure(future)
            time.sleep(0.2)  # the service finds out that the topic is gone
        return left

    def groups(self, agency: str) -> list[str]:
        """The consumer groups that read for it: its own, and ours of its inbound topic."""
        there = [one.group_id for one in self.admin.list_consumer_groups().result(SECONDS).valid]
        return [group for group in there if group == f"ekc.referral.{agency}" or group.startswith(f"{agency}.")]


def failure(future: Future[Any]) -> BaseException | None:
    """Why it failed, if it did."""
    return future.exception(SECONDS)


def known(admin: AdminClient, wanted: Iterable[str]) -> Iterator[str]:
    """Those of these users that have a password, and were not closed."""
    for name, future in admin.describe_user_scram_credentials(list(wanted)).items():
        if failure(future) is None:
            said: Any = future.result(SECONDS)  # the stubs have another name for what is in it
            if any(one.iterations != CLOSED.iterations for one in said.scram_credential_infos):
                yield name


def create_topics(admin: AdminClient, wanted: Iterable[Topic]) -> list[str]:
    """Create the topics that are not there, with as many replicas as the brokers give by default; their names."""
    new = [NewTopic(topic.name, topic.partitions, config=topic.config) for topic in wanted]
    if not new:
        return []
    asked = admin.create_topics(new, operation_timeout=SECONDS)
    return [name for name, future in asked.items() if created(future)]


def created(future: Future[Any]) -> bool:
    """Wait; that it exists already is no failure."""
    try:
        future.result(SECONDS)
    except KafkaException as error:
        reason = error.args[0]
        if not isinstance(reason, KafkaError) or reason.code() != KafkaError.TOPIC_ALREADY_EXISTS:
            raise
        return False
    return True


def set_passwords(admin: AdminClient, passwords: Mapping[str, str]) -> None:
    """Set the password of each user (SCRAM-SHA-512)."""
    changes: list[UserScramCredentialAlteration] = [
        UserScramCredentialUpsertion(user, SCRAM, password.encode()) for user, password in passwords.items()
    ]
    done(admin.alter_user_scram_credentials(changes).values())


def create_rules(admin: AdminClient, wanted: Iterable[AclBinding]) -> None:
    """Allow what is allowed."""
    done(admin.create_acls(list(wanted)).values())


def done(futures: Iterable[Future[Any]]) -> None:
    """Wait for all of them."""
    for future in futures:
        future.result(SECONDS)


def binding(rule: Rule) -> AclBinding:
    """A rule of an agency as Kafka keeps it."""
    operation = AclOperation.WRITE if rule.operation == "Write" else AclOperation.READ
    if rule.topic:
        return allow(rule.user, ResourceType.TOPIC, rule.topic, operation)
    return allow(rule.user, ResourceType.GROUP, rule.groups, operation, ResourcePatternType.PREFIXED)


def allow(
    user: str,
    kind: ResourceType,
    name: str,
    operation: AclOperation,
    pattern: ResourcePatternType = ResourcePatternType.LITERAL,
) -> AclBinding:
    """One access rule; it holds from any host."""
    return AclBinding(kind, name, pattern, f"User:{user}", "*", operation, AclPermissionType.ALLOW)


def said(rule: AclBinding) -> str:
    """A rule as people read it."""
    pattern = "*" if rule.resource_pattern_type is ResourcePatternType.PREFIXED else ""
    what = f"{rule.operation.name.lower()} {rule.restype.name.lower()} {rule.name}{pattern}"
    return f"{rule.principal.removeprefix('User:')} may {what}"


def exactly(rule: AclBinding) -> AclBindingFilter:
    """What finds this rule and no other."""
    return AclBindingFilter(
        rule.restype,
        rule.name,
        rule.resource_pattern_type,
        rule.principal,
        rule.host,
        rule.operation,
        rule.permission_type,
    )


def for_aiokafka(settings: Mapping[str, str]) -> dict[str, Any]:
    """The same connection for a client of aiokafka."""
    from services.chassis import tls

    protocol = settings["security.protocol"]
    files = [settings.get(f"ssl.{what}.location") for what in ("ca", "certificate", "key")]
    arguments: dict[str, Any] = {
        "bootstrap_servers": settings["bootstrap.servers"],
        "security_protocol": protocol,
        "ssl_context": tls.trusting(*(Path(file) if file else None for file in files))
        if protocol.endswith("SSL")
        else None,
    }
    if protocol.startswith("SASL"):
        arguments |= {
            "sasl_mechanism": settings["sasl.mechanism"],
            "sasl_plain_username": settings["sasl.username"],
            "sasl_plain_password": settings["sasl.password"],
        }
    return arguments

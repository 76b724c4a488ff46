"""What an agreement comes to: topics, users, rules and quotas, on Kafka and as Strimzi's resources."""

from typing import Any

import pytest
import yaml

from contracts.agreement import Agreement, Authentication, Quotas, State
from contracts.topics import KEYS
from services.desk.agencies.manifests import manifests
from services.desk.agencies.register import changed
from services.desk.agencies.wanted import Rule, Wanted, wanted

USUAL = Agreement(
    organisation="urn:nld:kvknr:00000099", contact="Loket", quotas=Quotas(producer_byte_rate=2048, request_percentage=5)
)
BOTH = changed(USUAL, users=(1, 2))


def resources(agreement: Agreement, kind: str) -> dict[str, Any]:
    """Those of one kind, by name."""
    found = [one for one in yaml.safe_load_all(manifests("ggd", agreement, "ekc")) if one["kind"] == kind]
    assert all(one["metadata"]["labels"] == {"strimzi.io/cluster": "ekc"} for one in found)
    return {one["metadata"]["name"]: one["spec"] for one in found}


def test_an_agency_may_do_three_things() -> None:
    """Write its own, read its own, and have groups under its own name: nothing else, of nobody else."""
    assert wanted("ggd", USUAL).rules == {
        Rule("ggd", "Write", topic="ekc.in.ggd"),
        Rule("ggd", "Read", topic="ekc.out.ggd"),
        Rule("ggd", "Read", groups="ggd."),
    }


def test_while_a_secret_is_replaced_both_users_may_do_the_same() -> None:
    """So that nothing is refused, whichever of them a message is written by."""
    first, second = (
        {(rule.operation, rule.topic, rule.groups) for rule in wanted("ggd", BOTH).rules if rule.user == user}
        for user in ("ggd", "ggd.2")
    )

    assert first == second
    assert len(first) == 3


@pytest.mark.parametrize(
    ("state", "topics", "users", "rules"), [("active", 2, 2, 6), ("suspended", 2, 2, 0), ("removed", 1, 0, 0)]
)
def test_each_state_leaves_less(state: State, topics: int, users: int, rules: int) -> None:
    """Suspended it keeps its users, so that it goes on with the secret that it has; removed it keeps nothing.

    The topic on which its running cases' statuses still go is ours then.
    """
    asked: Wanted = wanted("ggd", changed(BOTH, state=state))

    assert (len(asked.topics), len(asked.users), len(asked.rules)) == (topics, users, rules)


def test_the_groups_of_one_do_not_begin_as_those_of_another() -> None:
    """`ggd` is the beginning of `ggd-zuid`: the dot keeps them apart, and no name has one."""
    (groups,) = (rule.groups for rule in wanted("ggd", USUAL).rules if rule.groups)

    assert not "ggd-zuid.follow".startswith(groups)


def test_strimzi_is_asked_for_the_same() -> None:
    """Resource by resource: the rules, the quotas and the topics that Kafka would be given.

    What every user of Kafka may read, each is allowed by name: Strimzi knows no rule for all.
    """
    asked, users = wanted("ggd", BOTH), resources(BOTH, "KafkaUser")

    assert users.keys() == set(asked.users)
    found = {
        Rule(
            name,
            acl["operations"][0],
            **{{"topic": "topic", "group": "groups"}[acl["resource"]["type"]]: acl["resource"]["name"]},
        )
        for name, spec in users.items()
        for acl in spec["authorization"]["acls"]
    }
    assert found == asked.rules | {Rule(name, "Read", topic=KEYS) for name in asked.users}
    assert users["ggd"]["quotas"]["producerByteRate"] == 2048
    assert users["ggd"]["authentication"] == {"type": "scram-sha-512"}
    assert resources(BOTH, "KafkaTopic") == {
        topic.name: {"partitions": 1, "config": topic.config} for topic in asked.topics
    }


def test_strimzi_is_asked_for_less_when_it_is_suspended_or_removed() -> None:
    """A user without a rule; then no user."""
    suspended = resources(changed(USUAL, state="suspended"), "KafkaUser")

    assert suspended["ggd"]["authorization"]["acls"] == []
    assert resources(changed(USUAL, state="removed"), "KafkaUser") == {}
    assert list(resources(changed(USUAL, state="removed"), "KafkaTopic")) == ["ekc.out.ggd"]


def test_a_certificate_of_ours_is_one_from_outside_to_strimzi() -> None:
    """Its own authority signs no agency: an agency's key never leaves it."""
    by_certificate = changed(USUAL, authentication=Authentication.TLS)

    assert resources(by_certificate, "KafkaUser")["ggd"]["authentication"] == {"type": "tls-external"}

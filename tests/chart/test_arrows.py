"""Network policies allow the connections that the code makes, and no other."""

from collections.abc import Mapping
from typing import Any

import pytest

from contracts.topics import SERVICES
from tests.chart import reaching
from tests.chart.rendering import PARTS, of_kind, one, rendered, saying

ENTRIES = {
    **{name: f"services.{name}.__main__" for name in SERVICES},
    "bridge": "workflows.bridge",
    "worker": "workflows.worker",
    "test": "services.desk.operations.asking",
}
PORTS = {"kafka": 9093, "postgres": 5432, "temporal": 7233, "signIn": 443, "keyEncryption": 8200, "traces": 4318}
PEERS = {name: f"192.0.2.{number}/32" for number, name in enumerate(PORTS, 1)}
COMPONENT = "app.kubernetes.io/component"


def policies() -> Mapping[str, Any]:
    """Those of the example for production, with a network of its own for each server, and a collector of traces."""
    collector = {"settings__traces_endpoint": "https://collector.example.org:4318"}
    networks = {f"networkPolicy__{name}__to": [{"ipBlock": {"cidr": cidr}}] for name, cidr in PEERS.items()}
    return of_kind(rendered("production", **saying(**networks, **collector)), "NetworkPolicy")


def allowed(policy: Any) -> set[str]:
    """To whom a policy lets pods connect: servers by their names, parts by theirs; DNS is everybody's."""
    found: set[str] = set()
    for rule in policy["spec"]["egress"]:
        ports = {one["port"] for one in rule["ports"]}
        for peer in rule["to"]:
            if "ipBlock" in peer:
                (name,) = (name for name, cidr in PEERS.items() if cidr == peer["ipBlock"]["cidr"])
                assert ports == {PORTS[name]}
                found.add(name)
            elif "podSelector" in peer:
                assert ports == {"http"}
                found |= components(peer["podSelector"])
            else:
                assert ports == {53}
    return found


def components(selector: Any) -> set[str]:
    """The parts that a selector finds."""
    if COMPONENT in selector["matchLabels"]:
        return {selector["matchLabels"][COMPONENT]}
    (among,) = selector["matchExpressions"]
    return set(among["values"])


def made(part: str) -> set[str]:
    """To whom the code of a part connects."""
    found = reaching.connections(ENTRIES[part])
    return (found - {"parts"}) | (set(PARTS) if "parts" in found else set())


def test_it_is_known_of_every_connection_where_it_goes() -> None:
    """A new one in the code is a failure here until somebody says to whom it goes."""
    assert set(reaching.opened()) == reaching.CONNECTS.keys() | reaching.OPERATORS


@pytest.mark.parametrize("part", PARTS)
def test_a_part_may_connect_to_what_its_code_connects_to(part: str) -> None:
    """Both ways: nothing that it needs is closed, nothing that it does not need is open."""
    assert allowed(policies()[f"ekc-{part}"]) == made(part)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_asked_by_those_whose_code_asks_it(part: str) -> None:
    """The desk and the test of the release ask everybody how they are, who seals asks the keyring; nobody else."""
    (rule,) = policies()[f"ekc-{part}"]["spec"]["ingress"]
    asking = {name for peer in rule["from"] if "podSelector" in peer for name in components(peer["podSelector"])}

    assert asking == {name for name in ENTRIES if part in made(name)}
    assert rule["ports"] == [{"port": "http", "protocol": "TCP"}]


def test_no_way_is_open_to_a_collector_that_there_is_not() -> None:
    """Only who is told of one may reach it."""
    ports = [
        port["port"]
        for policy in of_kind(rendered("production"), "NetworkPolicy").values()
        for rule in policy["spec"].get("egress", [])
        for port in rule["ports"]
    ]

    assert PORTS["kafka"] in ports
    assert PORTS["traces"] not in ports


def test_only_prometheus_and_the_door_come_from_outside() -> None:
    """Prometheus reads figures everywhere; the ingress controller reaches the desk alone."""
    outside = {
        part: {
            peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"]
            for peer in policies()[f"ekc-{part}"]["spec"]["ingress"][0]["from"]
            if "namespaceSelector" in peer
        }
        for part in PARTS
    }

    assert outside.pop("desk") == {"monitoring", "ingress-nginx"}
    assert set(map(frozenset, outside.values())) == {frozenset({"monitoring"})}


def test_whatever_is_not_allowed_is_denied() -> None:
    """One policy chooses all pods of the release and allows nothing."""
    policy = one(rendered("production"), "NetworkPolicy", "ekc")["spec"]

    assert policy == {
        "podSelector": {"matchLabels": {"app.kubernetes.io/name": "ekc", "app.kubernetes.io/instance": "ekc"}},
        "policyTypes": ["Ingress", "Egress"],
    }


def test_a_job_reaches_what_it_is_for() -> None:
    """A migration its database, the set-up Temporal, the test of a release all parts; and nobody asks them anything."""
    found = policies()

    assert allowed(found["ekc-migrate"]) == {"postgres"}
    assert allowed(found["ekc-temporal"]) == {"temporal"}
    assert allowed(found["ekc-test"]) == made("test")
    assert not any("ingress" in found[name]["spec"] for name in ("ekc-migrate", "ekc-temporal", "ekc-test"))


def test_every_policy_chooses_pods_that_there_are() -> None:
    """A selector that finds nobody would close nothing."""
    things = rendered("production")
    labels = [
        made["spec"]["template"]["metadata"]["labels"]
        for kind in ("Deployment", "Job")
        for made in of_kind(things, kind).values()
    ]

    for policy in of_kind(things, "NetworkPolicy").values():
        wanted = policy["spec"]["podSelector"]["matchLabels"]
        assert any(wanted.items() <= one.items() for one in labels), policy["metadata"]["name"]

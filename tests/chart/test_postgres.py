"""CloudNativePG is asked for the databases and roles of the local platform, each in a cluster of its own."""

from typing import Any

import pytest

from deploy.local.roles import DATABASES, ERASER, create_role, owner, users
from tests.chart.rendering import NotRendered, Thing, of_kind, one, rendered, saying


def things(**values: Any) -> tuple[Thing, ...]:
    """What is rendered where CloudNativePG makes everything."""
    return rendered("operators", **saying(**values))


def spec(database: str, **values: Any) -> Any:
    """The cluster of a database."""
    return one(things(**values), "Cluster", f"ekc-db-{database}")["spec"]


def test_every_database_has_a_cluster_of_its_own() -> None:
    """The keyring too; and there is no other."""
    assert of_kind(things(), "Cluster").keys() == {f"ekc-db-{name}" for name in DATABASES}


@pytest.mark.parametrize("database", DATABASES)
def test_roles_are_those_of_the_local_platform(database: str) -> None:
    """An owner whose tables they are, and users who own nothing; what a superuser does makes no other role."""
    found = spec(database)["bootstrap"]["initdb"]

    assert (found["database"], found["owner"]) == (database, owner(database))
    managed = {role["name"]: role for role in spec(database)["managed"]["roles"]}
    assert managed.keys() == set(users(database))
    assert not any(role["superuser"] or role["createdb"] or role["createrole"] for role in managed.values())
    made = [line for line in found["postInitApplicationSQL"] if line.startswith("CREATE ROLE")]
    assert made == [create_role(name) for name in users(database)]
    assert f"REVOKE ALL ON DATABASE {database} FROM PUBLIC" in found["postInitApplicationSQL"]


def test_who_erases_may_do_what_the_keyring_does() -> None:
    """And no other role is a member of anything."""
    members = {
        role["name"]: role["inRoles"]
        for database in DATABASES
        for role in spec(database)["managed"]["roles"]
        if "inRoles" in role
    }

    assert members == {ERASER: ["keyring"]}


@pytest.mark.parametrize("database", DATABASES)
def test_what_was_committed_is_on_a_second_machine(database: str) -> None:
    """In another zone: Kafka has seen it, so it may not be undone."""
    found = spec(database)

    assert found["instances"] == 3
    assert found["postgresql"]["synchronous"] == {"method": "any", "number": 1, "dataDurability": "required"}
    assert found["affinity"]["podAntiAffinityType"] == "required"
    assert found["affinity"]["topologyKey"] == "topology.kubernetes.io/zone"


def test_backups_of_the_keyring_are_apart() -> None:
    """In a place of their own, under rights of their own, and kept for less long."""
    stores = {name: store["spec"] for name, store in of_kind(things(), "ObjectStore").items()}

    keyring = stores.pop("ekc-db-keyring")
    assert keyring["configuration"]["destinationPath"] == "s3://ekc-keyring-backups"
    assert keyring["retentionPolicy"] == "7d"
    for other in stores.values():
        assert other["configuration"]["destinationPath"] != keyring["configuration"]["destinationPath"]
        assert other["configuration"]["s3Credentials"] != keyring["configuration"]["s3Credentials"]


def test_a_keyring_without_a_place_of_its_own_is_not_backed_up_beside_the_others() -> None:
    """Who has its backups and the others' could open what was erased."""
    found = things(postgres__cnpg__keyring__backup__destinationPath="")

    assert "ekc-db-keyring" not in of_kind(found, "ObjectStore")
    assert "plugins" not in one(found, "Cluster", "ekc-db-keyring")["spec"]
    assert "ekc-db-referral" in of_kind(found, "ObjectStore")


def test_every_backup_has_a_time() -> None:
    """A base backup each night of whatever has a place for it; the log is sent as it grows."""
    assert of_kind(things(), "ScheduledBackup").keys() == of_kind(things(), "ObjectStore").keys()
    assert all(spec(database)["plugins"][0]["isWALArchiver"] for database in DATABASES)


@pytest.mark.parametrize(
    ("said", "asked"),
    [("AES256", {"encryption": "AES256"}), ("aws:kms", {"encryption": "aws:kms"}), ("", {})],
    ids=["usual", "kms", "none"],
)
def test_a_store_encrypts_where_it_can(said: str, asked: dict[str, str]) -> None:
    """Base backups and the log alike; some stores refuse to be asked."""
    stores = of_kind(things(postgres__cnpg__backup__encryption=said), "ObjectStore").values()

    for store in stores:
        kept = store["spec"]["configuration"]
        assert kept["wal"] == kept["data"] == {"compression": "gzip", **asked}


def test_nobody_connects_in_the_open() -> None:
    """Certificates of one authority, which the parts know; a connection without TLS is refused."""
    for database in DATABASES:
        assert spec(database)["postgresql"]["pg_hba"] == ["hostnossl all all all reject"]
        certificate = one(things(), "Certificate", f"ekc-db-{database}")["spec"]
        assert certificate["secretName"] == spec(database)["certificates"]["serverTLSSecret"]
        assert f"ekc-db-{database}-rw" in certificate["dnsNames"]
    signers = {
        one["spec"]["issuerRef"]["name"] for name, one in of_kind(things(), "Certificate").items() if "-db-" in name
    }
    assert signers == {"ekc-ca"}
    told = one(things(), "Deployment", "ekc-referral")["spec"]["template"]["spec"]["volumes"][0]["projected"]["sources"]
    (authority,) = [
        source["secret"]["name"] for source in told if source["secret"]["items"][0]["path"] == "postgres-ca.crt"
    ]
    assert authority == "ekc-db-privacy-tls"


def test_parts_may_reach_these_clusters_and_no_other_database() -> None:
    """Their network policies name the clusters."""
    policy = one(things(), "NetworkPolicy", "ekc-referral")["spec"]["egress"]

    (peers,) = [rule["to"] for rule in policy if {"port": 5432, "protocol": "TCP"} in rule.get("ports", ())]
    (match,) = peers[0]["podSelector"]["matchExpressions"]
    assert set(match["values"]) == {f"ekc-db-{name}" for name in DATABASES}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"migrations__mode": "hook"}, "migrations.mode: plain"),
        ({"tls__certManager__enabled": False}, "cert-manager makes its certificates"),
    ],
    ids=["hook", "no-cert-manager"],
)
def test_what_could_not_work_is_said_at_once(values: dict[str, Any], said: str) -> None:
    """Migrations before there is a database; certificates that nobody makes."""
    with pytest.raises(NotRendered, match=said):
        things(**values)

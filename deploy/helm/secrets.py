"""Make all secrets of an installation, as manifests: `python -m deploy.helm.secrets FOLDER --postgres db.example.org`.

One file for each Secret, all random and readable by their owner only, made to be encrypted as they are
(`sops encrypt --in-place FOLDER/*.yaml`); and `roles.sql`, with which an administrator of PostgreSQL makes roles and
databases. A folder that has something in it is left alone: who has lost a key has lost what is sealed with it.
"""

import argparse
import json
import os
import secrets
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from deploy.local import roles
from deploy.local.access import USERS
from deploy.local.issuer import STAFF, Issuer
from deploy.local.layout import Layout
from services.chassis.agency_keys import OwnKey, State
from services.privacy.access_log import signing
from services.referral import keys

PRINCIPALS = {**{name: name for name in USERS if name != "workflows"}, "bridge": "workflows", "worker": "workflows"}
"""Whose Kafka user and database each process has."""


@dataclass(frozen=True)
class Place:
    """Where the secrets will be, and what they are to say of the servers."""

    release: str = "ekc"
    namespace: str = "ekc"
    postgres: str = "localhost"
    """`{database}` in it stands for the name of each."""
    keyring: str = ""
    """Where the keyring's database is, if not with the others."""
    kek_token: str = ""
    development: bool = False
    """With an issuer of tokens for staff, whose private key is kept nowhere."""
    made: dict[str, str] = field(default_factory=dict)

    def password(self, name: str) -> str:
        """The password (or token, or key: 32 random bytes in hex) of this name."""
        return self.made.setdefault(name, secrets.token_hex(32))

    def url(self, database: str, role: str | None = None) -> str:
        """The address of a database for a role, by default that of its name."""
        role = role or database
        host = ((database == "keyring" and self.keyring) or self.postgres).replace("{database}", database)
        return f"postgresql://{role}:{self.password(f'postgres-{role}')}@{host}/{database}"


def of_part(place: Place, part: str) -> dict[str, str]:
    """What one process holds."""
    principal = PRINCIPALS[part]
    found = {
        "describe-token": place.password("describe-token"),
        "kafka-password": place.password(f"kafka-{principal}"),
        **({} if part == "worker" else with_database(place, principal)),
        **({"temporal-codec.keys": f"first:{place.password('temporal-codec')}\n"} if principal == "workflows" else {}),
    }
    own = {"referral": of_referral, "privacy": of_privacy}.get(part)
    return {**found, **(own(place) if own else {})}


def with_database(place: Place, principal: str) -> dict[str, str]:
    """What everyone holds who decides something."""
    return {
        "database-url": place.url(principal),
        "keyring-token": place.password(f"keyring-token-{principal}"),
        "mint-key": place.password(f"mint-{principal}"),
    }


def of_referral(place: Place) -> dict[str, str]:
    """The keys to which agencies encrypt, and of noticing duplicates."""
    made = keys.written((OwnKey.made(State.CURRENT),))
    return {"inbound-keys.json": made, "likeness-keys": f"first:{place.password('likeness')}"}


def of_privacy(place: Place) -> dict[str, str]:
    """The keyring's databases, who may ask it, what signs the access log, and what opens the key-encryption keys."""
    tokens = {name: place.password(f"keyring-token-{name}") for name in sorted(USERS)}
    return {
        "keyring-database-url": place.url("keyring"),
        "keyring-eraser-database-url": place.url("keyring", roles.ERASER),
        "keyring-tokens.json": json.dumps(tokens),
        "checkpoint-keys.json": checkpoint_keys(),
        **({"kek-token": place.kek_token} if place.kek_token else {}),
    }


def checkpoint_keys() -> str:
    """The first key that signs how far the access log is."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "keys.json"
        signing.establish(file)
        return file.read_text()


def of_owner(place: Place, database: str) -> dict[str, str]:
    """What migrations hold, and no part that runs."""
    found = {"database-owner-url": place.url(database, roles.owner(database))}
    if database == "privacy":
        found["keyring-database-owner-url"] = place.url("keyring", roles.owner("keyring"))
    return found


def manifests(place: Place) -> Iterator[dict[str, Any]]:
    """Every Secret: of the parts, of their owners, and of each role by itself, as CloudNativePG reads it."""
    for part in PRINCIPALS:
        yield manifest(place, part, of_part(place, part))
    for name in USERS:
        yield manifest(place, f"{name}-owner", of_owner(place, name))
    for role in roles.ROLES:
        known = {"username": role, "password": place.password(f"postgres-{role}")}
        yield manifest(place, f"role-{role.replace('_', '-')}", known, kind="kubernetes.io/basic-auth")


def manifest(place: Place, name: str, content: Mapping[str, str], kind: str = "Opaque") -> dict[str, Any]:
    """One Secret."""
    labels = {"app.kubernetes.io/part-of": "ekc", "app.kubernetes.io/instance": place.release}
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": f"{place.release}-{name}", "namespace": place.namespace, "labels": labels},
        "type": kind,
        "stringData": dict(content),
    }


def script(place: Place) -> Iterator[str]:
    """Databases and roles, for an administrator of PostgreSQL."""
    yield from roles.script()
    for role in roles.ROLES:
        yield f"ALTER ROLE {role} PASSWORD '{place.password(f'postgres-{role}')}'"


def write(folder: Path, place: Place) -> int:
    """All of it; how many Secrets.

    Raises:
        FileExistsError: there is something in the folder.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty: its secrets may be in use, so nothing was changed.")
    made = list(manifests(place))
    for one in made:
        save(folder / f"{one['metadata']['name']}.yaml", yaml.safe_dump(one, sort_keys=False))
    save(folder / "roles.sql", "".join(f"{line};\n" for line in script(place)))
    if place.development:
        with TemporaryDirectory() as own:
            issuer = Issuer(Layout(Path(own)))
            issuer.private.parent.mkdir()
            keys_file = manifest(place, "sign-in", {"keys.jwks": issuer.keys_file().read_text()})
            save(folder / "sign-in.yaml", yaml.safe_dump(keys_file, sort_keys=False))
            save(folder / "desk.env", "".join(f"{name}={value}\n" for name, value in staff(issuer).items()))
    return len(made)


def staff(issuer: Issuer) -> dict[str, str]:
    """How staff reach the desk of a development installation from this machine: with tokens that are there already."""
    tokens = {f"EKC_DESK_TOKEN_{group.upper().replace('-', '_')}": issuer.token(group) for group in STAFF}
    where = {"EKC_ENVIRONMENT": "development", "EKC_DESK_URL": "http://localhost:8080"}
    return {**where, "EKC_DESK_TOKEN": tokens["EKC_DESK_TOKEN_REGIONAL_MANAGER"], **tokens}


def save(file: Path, text: str) -> None:
    """For its owner only."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write them, and say what to do next."""
    parser = argparse.ArgumentParser(prog="deploy.helm.secrets", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--release", default="ekc", help="how the names of the chart's objects begin")
    parser.add_argument("--namespace", default="ekc")
    parser.add_argument("--postgres", required=True, help="host, or host:port, of the databases; {database} for each")
    parser.add_argument("--keyring", default="", help="of the keyring's database, if it is another")
    parser.add_argument("--kek-token-file", type=Path, help="the token with which OpenBao or Vault lets privacy in")
    parser.add_argument("--development", action="store_true", help="also tokens for staff, good for 30 days: desk.env")
    given = parser.parse_args(arguments)
    token = given.kek_token_file.read_text().strip() if given.kek_token_file else ""
    place = Place(given.release, given.namespace, given.postgres, given.keyring, token, given.development)
    try:
        count = write(given.folder, place)
    except FileExistsError as error:
        print(error)
        return 1
    print(f"{count} Secrets and roles.sql are in {given.folder}. Apply or encrypt them; keep none as it is.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`.local/env`: where everything is and how to reach it, for shells (`set -a; . .local/env`)."""

import shlex

from deploy.local import access, keycloak
from deploy.local.connections import Connections
from deploy.local.issuer import STAFF
from deploy.local.layout import write
from deploy.local.roles import DATABASES, owner


def write_env(platform: Connections, processes: list[str]) -> None:
    """Write the file; it holds passwords, so it is its owner's."""
    settings = {**servers(platform), **databases(platform), **people(platform), **files(platform, processes)}
    if "prometheus" in processes:
        settings["EKC_PROMETHEUS_URL"] = f"http://127.0.0.1:{platform.environments.ports['prometheus']}"
    lines = [f"{name}={shlex.quote(value)}" for name, value in settings.items()]
    write(platform.layout.env, "\n".join(["# Written by `make up`.", *lines, ""]), 0o600)


def servers(platform: Connections) -> dict[str, str]:
    """Where the servers listen."""
    ports = platform.environments.ports
    return {
        "EKC_ENVIRONMENT": "development",
        "EKC_KAFKA_BOOTSTRAP": f"127.0.0.1:{ports['kafka']}",
        "EKC_KAFKA_AGENCY_BOOTSTRAP": f"127.0.0.1:{ports['kafka_agency']}",
        "EKC_KAFKA_AGENCY_TLS_BOOTSTRAP": f"127.0.0.1:{ports['kafka_agency_tls']}",
        "EKC_CLIENT_CA_FILE": str(platform.environments.secrets.authority()),
        "EKC_KAFKA_AGENCY_SECURITY_PROTOCOL": "SASL_PLAINTEXT",
        "EKC_KAFKA_ADMIN_SECURITY_PROTOCOL": "SASL_PLAINTEXT",
        "EKC_KAFKA_ADMIN_PASSWORD": platform.environments.secrets.password("kafka-admin"),
        "EKC_TEMPORAL_ADDRESS": platform.temporal_address(),
        "EKC_TEMPORAL_UI": f"http://127.0.0.1:{ports['temporal_ui']}",
        "EKC_DATABASE_TLS": "false",
        "EKC_POSTGRES_HOST": "127.0.0.1",
        "EKC_POSTGRES_PORT": str(ports["postgres"]),
        "EKC_POSTGRES_ADMIN_URL": platform.admin_url(),
    }


def databases(platform: Connections) -> dict[str, str]:
    """The address of each database, with its role and password."""
    owned = platform.environments.database_url("desk", owner("desk"))
    return {
        **{f"EKC_POSTGRES_URL_{variable(name)}": platform.database_url(name) for name in DATABASES},
        "EKC_POSTGRES_OWNER_URL_DESK": owned,
    }


def people(platform: Connections) -> dict[str, str]:
    """What staff and agencies need: tokens, passwords, the public keys that agencies encrypt to."""
    secrets = platform.environments.secrets
    passwords = {
        f"EKC_AGENCY_PASSWORD_{variable(agency)}": secrets.password(f"kafka-{agency}") for agency in access.AGENCIES
    }
    return {
        "EKC_DESK_URL": platform.environments.http("desk"),
        **staff(platform),
        "EKC_AGENCIES": " ".join(access.AGENCIES),
        "EKC_AGENCIES_FILE": str(platform.environments.agencies()),
        **passwords,
        "EKC_INBOUND_PUBLIC_KEYS_FILE": str(secrets.public_keys),
        "EKC_PROOF_KEY_FILE": str(secrets.proof_key()),
    }


def staff(platform: Connections) -> dict[str, str]:
    """How staff get in: with tokens that are there already, or by signing in at Keycloak with these passwords."""
    environments = platform.environments
    if platform.layout.identity_provider.exists():
        passwords = {name: keycloak.password(environments.secrets, name) for name in keycloak.people()}
        return {
            "EKC_OIDC_ISSUER": keycloak.issuer(environments.ports),
            **{f"EKC_KEYCLOAK_PASSWORD_{variable(name)}": word for name, word in passwords.items()},
        }
    tokens = {f"EKC_DESK_TOKEN_{variable(role)}": platform.desk_token(role) for role in STAFF}
    return {"EKC_DESK_TOKEN": platform.desk_token("regional-manager"), **tokens}


def files(platform: Connections, processes: list[str]) -> dict[str, str]:
    """Where logs and pid files are."""
    layout = platform.layout
    pids = {f"EKC_PID_FILE_{variable(name)}": str(layout.pid_file(name)) for name in ["supervisor", *processes]}
    return {"EKC_LOG_FOLDER": str(layout.logs), **pids}


def variable(name: str) -> str:
    """A name as part of a variable's name."""
    return name.upper().replace("-", "_")

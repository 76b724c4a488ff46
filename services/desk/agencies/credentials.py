"""What an agency is given to connect with: shown once, in a file that its owner alone can read."""

import os
import secrets
import shlex
from collections.abc import Mapping
from pathlib import Path

FILES = {
    "AGENCY_CA_FILE": "ssl.ca.location",
    "AGENCY_CERTIFICATE_FILE": "ssl.certificate.location",
    "AGENCY_CERTIFICATE_KEY_FILE": "ssl.key.location",
}


class SecretThere(Exception):
    """A file of this name is there already: a secret is never written over another."""


def new_password() -> str:
    """256 random bits."""
    return secrets.token_hex(32)


def write_once(path: Path, text: str) -> None:
    """Write a secret, for its owner's eyes.

    Raises:
        SecretThere: there is one already.
        OSError: it cannot be written there.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise SecretThere(f"{path} is there already: hand it over and remove it, or name another folder.") from None
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


def read(path: Path) -> dict[str, str]:
    """The variables in such a file.

    Raises:
        OSError: it cannot be read.
    """
    words = (word.partition("=") for word in shlex.split(path.read_text("utf-8"), comments=True))
    return {name: value for name, equals, value in words if equals}


def client(given: Mapping[str, str]) -> dict[str, str]:
    """The settings of librdkafka for an agency's client.

    Raises:
        KeyError: one is missing.
    """
    protocol = given.get("AGENCY_SECURITY_PROTOCOL", "SASL_SSL")
    settings = {
        "bootstrap.servers": given["AGENCY_BOOTSTRAP"],
        "security.protocol": protocol,
        **{key: given[name] for name, key in FILES.items() if given.get(name)},
    }
    if protocol.startswith("SASL"):
        user = given.get("AGENCY_USER") or given["AGENCY_NAME"]
        own = {"sasl.username": user, "sasl.password": given["AGENCY_PASSWORD"]}
        settings |= {"sasl.mechanism": "SCRAM-SHA-512", **own}
    return settings


def environment(agency: str, user: str, organisation: str, connection: Mapping[str, str], password: str = "") -> str:
    """The settings of an agency's client, as shells and `ekc agency check` read them."""
    settings = {
        "AGENCY_NAME": agency,
        "AGENCY_SOURCE": f"{organisation}:systeem:dossier",
        **connection,
        "AGENCY_USER": user,
        **({"AGENCY_PASSWORD": password} if password else {}),
    }
    return "".join(f"{name}={value}\n" for name, value in settings.items())

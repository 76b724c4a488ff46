"""How an agency reaches Kafka, and who it is: read from the environment, or from a file of `NAME=value` lines."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REQUIRED = ("AGENCY_NAME", "AGENCY_SOURCE", "AGENCY_BOOTSTRAP")
WHAT = {
    "AGENCY_NAME": "the name that was agreed, as in the topic ekc.in.<name>",
    "AGENCY_SOURCE": "the organisation and system that speaks: urn:nld:oin:<20 digits>:systeem:<name>",
    "AGENCY_BOOTSTRAP": "the address of Kafka: <host>:<port>",
    "AGENCY_PASSWORD": "the password, or AGENCY_CERTIFICATE_FILE with AGENCY_CERTIFICATE_KEY_FILE",
}


class Incomplete(Exception):
    """A setting is missing; the text says which, and what it is."""


@dataclass(frozen=True)
class Connection:
    """Who the agency is and how it connects."""

    name: str
    source: str
    bootstrap: str
    user: str = ""
    """Its user of Kafka, if that is not the name."""
    password: str = ""
    protocol: str = "SASL_SSL"
    ca_file: str = ""
    """The authority of Kafka's certificate; otherwise the system's."""
    certificate_file: str = ""
    certificate_key_file: str = ""
    keys_file: str = ""
    """The organisation's published keys (JWK set), where they are not to be read from the topic."""
    plain_text: bool = False
    """Send without encryption: only where that was agreed."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Connection:
        """From variables `AGENCY_*`.

        Raises:
            Incomplete: one is missing.
        """
        given = os.environ if environment is None else environment
        certificate = given.get("AGENCY_CERTIFICATE_FILE", "")
        missing = [name for name in REQUIRED if not given.get(name)]
        if not certificate and not given.get("AGENCY_PASSWORD"):
            missing.append("AGENCY_PASSWORD")
        if missing:
            raise Incomplete("\n".join(f"{name} is not set: {WHAT[name]}." for name in missing))
        return cls(
            name=given["AGENCY_NAME"],
            source=given["AGENCY_SOURCE"],
            bootstrap=given["AGENCY_BOOTSTRAP"],
            user=given.get("AGENCY_USER", ""),
            password=given.get("AGENCY_PASSWORD", ""),
            protocol=given.get("AGENCY_SECURITY_PROTOCOL", "SSL" if certificate else "SASL_SSL"),
            ca_file=given.get("AGENCY_CA_FILE", ""),
            certificate_file=certificate,
            certificate_key_file=given.get("AGENCY_CERTIFICATE_KEY_FILE", ""),
            keys_file=given.get("AGENCY_KEYS_FILE", ""),
            plain_text=given.get("AGENCY_PLAIN_TEXT", "") == "agreed",
        )

    def settings(self, **more: Any) -> dict[str, Any]:
        """The settings of a client of librdkafka."""
        found = {
            "bootstrap.servers": self.bootstrap,
            "client.id": self.name,
            "security.protocol": self.protocol,
            "ssl.ca.location": self.ca_file,
            "ssl.certificate.location": self.certificate_file,
            "ssl.key.location": self.certificate_key_file,
            "log_level": 0,
            **more,
        }
        if self.protocol.startswith("SASL"):
            found["sasl.mechanism"] = "SCRAM-SHA-512"
            found["sasl.username"] = self.user or self.name
            found["sasl.password"] = self.password
        return {name: value for name, value in found.items() if value != ""}


def in_file(path: Path) -> dict[str, str]:
    """The variables in a file of `NAME=value` lines, as shells read it."""
    words = (word.partition("=") for word in shlex.split(path.read_text("utf-8"), comments=True))
    return {name: value for name, equals, value in words if equals}

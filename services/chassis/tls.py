"""TLS as every connection of a part has it: at least 1.2, the other's authority and name checked.

Files are read when a part starts: after a certificate was renewed, parts are restarted one by one.
"""

import ssl
from pathlib import Path
from typing import Literal

from services.chassis.settings import DatabaseSettings, Settings


def trusting(authority: Path | None, certificate: Path | None = None, key: Path | None = None) -> ssl.SSLContext:
    """What a client needs: this authority alone is trusted, or the system's; our own certificate is shown if asked for.

    Raises:
        OSError: a file cannot be read, or is none.
    """
    context = ssl.create_default_context(cafile=authority)
    if certificate:
        context.load_cert_chain(certificate, key)
    return context


def database(settings: DatabaseSettings) -> ssl.SSLContext | Literal[False]:
    """For PostgreSQL: `verify-full`, also where the address asks for less."""
    if not settings.database_tls:
        return False
    return trusting(settings.database_ca_file, settings.database_cert_file, settings.database_key_file)


def kafka(settings: Settings) -> ssl.SSLContext | None:
    """For Kafka, where its listener has TLS."""
    if not settings.kafka_security_protocol.endswith("SSL"):
        return None
    return trusting(settings.kafka_ca_file, settings.kafka_cert_file, settings.kafka_key_file)


def parts(settings: Settings) -> ssl.SSLContext:
    """For what other parts answer."""
    return trusting(settings.http_ca_file)

"""The forms that settings have to have: what is malformed is refused at the start, in words, and never waited for."""

import re
import ssl
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr

HEX_32 = re.compile(r"[0-9a-f]{64}", re.IGNORECASE)
"""A key of 32 bytes as it is written."""
HOST = re.compile(r"\S+:\d+")


def address(secret: SecretStr) -> SecretStr:
    """The address of a database; an empty one is none yet.

    Raises:
        ValueError: it is something else.
    """
    if secret.get_secret_value() and urlsplit(secret.get_secret_value()).scheme not in ("postgresql", "postgres"):
        raise ValueError("This is no address of a database, postgresql://…")
    return secret


def key(secret: SecretStr) -> SecretStr:
    """A key; an empty one is none yet.

    Raises:
        ValueError: it is something else.
    """
    if secret.get_secret_value() and not HEX_32.fullmatch(secret.get_secret_value()):
        raise ValueError("This is no key of 32 bytes in hex.")
    return secret


def hosts(written: str) -> str:
    """Addresses with their ports, separated by commas.

    Raises:
        ValueError: one is something else.
    """
    if not all(HOST.fullmatch(one.strip()) for one in written.split(",")):
        raise ValueError("This is no host:port, or several with commas between.")
    return written


DatabaseAddress = Annotated[SecretStr, AfterValidator(address)]
Key = Annotated[SecretStr, AfterValidator(key)]
Hosts = Annotated[str, AfterValidator(hosts)]


def no_certificates(given: Mapping[str, Path]) -> Iterator[str]:
    """The settings whose file holds no certificate, or not with the key that is given with it."""
    for name, path in given.items():
        try:
            if name.endswith("_ca_file"):
                ssl.create_default_context(cafile=path)
            elif name.endswith("_cert_file") and (its_key := given.get(name.replace("_cert_file", "_key_file"))):
                ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(path, its_key)
        except OSError:  # which an SSLError is
            yield name

"""TLS as every connection of a part has it: at least 1.2, the other's authority and name checked.

Whoever renews a certificate (cert-manager, Strimzi, people) replaces its files while parts run. They are looked at
before each handshake, for only then a certificate is: a connection that is there goes on with what it began with.
"""

import ssl
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, Literal
from weakref import WeakSet

from services.chassis.log import logger
from services.chassis.settings import DatabaseSettings, Settings

log = logger("tls")

USED: dict[Path, bytes] = {}
"""Files of certificates, our own and those of authorities, as they were read last and could be used."""


class Renewing(ssl.SSLContext):
    """What is in its files at a handshake; while that cannot be used, what was there before.

    Kubernetes swaps the files of a secret by a link, and they may be of any age: so contents are compared. Where they
    are written one after the other, a certificate is there before its key.
    """

    living: ClassVar[WeakSet["Renewing"]] = WeakSet()
    """Those that a part has now."""

    def __new__(cls, side: ssl.Purpose, *_: Path | None) -> "Renewing":
        """`side`: of whom the certificate is that is checked here, if any; a server asks for none."""
        client = side is ssl.Purpose.SERVER_AUTH
        return super().__new__(cls, ssl.PROTOCOL_TLS_CLIENT if client else ssl.PROTOCOL_TLS_SERVER)

    def __init__(self, side: ssl.Purpose, authority: Path | None, certificate: Path | None, key: Path | None) -> None:
        self.side = side
        self.authority, self.certificate, self.key = authority, certificate, key
        self.files = [file for file in (authority, certificate, key) if file]
        self.spoken: list[str] = []
        self.found = self.contents()
        self.within = self.read()
        self.living.add(self)

    def wrap_bio(
        self,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        server_side: bool = False,
        server_hostname: str | bytes | None = None,
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLObject:
        """A handshake begins: asyncio, uvloop and anyio ask for nothing else."""
        self.look()
        return self.within.wrap_bio(incoming, outgoing, server_side, server_hostname, session)

    def set_alpn_protocols(self, alpn_protocols: Iterable[str]) -> None:
        """A client says what it speaks."""
        self.spoken = list(alpn_protocols)
        self.within.set_alpn_protocols(self.spoken)

    def look(self) -> None:
        """See whether files were replaced. What changes meanwhile is seen by the next look."""
        if (found := self.contents()) == self.found:
            return
        self.found = found
        try:
            self.within = self.read()
        except OSError as error:  # which an SSLError is
            log.warning("new certificates cannot be used, those of before are", files=self.files, error=error)
        else:
            log.info("certificates were read again", files=self.files)

    def read(self) -> ssl.SSLContext:
        """All of it as it is now.

        Raises:
            OSError: a file cannot be read, or is none, or a key is that of another certificate.
        """
        context = ssl.create_default_context(self.side, cafile=self.authority)
        context.set_alpn_protocols(self.spoken)
        if self.certificate:
            context.load_cert_chain(self.certificate, self.key)
        USED.update({file: file.read_bytes() for file in (self.authority, self.certificate) if file})
        return context

    def contents(self) -> list[bytes]:
        """What is in the files, and nothing for one that cannot be read."""
        return [content(file) for file in self.files]


def content(file: Path) -> bytes:
    """What is in a file; nothing, if it cannot be read."""
    try:
        return file.read_bytes()
    except OSError:
        return b""


def used(certificates: Path) -> bytes:
    """What this part uses of a file now; of one that it does not use, what is in it.

    Raises:
        OSError: that cannot be read.
    """
    for context in tuple(Renewing.living):
        context.look()
    return USED.get(certificates) or certificates.read_bytes()


def trusting(authority: Path | None, certificate: Path | None = None, key: Path | None = None) -> ssl.SSLContext:
    """What a client needs: this authority alone is trusted, or the system's; our own certificate is shown if asked for.

    Raises:
        OSError: a file cannot be read, or is none.
    """
    return Renewing(ssl.Purpose.SERVER_AUTH, authority, certificate, key)


def answering(settings: Settings) -> ssl.SSLContext | None:
    """What a part answers with, where it has a certificate."""
    if settings.http_certificate is None:
        return None
    return Renewing(ssl.Purpose.CLIENT_AUTH, None, *settings.http_certificate)


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

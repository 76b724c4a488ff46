"""Certificates of invented authorities, as files: what a part shows, and whom it trusts."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from deploy.local import certificates
from services.desk.agencies.certificates import Authority


@dataclass(frozen=True)
class Papers:
    """A certificate with its key, and the certificate of who signed it."""

    certificate: Path
    key: Path
    authority: Path


@dataclass(frozen=True)
class Office:
    """An authority of a test, with a folder for what it signs."""

    folder: Path

    @classmethod
    def opened(cls, folder: Path, text: str = "") -> "Office":
        """A new authority, or one that is there."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "authority.pem").write_text(text or certificates.authority("Test"))
        (folder / "ca.pem").write_text(certificates.pem(Authority.at(folder / "authority.pem").certificate))
        return cls(folder)

    @property
    def authority(self) -> Authority:
        """Itself."""
        return Authority.at(self.folder / "authority.pem")

    def server(self, name: str, hosts: Sequence[str] = certificates.OWN) -> Papers:
        """Papers of a server at these addresses."""
        return self.written(name, *certificates.server(self.authority, name, hosts))

    def client(self, name: str) -> Papers:
        """Papers with which a client shows itself."""
        key = ec.generate_private_key(ec.SECP256R1())
        signed = self.authority.sign(certificates.request(key).encode(), name)
        return self.written(name, signed.decode(), certificates.pem(key))

    def written(self, name: str, certificate: str, key: str) -> Papers:
        """As files that nobody else can read: PostgreSQL wants it so."""
        made = Papers(self.folder / f"{name}.crt.pem", self.folder / f"{name}.key.pem", self.folder / "ca.pem")
        for file, text in ((made.certificate, certificate), (made.key, key)):
            file.write_text(text)
            file.chmod(0o600)
        return made


def self_signed(days: float) -> bytes:
    """A certificate that is good for so many days, and that nobody else signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "kafka")])
    ends = datetime.now(UTC) + timedelta(days=days)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, ends - timedelta(days=400), ends)
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def number(papers: Papers) -> int:
    """Which certificate is in the file."""
    return x509.load_pem_x509_certificate(papers.certificate.read_bytes()).serial_number


def seen(writer: asyncio.StreamWriter) -> int:
    """Which certificate the other side showed."""
    shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    return x509.load_der_x509_certificate(shown).serial_number

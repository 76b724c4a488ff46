"""Certificates of agencies (mTLS): we sign what an agency asks for, and its private key never leaves it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAYS = 398
"""How long a certificate is good for."""
SMALLEST_RSA, SMALLEST_CURVE = 3072, 256
"""Bits."""


class BadRequest(Exception):
    """A certificate cannot be given; the text says why."""


class Authority:
    """Whoever signs agencies' certificates: one file, PEM, with its certificate and its private key."""

    def __init__(self, pem: bytes) -> None:
        self.certificate = x509.load_pem_x509_certificate(pem)
        key: Any = serialization.load_pem_private_key(pem, None)
        self.key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey = key

    @property
    def identifier(self) -> x509.AuthorityKeyIdentifier:
        """What a certificate says of whose signature it has."""
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())

    @classmethod
    def at(cls, path: Path) -> "Authority":
        """The one in a file.

        Raises:
            BadRequest: there is none.
        """
        try:
            return cls(path.read_bytes())
        except (OSError, ValueError):
            raise BadRequest(f"{path} holds no authority: its certificate and its private key, in PEM.") from None

    def sign(self, request: bytes, user: str, begin: datetime | None = None) -> bytes:
        """A certificate for a user of Kafka, in PEM. Only the key is taken from the request, whatever name it has.

        Raises:
            BadRequest: it is none, is not signed by its own key, or its key is weak.
        """
        try:
            asked = x509.load_pem_x509_csr(request)
        except ValueError:
            raise BadRequest("this is no certificate signing request in PEM (PKCS #10).") from None
        key = asked.public_key()
        if not asked.is_signature_valid:
            raise BadRequest("the request is not signed with the key that it names.")
        if not strong(key):
            raise BadRequest("its key is weak: an elliptic curve of 256 bits or RSA of 3072 at least.")
        begin = begin or datetime.now(UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, user)]))
            .issuer_name(self.certificate.subject)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin)
            .not_valid_after(begin + timedelta(days=DAYS))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(self.identifier, critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        return made.public_bytes(serialization.Encoding.PEM)


def strong(key: object) -> bool:
    """Whether a public key is good for as long as a certificate is."""
    if isinstance(key, ec.EllipticCurvePublicKey):
        return key.key_size >= SMALLEST_CURVE
    return isinstance(key, rsa.RSAPublicKey) and key.key_size >= SMALLEST_RSA

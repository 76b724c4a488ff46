"""The authority of a local platform, which signs certificates of agencies and of servers (PEM)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from services.desk.agencies.certificates import Authority

YEARS = timedelta(days=3650)
HOUR = timedelta(hours=1)
"""Clocks differ."""
OWN = ("localhost", "127.0.0.1")
SIGNING = x509.KeyUsage(
    key_cert_sign=True,
    crl_sign=True,
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    encipher_only=False,
    decipher_only=False,
)


def authority(name: str) -> str:
    """A new authority: its certificate and its private key."""
    key = ec.generate_private_key(ec.SECP256R1())
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        begun(own, own, key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(SIGNING, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return pem(made) + pem(key)


def server(signer: Authority, name: str, hosts: Sequence[str] = OWN) -> tuple[str, str]:
    """A certificate of a server at these addresses, by default at this machine's own, and its private key."""
    key = ec.generate_private_key(ec.SECP256R1())
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    names = x509.SubjectAlternativeName(
        [x509.IPAddress(ip_address(host)) if host[0].isdigit() else x509.DNSName(host) for host in hosts]
    )
    made = (
        begun(own, signer.certificate.subject, key.public_key())
        .add_extension(names, critical=False)
        .add_extension(signer.identifier, critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(signer.key, hashes.SHA256())
    )
    return pem(made), pem(key)


def request(key: ec.EllipticCurvePrivateKey) -> str:
    """What an agency sends to have its key signed (PKCS #10)."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "any")])
    return pem(x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256()))


def begun(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    """What all certificates have."""
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - HOUR)
        .not_valid_after(now + YEARS)
    )


def pem(
    made: x509.Certificate | x509.CertificateSigningRequest | ec.EllipticCurvePrivateKey,
) -> str:
    """As text."""
    if isinstance(made, ec.EllipticCurvePrivateKey):
        plain = serialization.NoEncryption()
        return made.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain).decode()
    return made.public_bytes(serialization.Encoding.PEM).decode()

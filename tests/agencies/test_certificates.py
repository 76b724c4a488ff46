"""What we sign for agencies, and what not."""

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from deploy.local import certificates
from services.desk.agencies.certificates import DAYS, Authority, BadRequest

AUTHORITY = Authority(certificates.authority("Test").encode())


def asked(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    """A request for the name of somebody else, for an authority's powers."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "admin")])
    made = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)


def test_only_the_key_is_taken_from_a_request() -> None:
    """The name is the one that was agreed, and the certificate can sign no other."""
    key = ec.generate_private_key(ec.SECP256R1())

    made = x509.load_pem_x509_certificate(AUTHORITY.sign(asked(key), "ggd.2"))

    assert made.subject.rfc4514_string() == "CN=ggd.2"
    assert made.public_key() == key.public_key()
    assert not made.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert (made.not_valid_after_utc - made.not_valid_before_utc).days == DAYS
    made.verify_directly_issued_by(AUTHORITY.certificate)


@pytest.mark.parametrize("key", [ec.generate_private_key(ec.SECP224R1()), rsa.generate_private_key(65537, 2048)])
def test_a_weak_key_is_not_signed(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> None:
    """It would be good for a year."""
    with pytest.raises(BadRequest, match="weak"):
        AUTHORITY.sign(asked(key), "ggd")


def test_what_is_no_request_is_not_signed() -> None:
    """Nor is one that somebody changed after it was signed with its own key."""
    lines = asked(ec.generate_private_key(ec.SECP256R1())).splitlines()
    end = bytearray(lines[-2])
    end[0] = ord("A") if end[0] != ord("A") else ord("B")

    with pytest.raises(BadRequest):
        AUTHORITY.sign(b"\n".join([*lines[:-2], bytes(end), lines[-1]]), "ggd")
    with pytest.raises(BadRequest, match="no certificate signing request"):
        AUTHORITY.sign(b"nothing", "ggd")


def test_without_an_authority_nothing_is_signed(tmp_path: Path) -> None:
    """The text names the file and what is to be in it."""
    with pytest.raises(BadRequest, match="its certificate and its private key"):
        Authority.at(tmp_path / "none.pem")

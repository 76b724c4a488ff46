"""How long certificates are still good."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

DAY_SECONDS = 86_400
OF_CERTIFICATES = ("_CERT_FILE", "_CA_FILE")
"""How variables end that name files of certificates."""


def days_left(pem: bytes) -> float:
    """Of the first of several that ends; in days, below nothing once it has ended.

    Raises:
        ValueError: there is none.
    """
    ends = min(one.not_valid_after_utc for one in x509.load_pem_x509_certificates(pem))
    return round((ends - datetime.now(UTC)).total_seconds() / DAY_SECONDS, 1)


def of_files(settings: Mapping[str, str]) -> dict[str, float]:
    """Variable -> days that the certificates in its file are still good."""
    found: dict[str, float] = {}
    for name, where in sorted(settings.items()):
        if name.startswith("EKC_") and name.endswith(OF_CERTIFICATES) and Path(where).is_file():
            try:
                found[name] = days_left(Path(where).read_bytes())
            except (ValueError, OSError):
                continue  # what is no certificate stops a part when it starts
    return found

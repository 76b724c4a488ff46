"""How long certificates are still good: those of files that settings name, as a part shows them, or shown to us."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

from services.chassis import tls
from services.chassis.settings import Settings

DAY_SECONDS = 86_400
ENDING = "_cert_file"
OF_CERTIFICATES = ("_CERT_FILE", "_CA_FILE")
"""How variables end that name files of certificates."""


def seconds_left(pem: bytes) -> float:
    """Of the first of several that ends; below nothing once it has ended.

    Raises:
        ValueError: there is none.
    """
    ends = min(one.not_valid_after_utc for one in x509.load_pem_x509_certificates(pem))
    return (ends - datetime.now(UTC)).total_seconds()


def days_left(pem: bytes) -> float:
    """The same in days.

    Raises:
        ValueError: there is none.
    """
    return round(seconds_left(pem) / DAY_SECONDS, 1)


def expiring(settings: Settings) -> Mapping[str, float]:
    """Seconds until each is no longer valid, by what it is for: `kafka`, `http`, `database`, `temporal`.

    Of those that it shows now, which need not be those in the files (`tls.py`). One that cannot be read is left out.
    """
    found = {}
    for name in type(settings).model_fields:
        path = getattr(settings, name) if name.endswith(ENDING) else None
        if path is not None:
            try:
                found[name.removesuffix(ENDING)] = seconds_left(tls.shown(path))
            except (OSError, ValueError):
                continue
    return found


def of_files(settings: Mapping[str, str]) -> dict[str, float]:
    """Variable -> days that the certificates of its file are still good."""
    found: dict[str, float] = {}
    for name, where in sorted(settings.items()):
        if name.startswith("EKC_") and name.endswith(OF_CERTIFICATES) and Path(where).is_file():
            try:
                found[name] = days_left(tls.shown(Path(where)))
            except (ValueError, OSError):
                continue  # what is no certificate stops a part when it starts
    return found

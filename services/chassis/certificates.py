"""How long certificates are still good: those of files that settings name, as a part uses them, or shown to it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

from services.chassis import tls
from services.chassis.settings import Settings

DAY_SECONDS = 86_400
ENDINGS = ("_cert_file", "_ca_file")
OF_CERTIFICATES = ("_CERT_FILE", "_CA_FILE")
"""How variables end that name files of certificates."""


def end(pem: bytes) -> datetime:
    """When the first of several ends.

    Raises:
        ValueError: there is none.
    """
    return min(one.not_valid_after_utc for one in x509.load_pem_x509_certificates(pem))


def days_left(ends: datetime) -> float:
    """Until then; below nothing once it has ended."""
    return round(seconds_left(ends) / DAY_SECONDS, 1)


def seconds_left(ends: datetime) -> float:
    """The same in seconds."""
    return (ends - datetime.now(UTC)).total_seconds()


def expiring(settings: Settings) -> Mapping[str, float]:
    """Seconds until each is no longer valid, by what it is for: `kafka`, `http`, `database`, `temporal`, and with `_ca`
    that of the authority which is believed there.

    Of those that it uses now, which need not be those in the files (`tls.py`). One that cannot be read is left out.
    """
    found = {}
    for name in type(settings).model_fields:
        path = getattr(settings, name) if name.endswith(ENDINGS) else None
        if path is not None:
            try:
                found[name.removesuffix("_file").removesuffix("_cert")] = seconds_left(end(tls.used(path)))
            except (OSError, ValueError):
                continue
    return found


def of_files(settings: Mapping[str, str]) -> dict[str, float]:
    """Variable -> days that the certificates of its file are still good."""
    found: dict[str, float] = {}
    for name, where in sorted(settings.items()):
        if name.startswith("EKC_") and name.endswith(OF_CERTIFICATES) and Path(where).is_file():
            try:
                found[name] = days_left(end(tls.used(Path(where))))
            except (ValueError, OSError):
                continue  # what is no certificate stops a part when it starts
    return found
